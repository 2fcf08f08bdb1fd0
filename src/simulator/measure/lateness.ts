import { Sketch } from "./sketch.ts";

/** The windows at which a K-curve is told, in milliseconds. */
export const CURVE = [
  0, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000, 1_800_000, 3_600_000,
  86_400_000,
] as const;

/**
 * How far events are behind the greatest time before them in their sequence: the stream, a partition or a key.
 * One pass; the memory is one number per sequence.
 */
export class Lateness {
  events = 0;
  /** Events behind. */
  behind = 0;
  /** Of the ones behind. */
  readonly sketch = new Sketch();
  /** By `CURVE`: events more than so far behind. */
  readonly beyond = new Float64Array(CURVE.length);
  readonly #greatest: number[] = [];
  readonly #behindBySequence: number[] = [];
  readonly #farthest: number[] = [];

  add(sequence: number, time: number): void {
    this.events++;
    const greatest = this.#greatest[sequence];
    if (greatest === undefined) {
      this.#greatest[sequence] = time;
      this.#behindBySequence[sequence] = 0;
      this.#farthest[sequence] = 0;
      return;
    }
    if (time >= greatest) {
      this.#greatest[sequence] = time;
      return;
    }
    const late = greatest - time;
    this.behind++;
    this.sketch.add(late);
    for (let i = 0; i < CURVE.length && late > CURVE[i]!; i++) this.beyond[i]!++;
    this.#behindBySequence[sequence]!++;
    this.#farthest[sequence] = Math.max(this.#farthest[sequence]!, late);
  }

  get sequences(): number {
    return this.#greatest.length;
  }

  /** The smallest window that leaves at most a share of all events late; exactly the window behind is in time. */
  window(share: number): number {
    return this.sketch.exceededBy(Math.floor(share * this.events));
  }

  /** The sequences with most events behind, worst first. */
  worst(
    count: number,
  ): { readonly sequence: number; readonly behind: number; readonly maxMs: number }[] {
    return this.#behindBySequence
      .map((behind, sequence) => ({ sequence, behind, maxMs: this.#farthest[sequence]! }))
      .filter(({ behind }) => behind > 0)
      .sort((a, b) => b.behind - a.behind || b.maxMs - a.maxMs)
      .slice(0, count);
  }
}
