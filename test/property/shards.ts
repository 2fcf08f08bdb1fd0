import { afterAll, describe, expect, it } from "vitest";
import { Coverage } from "./coverage.ts";
import { allWays, compareWays, SHARD, shardsFor } from "./three-ways.ts";
import { assembled } from "./ways.ts";

/** `PAIRS=1000000` runs longer, `SEED=17` begins elsewhere; a failure names the seed that reproduces it. */
const PAIRS = Number(process.env.PAIRS ?? 20_000);
const SEED = Number(process.env.SEED ?? 1);
const SHARDS = shardsFor(PAIRS);

/**
 * Every `of`-th shard, beginning with number `first`: as many test files as this is called in run side by side.
 * Each file has its own coverage, and asks for all of it.
 */
export function describeShards(first: number, of: number): void {
  const seeds = Array.from({ length: SHARDS }, (_, shard) => SEED + shard).filter(
    (seed) => (seed - SEED) % of === first,
  );
  if (seeds.length === 0) {
    it("leave all shards to the files before", () => expect(SHARDS).toBeLessThanOrEqual(first));
    return;
  }

  describe("the ways of running agree", () => {
    const coverage = new Coverage();

    it.each(seeds)("SEED=%i", (seed) => {
      compareWays({
        // The closures, which hardly anybody runs, in the first shard only.
        ...(seed === seeds[0]
          ? { others: (machine) => [...allWays(machine), assembled(machine)] }
          : {}),
        ...{ ...SHARD, seed, coverage },
      });
    });

    // Shares of a handful of programs say nothing.
    it.runIf(seeds.length >= 5)("and everything was tried", () => {
      expect(coverage.shortcomings()).toEqual([]);
    });

    afterAll(() => {
      console.log(coverage.table());
    });
  });
}
