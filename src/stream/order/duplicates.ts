import { Heap } from "./heap.ts";

interface Accepted {
  readonly id: string;
  readonly time: number;
}

/** Rule 33, `dedupe by F within D`, for one key. Times and D in milliseconds. */
export class Duplicates {
  private readonly withinMs: number;
  /** Times of accepted records; of one id there is more than one only where copies lie further apart than D. */
  private readonly times = new Map<string, readonly number[]>();
  private readonly oldest = new Heap<Accepted>((a, b) => a.time - b.time);

  constructor(withinMs: number) {
    this.withinMs = withinMs;
  }

  /** Whether the record is accepted; then it is remembered. */
  accept(id: string, time: number): boolean {
    const times = this.times.get(id) ?? [];
    if (times.some((other) => Math.abs(other - time) <= this.withinMs)) return false;
    this.times.set(id, [...times, time]);
    this.oldest.add({ id, time });
    return true;
  }

  /** As if it had not come: its step failed. */
  forget(id: string, time: number): void {
    const times = this.times.get(id)?.filter((other) => other !== time) ?? [];
    if (times.length > 0) this.times.set(id, times);
    else this.times.delete(id);
  }

  /** Forgets what `reached` (the key's greatest time, or the watermark) exceeds by more than D. */
  reach(reached: number): void {
    while (this.nextDue <= reached) {
      const { id, time } = this.oldest.take();
      this.forget(id, time);
    }
  }

  /** The instant at which there is something to forget; Infinity: nothing is remembered. */
  get nextDue(): number {
    const { least } = this.oldest;
    return least === undefined ? Number.POSITIVE_INFINITY : least.time + this.withinMs + 1;
  }
}
