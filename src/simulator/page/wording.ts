import { percent } from "../compare/words.ts";
import { sayDuration } from "../disorder/wording.ts";
import type { Estimate } from "../experiment/figures.ts";

/** The interval alone: `0.05 to 0.14 %`. */
export const sayRange = ({ low, high }: Estimate, share = percent): string =>
  `${share(low).replace(" %", "")} to ${share(high)}`;

export const sayMs = (ms: number | null): string => (ms === null ? "–" : sayDuration(ms));

/** Thousands apart: `12 345`, with a narrow space that does not break. */
export const sayCount = (count: number | null): string =>
  count === null ? "–" : String(count).replace(/\B(?=(\d{3})+$)/g, "\u202f");
