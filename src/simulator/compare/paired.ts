import { type Resampling, ratioDifference } from "../statistics/bootstrap.ts";
import type { Interval } from "../statistics/interval.ts";
import { twoLevelBootstrap } from "../statistics/two-levels.ts";
import { FIGURES, levelsOf, type Share } from "./report.ts";
import type { Tally } from "./tally.ts";

/**
 * How much greater a figure is in `one` than in `other`. Both must be tallies of the same sessions and seeds, in
 * the same order: they err in the same places, so their difference is known far better than either.
 */
export function pairedDifference(
  one: Tally,
  other: Tally,
  share: Share | "bad sessions",
  resampling: Resampling,
  output: number | null = null,
): Interval {
  const [ofOne, ofOther] = [one, other].map((tally) =>
    share === "bad sessions"
      ? badOf(tally)
      : levelsOf(tally, output, [FIGURES[share].of, FIGURES[share].in]),
  );
  return twoLevelBootstrap(
    {
      sessions: [...ofOne!.sessions, ...ofOther!.sessions],
      seeds: [...ofOne!.seeds, ...ofOther!.seeds],
    },
    ratioDifference,
    resampling,
  );
}

function badOf({ bad, seeds, extent }: Tally) {
  return {
    sessions: [bad, new Float64Array(extent.sessions).fill(seeds.length)],
    seeds: [seeds.map((seed) => seed.bad), seeds.map(() => extent.sessions)],
  };
}
