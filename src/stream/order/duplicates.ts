import { compareText } from "../../machine/values/text.ts";
import type { AcceptedState } from "../key-state.ts";
import { Heap } from "./heap.ts";

interface Accepted {
  readonly id: string;
  readonly time: number;
  /** The event's own id, by which a failed step names it. */
  readonly event: string;
}

/** Rule 33, `dedupe by F within D`, for one key. Times and D in milliseconds. */
export class Duplicates {
  private readonly within: number;
  /** Times of accepted records; of one id there is more than one only where copies lie further apart than D. */
  private readonly times = new Map<string, readonly number[]>();
  private readonly oldest = new Heap<Accepted>((a, b) => a.time - b.time);

  constructor(within: number) {
    this.within = within;
  }

  /** Whether the record is accepted; then it is remembered. */
  accept(id: string, time: number, event: string): boolean {
    const times = this.times.get(id) ?? [];
    if (times.some((other) => Math.abs(other - time) <= this.within)) return false;
    this.times.set(id, [...times, time]);
    this.oldest.add({ id, time, event });
    return true;
  }

  /** As if it had not come: its step failed. */
  forgetFailed(event: string, time: number): void {
    for (const accepted of this.oldest)
      if (accepted.event === event && accepted.time === time) this.forget(accepted);
  }

  /** Forgets what `reached` (the key's greatest time, or the watermark) exceeds by more than D. */
  reach(reached: number): void {
    while (this.nextDue <= reached) this.forget(this.oldest.take());
  }

  /** The instant at which there is something to forget; Infinity: nothing is remembered. */
  get nextDue(): number {
    const { least } = this.oldest;
    return least === undefined ? Number.POSITIVE_INFINITY : least.time + this.within + 1;
  }

  save(): readonly AcceptedState[] {
    const states = [...this.oldest].map(({ id, time, event }) => ({
      ...{ id, time, event },
      failed: !(this.times.get(id)?.includes(time) ?? false),
    }));
    return states.sort(
      (a, b) => a.time - b.time || compareText(a.id, b.id) || compareText(a.event, b.event),
    );
  }

  restore(states: readonly AcceptedState[]): void {
    for (const { id, time, event, failed } of states) {
      if (!failed) this.times.set(id, [...(this.times.get(id) ?? []), time]);
      this.oldest.add({ id, time, event });
    }
  }

  private forget({ id, time }: Accepted): void {
    const times = this.times.get(id)?.filter((other) => other !== time) ?? [];
    if (times.length > 0) this.times.set(id, times);
    else this.times.delete(id);
  }
}
