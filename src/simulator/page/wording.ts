import { percent } from "../compare/words.ts";
import { sayDuration } from "../disorder/wording.ts";
import type { Estimate } from "../experiment/result.ts";

/** `0.08 % (0.05 to 0.14)` */
export function sayEstimate(estimate: Estimate | null): string {
  if (estimate === null) return "–";
  return `${percent(estimate.estimate)} (${sayRange(estimate)})`;
}

export const sayRange = ({ low, high }: Estimate): string =>
  `${percent(low).replace(" %", "")} to ${percent(high)}`;

export const sayShare = (estimate: Estimate | null): string =>
  estimate === null ? "–" : percent(estimate.estimate);

export const sayMs = (ms: number | null): string => (ms === null ? "–" : sayDuration(ms));

/** Thousands apart: `12 345`, with a narrow space that does not break. */
export const sayCount = (count: number | null): string =>
  count === null ? "–" : String(count).replace(/\B(?=(\d{3})+$)/g, "\u202f");
