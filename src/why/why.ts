import type { Machine } from "../machine/machine.ts";
import type { Output } from "../machine/output.ts";
import { type Result, resultsOf } from "./cause.ts";
import type { Life, SessionSpan } from "./life.ts";
import { type Nearest, type NearestOptions, nearestOf } from "./nearest.ts";
import { isWanted, type Wanted } from "./wanted.ts";

export interface Question {
  /** null: all results. */
  readonly wanted: Wanted | null;
  /** A session's number; null: all. */
  readonly session: number | null;
}

/** Why results came; and where one was asked for that did not, how near the sessions came to it. */
export interface Answer {
  readonly key: string;
  readonly sessions: readonly SessionSpan[];
  readonly results: readonly Result[];
  /** Results that came beside them and are only counted. */
  readonly more: number;
  /** Only where no result came; the nearest session first. */
  readonly nearest: readonly Nearest[];
}

/** So many sessions are searched, the latest first: a key may have had thousands. */
const SEARCHED_MOST = 6;

/**
 * Why a result came, or the nearest that a key's sessions came to it, in pieces: it yields now and then which part is
 * done, for those who show it or do not want to wait any longer.
 */
export function* whyInPieces(
  machine: Machine,
  life: Life,
  { wanted, session }: Question,
  options: NearestOptions = {},
): Generator<number, Answer> {
  const { key } = life;
  const sessions = life.sessions.filter(({ number }) => session === null || number === session);
  const asked = new Set(sessions.map(({ number }) => number));
  const isAsked = (output: Output, of: number): boolean =>
    asked.has(of) && (wanted === null || isWanted(output, wanted));
  const { told: results, more } = yield* resultsOf(machine, life, isAsked);
  if (results.length > 0) return { key, sessions, results, more, nearest: [] };
  const wants = wanted === null ? allOf(machine) : [wanted];
  const searches = sessions
    .slice(-SEARCHED_MOST)
    .flatMap((one) => wants.map((want) => nearestOf(machine, life, one, want, options)));
  const nearest: Nearest[] = [];
  for (const search of searches)
    nearest.push(yield* part(search, nearest.length / searches.length, 1 / searches.length));
  return { key, sessions, results, more, nearest: nearest.sort((a, b) => costOf(a) - costOf(b)) };
}

/** The same at once. */
export function why(...asked: Parameters<typeof whyInPieces>): Answer {
  const pieces = whyInPieces(...asked);
  for (;;) {
    const next = pieces.next();
    if (next.done === true) return next.value;
  }
}

function* part<T>(
  pieces: Generator<number, T>,
  begun: number,
  share: number,
): Generator<number, T> {
  for (;;) {
    const next = pieces.next();
    if (next.done === true) return next.value;
    yield begun + share * next.value;
  }
}

const allOf = ({ automaton }: Machine): readonly Wanted[] =>
  automaton.outputs.map(({ name }) => ({ output: name, where: [] }));

/** Without an explanation: by what was left to be done. */
function costOf({ explanations, furthest }: Nearest): number {
  const [first] = explanations;
  return first?.cost ?? 100 + Math.min(100, furthest?.left ?? 100);
}
