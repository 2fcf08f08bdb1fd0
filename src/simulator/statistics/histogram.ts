const PER_OCTAVE = 64;
const OCTAVES = 48;

/** A histogram's counts. */
export type PlainHistogram = Pick<Histogram, "counts" | "count">;

/**
 * How often each duration was seen, to 1.1 % of its size, in a room that does not grow. Counts add up in any order,
 * so that parts made by several threads give the same.
 */
export class Histogram {
  readonly counts = new Float64Array(1 + PER_OCTAVE * OCTAVES);
  count = 0;

  /** Milliseconds; less than one counts as none. */
  add(ms: number): void {
    this.count++;
    this.counts[bucketOf(ms)]!++;
  }

  merge(other: PlainHistogram): void {
    this.count += other.count;
    for (let i = 0; i < this.counts.length; i++) this.counts[i]! += other.counts[i]!;
  }

  /** A duration that the share of all does not exceed; the upper end of its bucket. 0 where there are none. */
  quantile(share: number): number {
    let left = Math.max(1, Math.ceil(share * this.count - 1e-9));
    for (let i = 0; i < this.counts.length; i++) {
      left -= this.counts[i]!;
      if (left <= 0) return upperEnd(i);
    }
    return 0;
  }

  /** How many of all were longer; to 1.1 % of the duration. */
  above(ms: number): number {
    let sum = 0;
    for (let i = bucketOf(ms) + 1; i < this.counts.length; i++) sum += this.counts[i]!;
    return sum;
  }
}

function bucketOf(ms: number): number {
  if (ms < 1) return 0;
  let octave: number;
  let rest: number;
  if (ms < 1_073_741_824) {
    octave = 31 - Math.clz32(ms);
    rest = ms / (1 << octave);
  } else {
    octave = 0;
    rest = ms;
    for (; rest >= 2 && octave < OCTAVES - 1; rest /= 2) octave++;
  }
  return 1 + octave * PER_OCTAVE + Math.min(PER_OCTAVE - 1, Math.floor((rest - 1) * PER_OCTAVE));
}

/** 2^octave is exact. */
function upperEnd(bucket: number): number {
  if (bucket === 0) return 0;
  const octave = Math.floor((bucket - 1) / PER_OCTAVE);
  return 2 ** octave * (1 + (((bucket - 1) % PER_OCTAVE) + 1) / PER_OCTAVE);
}
