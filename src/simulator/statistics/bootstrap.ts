import { normal } from "../disorder/chance/quantile.ts";
import { clustersOf, type Group, sumsOf } from "./clusters.ts";
import { Draws } from "./draws.ts";
import { CONFIDENCE, type Interval } from "./interval.ts";
import { normalCdf } from "./normal-cdf.ts";

/** A figure made of sums over clusters, such as one sum over another. */
export type Statistic = (sums: Float64Array) => number;

export const ratio: Statistic = ([above, below]) => above! / below!;

/** Two ratios over the same clusters: what one is more than the other. */
export const ratioDifference: Statistic = ([above, below, otherAbove, otherBelow]) =>
  above! / below! - otherAbove! / otherBelow!;

export interface Resampling {
  readonly seed: number;
  /** Resamples under one seed and name are drawn alike. */
  readonly name: string;
  readonly replicates: number;
  readonly confidence?: number;
}

/**
 * The figure in each resample of as many clusters. Clusters are drawn with replacement; that is a multinomial draw
 * of how many come from each group. NaN where it cannot be told.
 */
export function replicatesOf(
  groups: readonly Group[],
  statistic: Statistic,
  { seed, name, replicates }: Resampling,
): Float64Array {
  const draws = new Draws(seed, name);
  const clusters = clustersOf(groups);
  const sums = sumsOf(groups);
  return Float64Array.from({ length: replicates }, (_, r) => {
    draws.begin(r);
    sums.fill(0);
    let left = clusters;
    let others = clusters;
    for (const { clusters: size, counts } of groups) {
      const drawn = others === size ? left : draws.binomial(left, size / others);
      left -= drawn;
      others -= size;
      for (let c = 0; c < sums.length; c++) sums[c]! += drawn * counts[c]!;
    }
    return statistic(sums);
  });
}

/** The figure over clusters, and its interval from resampling them. */
export function clusterBootstrap(
  groups: readonly Group[],
  statistic: Statistic,
  resampling: Resampling,
): Interval {
  return bca(
    statistic(sumsOf(groups)),
    replicatesOf(groups, statistic, resampling),
    acceleration(groups, statistic),
    resampling.confidence,
  );
}

/**
 * The bias-corrected and accelerated interval (Efron, "Better bootstrap confidence intervals", 1987). Percentiles
 * alone hold the truth too rarely where few clusters make all the errors, because the law is skewed then.
 */
export function bca(
  estimate: number,
  replicates: Float64Array,
  a: number,
  confidence = CONFIDENCE,
): Interval {
  const sorted = replicates.filter((value) => !Number.isNaN(value)).sort();
  const n = sorted.length;
  let below = 0;
  for (const value of sorted) below += value < estimate ? 1 : value === estimate ? 0.5 : 0;
  const z0 = normal(Math.min(n - 0.5, Math.max(0.5, below)) / n);
  const end = (tail: number): number => {
    const z = z0 + normal(tail);
    return quantile(sorted, normalCdf(z0 + z / (1 - a * z)));
  };
  return { estimate, low: end((1 - confidence) / 2), high: end((1 + confidence) / 2) };
}

/** A sixth of the skewness of what the figure is without each cluster in turn. */
export function acceleration(groups: readonly Group[], statistic: Statistic): number {
  const sums = sumsOf(groups);
  const without = groups.map(({ counts }) => statistic(sums.map((sum, c) => sum - counts[c]!)));
  let mean = 0;
  const clusters = clustersOf(groups);
  groups.forEach((group, g) => {
    mean += (group.clusters / clusters) * without[g]!;
  });
  let squares = 0;
  let cubes = 0;
  groups.forEach((group, g) => {
    const influence = mean - without[g]!;
    squares += group.clusters * influence * influence;
    cubes += group.clusters * influence * influence * influence;
  });
  const a = cubes / (6 * squares * Math.sqrt(squares));
  return Number.isFinite(a) ? a : 0;
}

/** Between the two nearest (type 6 of Hyndman and Fan 1996). */
function quantile(sorted: Float64Array, share: number): number {
  const place = Math.min(sorted.length, Math.max(1, share * (sorted.length + 1)));
  const low = Math.floor(place);
  const at = sorted[low - 1]!;
  return low === sorted.length ? at : at + (place - low) * (sorted[low]! - at);
}
