import { afterAll, describe, expect, it } from "vitest";
import { Coverage } from "./coverage.ts";
import { compareWays } from "./three-ways.ts";

/**
 * The ways of running agree on random programs and logs. `PAIRS=1000000` runs longer, `SEED=17` begins
 * elsewhere; a failure names the seed that reproduces it.
 */
const PAIRS = Number(process.env.PAIRS ?? 20_000);
const SEED = Number(process.env.SEED ?? 1);
const LOGS_PER_PROGRAM = 10;
const PROGRAMS_PER_SHARD = 100;
const SHARDS = Math.ceil(PAIRS / (LOGS_PER_PROGRAM * PROGRAMS_PER_SHARD));

describe("the ways of running agree", () => {
  const coverage = new Coverage();

  it.each(Array.from({ length: SHARDS }, (_, shard) => SEED + shard))("SEED=%i", (seed) => {
    compareWays({
      seed,
      programs: PROGRAMS_PER_SHARD,
      logsPerProgram: LOGS_PER_PROGRAM,
      coverage,
    });
  });

  it("and everything was tried", () => {
    expect(coverage.shortcomings()).toEqual([]);
  });

  afterAll(() => {
    console.log(coverage.table());
  });
});
