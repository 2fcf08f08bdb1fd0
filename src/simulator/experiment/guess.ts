import { groupRows } from "../compare/log.ts";
import type { OrderedRun } from "../compare/ordered-run.ts";
import { type Pipeline, pass } from "../disorder/pipeline.ts";
import { Histogram } from "../statistics/histogram.ts";
import { roundUp } from "./grid.ts";

/** Windows worth a look, guessed from one draw. Milliseconds. */
export interface WindowGuess {
  /** Leaves at most one event in a thousand behind its key. */
  readonly usualMs: number;
  /** Leaves at most one in ten thousand behind. */
  readonly largeMs: number;
}

/** A day: nobody waits longer. */
const LONGEST = 86_400_000;

/** How far behind their keys events are in the first draw. Null: none is. */
export function guessWindows(
  { truth, log }: OrderedRun,
  pipeline: Pipeline,
  seed: number,
): WindowGuess | null {
  const { order, live, event, stamp } = pass(pipeline, truth, seed);
  const lateness = new Histogram();
  const starts = new Uint32Array(log.keys.length + 1);
  const rows = new Uint32Array(live);
  groupRows(order, live, (row) => log.keyOf[event[row]!]!, { starts, rows });
  let behind = 0;
  for (let k = 0; k < log.keys.length; k++) {
    let greatest = Number.NEGATIVE_INFINITY;
    for (let i = starts[k]!; i < starts[k + 1]!; i++) {
      const time = stamp[rows[i]!]!;
      if (time < greatest) behind++;
      lateness.add(Math.max(0, greatest - time));
      greatest = Math.max(greatest, time);
    }
  }
  if (behind === 0) return null;
  const window = (share: number): number =>
    Math.min(LONGEST, roundUp(Math.max(1, lateness.quantile(share))));
  return { usualMs: window(0.999), largeMs: window(0.9999) };
}
