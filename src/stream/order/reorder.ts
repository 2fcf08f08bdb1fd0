import { type Arrival, byTime } from "./arrival.ts";
import { Heap } from "./heap.ts";

/** Rule 34, `reorder within D`, for one key: a record waits until nothing in time can come before it. */
export class Reorder {
  private readonly within: number;
  private readonly held = new Heap<Arrival>(byTime);

  constructor(within: number) {
    this.within = within;
  }

  get size(): number {
    return this.held.size;
  }

  /** A record; the key's greatest time is with it `greatest`. What is let go, in order. */
  receive(arrival: Arrival, greatest: number): readonly Arrival[] {
    this.held.add(arrival);
    // Exactly D behind is in time, so its like must still wait.
    return this.letGo((time) => time < greatest - this.within);
  }

  /** The watermark: nothing before it is expected any more. */
  reach(watermark: number): readonly Arrival[] {
    return this.letGo((time) => time <= watermark);
  }

  /** The watermark at which there is something to let go; Infinity: nothing is held. */
  get nextDue(): number {
    return this.held.least?.event.time ?? Number.POSITIVE_INFINITY;
  }

  save(): readonly Arrival[] {
    return [...this.held].sort(byTime);
  }

  restore(held: readonly Arrival[]): void {
    for (const arrival of held) this.held.add(arrival);
  }

  private letGo(ripe: (time: number) => boolean): readonly Arrival[] {
    const { held } = this;
    const released: Arrival[] = [];
    while (held.least !== undefined && ripe(held.least.event.time)) released.push(held.take());
    return released;
  }
}
