import type { PushdownSystem, Rule } from "../../src/pushdown/system.ts";

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A small system whose symbol 0 is a bottom that stays where it is. Rules are labelled by their place. */
export function randomSystem(random: () => number): PushdownSystem {
  const below = (n: number) => Math.floor(random() * n);
  const controls = 1 + below(4);
  const symbols = 2 + below(3);
  const rules: Rule[] = Array.from({ length: 2 + below(14) }, (_, label) => {
    const top = label === 0 ? 0 : below(symbols);
    const symbol = () => 1 + below(symbols - 1);
    const kind = label === 0 ? 1 : random();
    const shorter = top === 0 ? [0] : kind < 0.35 ? [] : [symbol()];
    const longer = [symbol(), top === 0 ? 0 : symbol()];
    const push = kind < 0.65 ? shorter : longer;
    return {
      from: label === 0 ? 0 : below(controls),
      top,
      to: below(controls),
      push,
      label,
      cost: below(3),
    };
  });
  return { controls, symbols, rules };
}
