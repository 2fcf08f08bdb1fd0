import { StepFailure } from "../failure.ts";
import { type Exact, roundNumber, subtractExact } from "./exact.ts";

/**
 * Splits an exact amount by weights, so that the parts add up exactly (rule 22). Cut points are computed in
 * doubles, in the rule's own order of operations; part i lies between two neighbouring cut points.
 * The amount is the scaled integer: the scale does not matter.
 */
export function share(amount: Exact, weights: readonly number[]): Exact[] {
  const sums: number[] = [];
  let total = 0;
  for (const weight of weights) {
    if (!(weight >= 0)) throw new StepFailure("a weight of a sharing is negative");
    total += weight;
    sums.push(total);
  }
  if (weights.length === 0) return [];
  if (total === 0) throw new StepFailure("all weights of a sharing are zero");
  if (!Number.isFinite(total)) throw new StepFailure("the weights of a sharing are too large");
  const scaled = Number(amount);
  let before: Exact = 0;
  return sums.map((sum, index) => {
    const cut = index === sums.length - 1 ? amount : roundNumber((scaled * sum) / total, 0);
    const part = subtractExact(cut, 0, before, 0);
    before = cut;
    return part;
  });
}
