import { noCounts } from "../../src/machine/counts.ts";
import type { Machine } from "../../src/machine/machine.ts";
import { formatTime } from "../../src/machine/values/time.ts";
import { answerJson } from "../../src/why/json.ts";
import { lifeOf } from "../../src/why/life.ts";
import { recorderOf } from "../../src/why/recorder.ts";
import { answerLines } from "../../src/why/report.ts";
import type { Wanted } from "../../src/why/wanted.ts";
import { type Answer, whyInPieces } from "../../src/why/why.ts";
import { breathe, Stopped } from "./breath.ts";
import { feedAll } from "./inputs.ts";
import type { Watch } from "./watch.ts";

/** The answer of `pda why`: as it prints it, and as data. */
export type WhyAnswer =
  | {
      readonly lines: readonly string[];
      /** Of which day, or from which day to which, its times are; null: they say it themselves. */
      readonly days: string | null;
      readonly json: unknown;
    }
  /** Why there is none, as a sentence. */
  | { readonly refused: string };

export interface WhyQuestion {
  readonly key: string;
  /** null: all that it has, or else the nearest. */
  readonly wanted: Wanted | null;
  /** E of the session's first event; null: all of the key's. */
  readonly first: string | null;
}

export interface WhyHooks {
  /** Which part is done, from 0 to 1. */
  readonly progress: (part: number) => void;
  readonly stopped: () => boolean;
}

/** So long other messages wait at most. */
const REST_MS = 40;

export async function whyAnswer(
  { machine, inputs, seen }: Watch,
  { key, wanted, first }: WhyQuestion,
  { progress, stopped }: WhyHooks,
): Promise<WhyAnswer> {
  const refused = refusal(machine);
  if (refused !== null) return { refused };
  const recorder = recorderOf(machine, key);
  const runner = recorder.runner({ counts: noCounts(), dead: () => {} });
  // Time that runs out at the end of the input is no part of a life: `why` lets it run itself.
  const own = (inputs.get(key) ?? []).filter((input) => input.is !== "time" || !input.final);
  feedAll(runner, own);
  const life = lifeOf(machine, key, recorder.inputs);
  if (life.sessions.length === 0) return { refused: `no event of ${key} began a session` };
  const asked = life.sessions.find(({ events }) => events[0] === first);
  const question = { wanted, session: asked?.number ?? null };
  const pieces = whyInPieces(machine, life, question, { seen });
  let rested = performance.now();
  let next = pieces.next();
  for (; next.done !== true; next = pieces.next()) {
    if (performance.now() - rested < REST_MS) continue;
    progress(next.value);
    await breathe();
    if (stopped()) throw new Stopped();
    rested = performance.now();
  }
  const answer = next.value;
  const lines = answerLines(machine, life, answer);
  return { lines, days: daysOf(lines, answer), json: answerJson(machine, life, answer) };
}

/** Beside a log the days are known; in the page the session may have been found by any way. */
function daysOf(lines: readonly string[], { results, nearest }: Answer): string | null {
  if (lines.some((line) => /\d{4}-\d\d-\d\d \d\d:/.test(line))) return null;
  const instants = [
    ...results.flatMap(({ chain }) => chain.map(({ situation }) => situation.at)),
    ...nearest.map(({ session }) => session.start),
  ];
  const days = [...new Set(instants.map((instant) => formatTime(instant).slice(0, 10)))].sort();
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined) return null;
  return first === last ? first : `${first} to ${last}`;
}

/** A life is one sequence of events, each stepped once. */
function refusal({ automaton: { order } }: Machine): string | null {
  const word =
    order?.late.kind === "retract" ? "late retract" : order?.cause != null ? "follow cause" : null;
  return word === null
    ? null
    : `with \`${word}\` a session is stepped more than once, which "why" cannot tell yet; every step is in the timeline`;
}
