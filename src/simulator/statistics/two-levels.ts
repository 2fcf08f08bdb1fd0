import { acceleration, bca, type Resampling, replicatesOf, type Statistic } from "./bootstrap.ts";
import { type Columns, groupsOf, sumsOf } from "./clusters.ts";
import { CONFIDENCE, type Interval } from "./interval.ts";
import { wilson } from "./wilson.ts";

/** What is counted, by session over all seeds and by seed over all sessions. The sums of both are the same. */
export interface TwoLevels {
  readonly sessions: Columns;
  readonly seeds: Columns;
}

/**
 * Sessions and seeds cross: another log would have other sessions, another day other draws. Sessions are resampled
 * by what they count over all seeds, seeds by what they count over all sessions, and both deviations are added.
 * What is common to a session and a seed is counted twice, so that the interval is rather too wide; in return
 * nothing has to be kept for each pair (compare Owen, "The pigeonhole bootstrap", Annals of Applied Statistics 2007,
 * which counts it three times). With one seed only sessions are resampled.
 */
export function twoLevelBootstrap(
  { sessions, seeds }: TwoLevels,
  statistic: Statistic,
  resampling: Resampling,
): Interval {
  const bySession = groupsOf(sessions);
  const estimate = statistic(sumsOf(bySession));
  if (Number.isNaN(estimate)) return { estimate, low: Number.NaN, high: Number.NaN };
  const { name, confidence } = resampling;
  const values = replicatesOf(bySession, statistic, { ...resampling, name: `${name} sessions` });
  const count = seeds[0]!.length;
  if (count > 1) {
    // So few are drawn from that their spread would come out too small.
    const widened = Math.sqrt(count / (count - 1));
    const others = replicatesOf(groupsOf(seeds), statistic, {
      ...resampling,
      name: `${name} seeds`,
    });
    for (let r = 0; r < values.length; r++) values[r]! += widened * (others[r]! - estimate);
  }
  return bca(estimate, values, acceleration(bySession, statistic), confidence);
}

/**
 * A share, such as precision, that sums over clusters give: within 0 and 1. Where it is exactly 1 or 0, resamples say
 * nothing; then the interval reaches as far as the share of sessions that differ may (their number alone counts, not
 * how often each was drawn).
 */
export function twoLevelShare(levels: TwoLevels, resampling: Resampling): Interval {
  const [above, below] = levels.sessions;
  let hits = 0;
  let all = 0;
  let clusters = 0;
  for (let i = 0; i < below!.length; i++) {
    hits += above![i]!;
    all += below![i]!;
    if (below![i]! > 0) clusters++;
  }
  if (all === 0) return { estimate: Number.NaN, low: 0, high: 1 };
  const { confidence = CONFIDENCE } = resampling;
  if (hits === 0) return wilson(0, clusters, confidence);
  if (hits === all) return wilson(clusters, clusters, confidence);
  const { estimate, low, high } = twoLevelBootstrap(levels, ([a, b]) => a! / b!, resampling);
  const few = byFew(estimate, levels.sessions, clusters, confidence);
  return {
    estimate,
    low: Math.max(0, few === null ? low : Math.min(low, few.low)),
    high: Math.min(1, few === null ? high : Math.max(high, few.high)),
  };
}

/** With fewer sessions than that on the rarer side, resamples spread too little. */
const FEW = 20;

/**
 * Where few sessions make all of what is rare, which errors mostly are: the share moves as the number of these
 * sessions may, by Wilson, each with as many as now. Null: they are not few.
 */
function byFew(
  estimate: number,
  [above, below]: Columns,
  clusters: number,
  confidence: number,
): { readonly low: number; readonly high: number } | null {
  const rareAbove = estimate < 0.5;
  let touched = 0;
  for (let i = 0; i < below!.length; i++)
    if ((rareAbove ? above![i]! : below![i]! - above![i]!) > 0) touched++;
  if (touched >= FEW) return null;
  const share = wilson(touched, clusters, confidence);
  const rare = rareAbove ? estimate : 1 - estimate;
  const [least, most] = [share.low, share.high].map((end) => (rare * end) / share.estimate);
  return rareAbove ? { low: least!, high: most! } : { low: 1 - most!, high: 1 - least! };
}

/**
 * The share of bad sessions over several seeds: Wilson's interval with the number of independent trials that would
 * spread as much as sessions and seeds do. Without any bad one it is the number of sessions.
 *
 * `bySession`: in how many seeds each was bad. `bySeed`: how many were bad in each.
 */
export function badShare(
  bySession: ArrayLike<number>,
  bySeed: ArrayLike<number>,
  confidence = CONFIDENCE,
): Interval {
  const [sessions, seeds] = [bySession.length, bySeed.length];
  let bad = 0;
  for (let r = 0; r < seeds; r++) bad += bySeed[r]!;
  const share = bad / (sessions * seeds);
  if (seeds === 1 || bad === 0 || share === 1)
    return wilson(share * sessions, sessions, confidence);
  const spread =
    varianceOfMean(bySession, share * seeds) / (seeds * seeds) +
    varianceOfMean(bySeed, share * sessions) / (sessions * sessions);
  const trials = Math.min(sessions * seeds, (share * (1 - share)) / spread);
  return wilson(share * trials, trials, confidence);
}

function varianceOfMean(values: ArrayLike<number>, mean: number): number {
  const n = values.length;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i]! - mean) * (values[i]! - mean);
  return n < 2 ? 0 : squares / (n - 1) / n;
}
