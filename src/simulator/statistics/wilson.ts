import { CONFIDENCE, deviations, type Interval } from "./interval.ts";

/**
 * The share of independent trials that hit (Wilson 1927, the score interval). Without any hit the lower end is 0 and
 * the upper end z² / (n + z²), about 3.8 / n; without any trial nothing is known. `n` may be an effective number.
 */
export function wilson(hits: number, n: number, confidence = CONFIDENCE): Interval {
  if (n <= 0) return { estimate: Number.NaN, low: 0, high: 1 };
  const p = hits / n;
  const zz = deviations(confidence) ** 2;
  const middle = (p + zz / (2 * n)) / (1 + zz / n);
  const half = Math.sqrt((p * (1 - p) * zz) / n + (zz * zz) / (4 * n * n)) / (1 + zz / n);
  return {
    estimate: p,
    low: hits <= 0 ? 0 : Math.max(0, middle - half),
    high: hits >= n ? 1 : Math.min(1, middle + half),
  };
}
