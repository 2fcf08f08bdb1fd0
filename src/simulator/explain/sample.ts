import type { Order } from "../../automaton/automaton.ts";
import type { Arm } from "../compare/arm.ts";
import { Comparison } from "../compare/comparison.ts";
import type { Wrong } from "../compare/counting.ts";
import type { OrderedRun } from "../compare/ordered-run.ts";
import type { Pipeline } from "../disorder/pipeline.ts";
import { Explainer } from "./explainer.ts";
import type { Explanation } from "./explanation.ts";
import { type Kind, kindsOf } from "./kind.ts";

/** What is to be explained: a pattern behind a pipeline, met in one way. */
export interface Case {
  readonly ordered: OrderedRun;
  readonly pipeline: Pipeline;
  readonly arm: Arm;
  /** The words that change what an ordered log gives, too, as they were given to `orderedRun`. */
  readonly order: Order | null;
}

/** What goes wrong for one key with one seed. */
export interface ExplainedKey {
  readonly key: string;
  readonly seed: number;
  /** Its results that are not what they should be. */
  readonly wrong: number;
  readonly explanations: readonly Explanation[];
}

/** The first seed with which anything of the key goes wrong; null: with none. */
export function explainKey(
  { ordered, pipeline, arm, order }: Case,
  key: string,
  seeds: readonly number[],
): ExplainedKey | null {
  let wrongs: Wrong[] = [];
  const comparison = new Comparison(ordered, pipeline, [arm], {
    wrong: (wrong) => {
      if (wrong.key === key && wrong.verdict !== "retracted") wrongs.push(wrong);
    },
  });
  for (const seed of seeds) {
    wrongs = [];
    comparison.run(seed);
    if (wrongs.length === 0) continue;
    const found = new Explainer(ordered, pipeline, [arm], { order }).explainAll(wrongs);
    return {
      ...{ key, seed, wrong: wrongs.length },
      explanations: found.filter((one) => one !== null),
    };
  }
  return null;
}

/** The most frequent kinds of explanations. */
export interface ExplainedKinds {
  /** All that went wrong with these seeds, and how many of these were explained. */
  readonly wrong: number;
  readonly explained: number;
  readonly certified: number;
  readonly seeds: readonly number[];
  readonly kinds: readonly Kind[];
}

const KINDS_SHOWN = 10;

/**
 * Explains a sample, spread evenly over what goes wrong with the first seeds that give as much, and gathers what
 * is alike.
 */
export function explainMost(
  { ordered, pipeline, arm, order }: Case,
  seeds: readonly number[],
  most = 300,
): ExplainedKinds {
  const wrongs: Wrong[] = [];
  const comparison = new Comparison(ordered, pipeline, [arm], {
    wrong: (wrong) => {
      if (wrong.verdict !== "retracted") wrongs.push(wrong);
    },
  });
  let used = 0;
  while (used < seeds.length && wrongs.length < most) comparison.run(seeds[used++]!);
  const step = Math.max(1, wrongs.length / most);
  const sample = Array.from(
    { length: Math.min(most, wrongs.length) },
    (_, i) => wrongs[Math.floor(i * step)]!,
  );
  const explanations = new Explainer(ordered, pipeline, [arm], { order })
    .explainAll(sample)
    .filter((one) => one !== null);
  return {
    ...{ wrong: wrongs.length, explained: explanations.length, seeds: seeds.slice(0, used) },
    certified: explanations.filter(({ certified }) => certified).length,
    kinds: kindsOf(explanations, KINDS_SHOWN),
  };
}
