import { describe, expect, it } from "vitest";
import { ordersWith } from "../../../src/simulator/explain/exact.ts";
import { leaveOut } from "../../../src/simulator/explain/reduce.ts";
import { inversionsOf } from "../../../src/simulator/explain/story.ts";

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) =>
    permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]),
  );
}

describe("orders with so many inversions", () => {
  it("are all there are, each once", () => {
    const items = [0, 2, 3, 5, 7, 8];
    const all = permutations(items);
    for (let inversions = 0; inversions <= 16; inversions++) {
      const some = [...ordersWith(items, inversions)];
      expect(some.map((order) => order.join()).sort()).toEqual(
        all
          .filter((order) => inversionsOf(order).length === inversions)
          .map((order) => order.join())
          .sort(),
      );
    }
  });
});

describe("leaving out", () => {
  it("ends where nothing can be left out alone, with what is needed", () => {
    const whole = Array.from({ length: 40 }, (_, i) => i);
    for (const needed of [[], [3], [0, 39], [5, 6, 7, 30], whole]) {
      const holds = (rest: readonly number[]) => needed.every((one) => rest.includes(one));
      expect(leaveOut(whole, holds)).toEqual(needed);
    }
  });

  it("keeps one of two that stand for each other", () => {
    const left = leaveOut([1, 2, 3, 4], (rest) => rest.includes(2) || rest.includes(4));
    expect(left).toHaveLength(1);
  });
});
