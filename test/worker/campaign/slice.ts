import { onTwin, visitsMachine } from "../patterns.ts";
import { shrink } from "./find.ts";
import { type Plan, planOf } from "./plan.ts";
import { play } from "./play.ts";
import type { Point } from "./points.ts";

/** Seeds from `from` up to, but without, `end`. */
export interface Range {
  readonly from: number;
  readonly end: number;
}

/** What came of some schedules, as plain data. */
export interface Slice extends Range {
  /** Faults that struck in the schedule with the fewest. */
  readonly least: number;
  readonly hits: Readonly<Partial<Record<Point, number>>>;
  readonly failed: readonly Failure[];
}

export interface Failure {
  readonly seed: number;
  readonly wrong: readonly string[];
}

export async function playSlice({ from, end }: Range): Promise<Slice> {
  const pattern = onTwin(visitsMachine());
  const hits: Partial<Record<Point, number>> = {};
  const failed: Failure[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (let seed = from; seed < end; seed++) {
    const { wrong, hits: met, faults } = await play(planOf(seed), pattern);
    least = Math.min(least, faults);
    for (const point of met) hits[point] = (hits[point] ?? 0) + 1;
    if (wrong.length > 0) failed.push({ seed, wrong });
  }
  return { from, end, least, hits, failed };
}

/** The smallest schedule found that fails like this seed's. */
export const smallest = (seed: number): Promise<Plan> =>
  shrink(planOf(seed), onTwin(visitsMachine()));
