import { onTwin, visitsMachine } from "../patterns.ts";
import { shrink } from "./find.ts";
import { planOf } from "./plan.ts";
import { play } from "./play.ts";
import type { Point } from "./points.ts";

/** What came of some schedules, as plain data. */
export interface Slice {
  readonly played: number;
  readonly least: number;
  readonly hits: Readonly<Partial<Record<Point, number>>>;
  readonly failed: readonly Failure[];
}

export interface Failure {
  readonly seed: number;
  readonly wrong: readonly string[];
  /** The smallest schedule that was found to fail, too. */
  readonly shrunk: object;
}

/** Plays the schedules `seed`, `seed + stride`, … below `end`; few failures are made smaller. */
export async function playSlice(seed: number, end: number, stride: number): Promise<Slice> {
  const pattern = onTwin(visitsMachine());
  const hits: Partial<Record<Point, number>> = {};
  const failed: Failure[] = [];
  let played = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let at = seed; at < end; at += stride) {
    const plan = planOf(at);
    const { wrong, hits: met, faults } = await play(plan, pattern);
    played++;
    least = Math.min(least, faults);
    for (const point of met) hits[point] = (hits[point] ?? 0) + 1;
    if (wrong.length === 0) continue;
    const shrunk = failed.length < 3 ? await shrink(plan, pattern) : {};
    failed.push({ seed: at, wrong, shrunk });
  }
  return { played, least, hits, failed };
}
