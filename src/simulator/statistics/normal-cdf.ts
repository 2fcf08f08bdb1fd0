import { exp } from "../disorder/chance/elementary.ts";

/** The standard normal law's distribution: Marsaglia's series (Journal of Statistical Software 11, 2004), the same on every engine. */
export function normalCdf(x: number): number {
  if (x < -8) return 0;
  if (x > 8) return 1;
  let sum = x;
  let term = x;
  for (let i = 3; Math.abs(term) > 1e-17 * Math.abs(sum) && i < 400; i += 2) {
    term = (term * x * x) / i;
    sum += term;
  }
  return 0.5 + sum * exp(-0.5 * x * x) * 0.3989422804014327;
}
