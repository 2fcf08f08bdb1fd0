import type { Machine } from "../machine/machine.ts";
import { type Alignments, align } from "./alignment.ts";
import { distanceTo } from "./distance.ts";
import type { Life, Moment, SessionSpan } from "./life.ts";
import { awaited } from "./limits.ts";
import type { Seen } from "./recorder.ts";
import type { Wanted } from "./wanted.ts";

/** How near a session came to a result that it does not have. */
export interface Nearest extends Alignments {
  readonly session: SessionSpan;
  readonly wanted: Wanted;
  /** The state from which the fewest transitions were left; null: no step was taken. */
  readonly furthest: Furthest | null;
}

export interface Furthest {
  readonly state: string;
  readonly time: number;
  /** Transitions still to be taken; Infinity: none leads from there to the output. */
  readonly left: number;
  /** Events that are waited for there. */
  readonly awaits: readonly string[];
}

export interface NearestOptions {
  readonly seen?: Seen;
  readonly budget?: number;
}

/** Enough for three changes in a session of twenty events; about a second. */
export const BUDGET = 20_000;

export function* nearestOf(
  machine: Machine,
  life: Life,
  session: SessionSpan,
  wanted: Wanted,
  { seen = new Map(), budget = BUDGET }: NearestOptions = {},
): Generator<number, Nearest> {
  const found = yield* align(machine, life, session, wanted, { seen, budget });
  return { ...found, session, wanted, furthest: furthestOf(machine, life, session, wanted) };
}

function furthestOf(
  machine: Machine,
  { moments, visitors }: Life,
  session: SessionSpan,
  wanted: Wanted,
): Furthest | null {
  const distance = distanceTo(machine, wanted);
  const left = ({ happening }: Moment) => distance.steps(happening.step.configuration.state);
  const own = moments.filter((moment) => moment.session === session.number - 1);
  const [first] = own;
  if (first === undefined) return null;
  const best = own.reduce((a, b) => (left(b) < left(a) ? b : a), first);
  const visitor = visitors[best.input + 1] ?? null;
  return {
    state: best.happening.step.configuration.state,
    time: best.happening.situation.at,
    left: left(best),
    awaits: [...awaited(machine, visitor)],
  };
}
