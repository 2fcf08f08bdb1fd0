import type { Random } from "fast-check";

/** Random choices, all of them from one seeded source. */
export interface Draw {
  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** Picks by weight. */
  weighted<T>(from: readonly (readonly [weight: number, item: T])[]): T;
  /** Each item with the given probability, in order. */
  some<T>(from: readonly T[], probability: number): T[];
  /** `low` to `high` different items, in order. */
  subset<T>(from: readonly T[], low: number, high: number): T[];
}

const STEPS = 1 << 20;

export function drawing(random: Pick<Random, "nextInt">): Draw {
  const integer = (low: number, high: number) => (low >= high ? low : random.nextInt(low, high));
  const chance = (probability: number) => integer(0, STEPS - 1) < probability * STEPS;
  return {
    integer,
    chance,
    pick: (from) => from[integer(0, from.length - 1)]!,
    weighted: (from) => {
      const total = from.reduce((sum, [weight]) => sum + weight, 0);
      let left = integer(1, total);
      for (const [weight, item] of from) {
        left -= weight;
        if (left <= 0) return item;
      }
      return from.at(-1)![1];
    },
    some: (from, probability) => from.filter(() => chance(probability)),
    subset: (from, low, high) => {
      const wanted = Math.min(integer(low, high), from.length);
      const left = from.map((_, index) => index);
      while (left.length > wanted) left.splice(integer(0, left.length - 1), 1);
      return left.map((index) => from[index]!);
    },
  };
}

/** Choices that follow from one number, for what need not shrink. */
export function drawingFrom(seed: number): Draw {
  let state = seed >>> 0;
  const nextInt = (low = 0, high = 1): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return low + (Math.floor(state / 4096) % (high - low + 1));
  };
  return drawing({ nextInt });
}
