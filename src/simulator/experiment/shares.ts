import { percent } from "../compare/words.ts";
import type { Estimate } from "./figures.ts";

/** Nearly all is not all. */
export const nearlyAll = (share: number): string =>
  share >= 0.99 && share < 1 ? nearOne(share) : percent(share);

/** A share near one, with digits that tell it from one: `99.96 %`. */
export function nearOne(share: number): string {
  const missing = 100 * (1 - share);
  if (missing === 0) return "100 %";
  const places =
    missing >= 10 ? 0 : missing >= 1 ? 1 : missing >= 0.1 ? 2 : missing >= 0.01 ? 3 : 4;
  // What is missing is never told as nothing.
  const floor = Math.floor(share * 100 * 10 ** places) / 10 ** places;
  return `${floor.toFixed(places)} %`;
}

export function rangedNearOne(estimate: Estimate | null): string {
  if (estimate === null) return "–";
  const bare = (share: number): string => nearOne(share).replace(" %", "");
  return `${nearOne(estimate.estimate)} (${bare(estimate.low)} to ${bare(estimate.high)})`;
}

/** `2.1 % (2.0 to 2.2)` */
export function ranged(estimate: Estimate | null): string {
  if (estimate === null) return "–";
  // Short, so that it fits its column.
  const short = (share: number): string => percent(share).replace("less than ", "<");
  const bare = (share: number): string => short(share).replace(" %", "");
  return `${short(estimate.estimate)} (${bare(estimate.low)} to ${bare(estimate.high)})`;
}
