/**
 * Quantiles of durations in bounded memory: whole milliseconds are counted exactly below 4,096, beyond that in
 * buckets of one 4,096th of their size at most (the HDR histogram of Gil Tene). A quantile is the upper end of its
 * bucket, so that a window chosen by it is never too small.
 */
export class Sketch {
  count = 0;
  max = 0;
  readonly #buckets = new Map<number, number>();

  /** Milliseconds, 0 or more; parts of one count up. */
  add(ms: number): void {
    this.count++;
    if (ms > this.max) this.max = ms;
    const bucket = bucketOf(Math.ceil(ms));
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + 1);
  }

  /** The smallest value that at most `beyond` of the values exceed. */
  exceededBy(beyond: number): number {
    let left = beyond;
    for (const [bucket, count] of [...this.#buckets].sort(([a], [b]) => b - a)) {
      left -= count;
      if (left < 0) return Math.min(upperEnd(bucket), this.max);
    }
    return 0;
  }

  /** The value that a share of all values does not exceed; 0 where there are none. */
  quantile(share: number): number {
    if (this.count === 0) return 0;
    return this.exceededBy(this.count - Math.max(1, Math.ceil(share * this.count - 1e-9)));
  }
}

const EXACT = 4096;

/** Bucket numbers grow with the value. */
function bucketOf(value: number): number {
  if (value < EXACT) return value;
  let width = 1;
  let level = 0;
  for (; value >= 2 * EXACT * width; width *= 2) level++;
  return EXACT * (level + 1) + Math.floor(value / width) - EXACT;
}

function upperEnd(bucket: number): number {
  if (bucket < EXACT) return bucket;
  const level = Math.floor(bucket / EXACT) - 1;
  const width = 2 ** level;
  return ((bucket % EXACT) + EXACT + 1) * width - 1;
}
