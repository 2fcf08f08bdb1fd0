import type { Machine } from "../machine/machine.ts";
import { type Result, resultsOf } from "./cause.ts";
import type { Life, SessionSpan } from "./life.ts";
import { type Nearest, type NearestOptions, nearestOf } from "./nearest.ts";
import type { Wanted } from "./wanted.ts";

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
  /** Only where no result came; the nearest session first. */
  readonly nearest: readonly Nearest[];
}

/** So many sessions are searched, the latest first: a key may have had thousands. */
const SEARCHED_MOST = 6;

/** Why a result came, or the nearest that a key's sessions came to it. */
export function why(
  machine: Machine,
  life: Life,
  { wanted, session }: Question,
  options: NearestOptions = {},
): Answer {
  const { key } = life;
  const sessions = life.sessions.filter(({ number }) => session === null || number === session);
  const asked = new Set(sessions.map(({ number }) => number));
  const results = resultsOf(machine, life, wanted).filter((result) => asked.has(result.session));
  if (results.length > 0) return { key, sessions, results, nearest: [] };
  const wants = wanted === null ? allOf(machine) : [wanted];
  const nearest = sessions
    .slice(-SEARCHED_MOST)
    .flatMap((one) => wants.map((want) => nearestOf(machine, life, one, want, options)));
  return { key, sessions, results, nearest: [...nearest].sort((a, b) => costOf(a) - costOf(b)) };
}

const allOf = ({ automaton }: Machine): readonly Wanted[] =>
  automaton.outputs.map(({ name }) => ({ output: name, where: [] }));

/** Without an explanation: by what was left to be done. */
function costOf({ explanations, furthest }: Nearest): number {
  const [first] = explanations;
  return first?.cost ?? 100 + Math.min(100, furthest?.left ?? 100);
}
