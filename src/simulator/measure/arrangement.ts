import { sortRows } from "../disorder/order.ts";

/**
 * How far a sequence of times is from its own sorted order, in the measures of the literature on sorting and
 * on streams (Estivill-Castro and Wood 1992; RFC 4737; Chandramouli, Goldstein and Li, "Impatience is a virtue",
 * ICDE 2018). Events of one time are in order whichever comes first.
 */
export interface Arrangement {
  /** Pairs that came the wrong way round (Kendall's tau distance). */
  readonly inversions: number;
  /** The most places between two of such a pair. */
  readonly distance: number;
  /** The most places between where an event came and where it belongs. */
  readonly displacement: number;
  /** Stretches in order. */
  readonly runs: number;
  /** Sequences in order into which it could be dealt out. */
  readonly interleaved: number;
  /** Events that would have to be taken out to leave an ordered sequence. */
  readonly removals: number;
}

export const ORDERED: Arrangement = {
  ...{ inversions: 0, distance: 0, displacement: 0, runs: 0, interleaved: 0, removals: 0 },
};

/** O(n log n). */
export function arrangement(times: Float64Array): Arrangement {
  const n = times.length;
  if (n === 0) return ORDERED;
  const runs = runsOf(times);
  if (runs === 1) return { ...ORDERED, runs, interleaved: 1 };
  const sorted = Uint32Array.from({ length: n }, (_, i) => i);
  sortRows(sorted, n, times);
  return {
    inversions: inversionsOf(sorted),
    distance: distanceOf(times),
    displacement: sorted.reduce((most, from, to) => Math.max(most, Math.abs(from - to)), 0),
    runs,
    interleaved: longestFalling(times),
    removals: n - longestRising(times),
  };
}

/** Of several sequences: sums of what adds up, the greatest of the rest. */
export const together = (a: Arrangement, b: Arrangement): Arrangement => ({
  inversions: a.inversions + b.inversions,
  distance: Math.max(a.distance, b.distance),
  displacement: Math.max(a.displacement, b.displacement),
  runs: a.runs + b.runs,
  interleaved: Math.max(a.interleaved, b.interleaved),
  removals: a.removals + b.removals,
});

function runsOf(times: Float64Array): number {
  let runs = 1;
  for (let i = 1; i < times.length; i++) if (times[i]! < times[i - 1]!) runs++;
  return runs;
}

/** In the order of time: how many that come later in the sequence stand before each (Fenwick 1994). */
function inversionsOf(sorted: Uint32Array): number {
  const n = sorted.length;
  const tree = new Uint32Array(n + 1);
  let inversions = 0;
  for (let placed = 0; placed < n; placed++) {
    const place = sorted[placed]! + 1;
    let before = 0;
    for (let i = place; i > 0; i &= i - 1) before += tree[i]!;
    inversions += placed - before;
    for (let i = place; i <= n; i += i & -i) tree[i]!++;
  }
  return inversions;
}

/** For each event the first before it that is greater: the running maximum is sorted. */
function distanceOf(times: Float64Array): number {
  const greatest = new Float64Array(times.length);
  let most = 0;
  for (let j = 0; j < times.length; j++) {
    const time = times[j]!;
    greatest[j] = j === 0 ? time : Math.max(greatest[j - 1]!, time);
    if (greatest[j] === time) continue;
    let low = 0;
    let high = j;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (greatest[middle]! > time) high = middle;
      else low = middle + 1;
    }
    most = Math.max(most, j - low);
  }
  return most;
}

/** Patience: the length of the longest subsequence that does not fall (Fredman 1975). */
function longestRising(times: Float64Array): number {
  const ends = new Float64Array(times.length);
  let length = 0;
  for (const time of times) {
    let low = 0;
    let high = length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle]! > time) high = middle;
      else low = middle + 1;
    }
    ends[low] = time;
    if (low === length) length++;
  }
  return length;
}

/** The longest that falls strictly. By Dilworth's theorem so many ordered sequences are needed. */
function longestFalling(times: Float64Array): number {
  const ends = new Float64Array(times.length);
  let length = 0;
  for (const time of times) {
    let low = 0;
    let high = length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle]! <= time) high = middle;
      else low = middle + 1;
    }
    ends[low] = time;
    if (low === length) length++;
  }
  return length;
}
