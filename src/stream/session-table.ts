import type { Event } from "../machine/event.ts";
import type { DueQueue } from "./due-queue.ts";
import type { Runner } from "./runner.ts";

/** What is kept of one key. */
interface Slot<V> {
  visitor: V;
  /** The earliest instant of this key in the due queue; Infinity: none. */
  queued: number;
}

/** The open sessions of one pattern, by key. A key without an open session takes no memory. */
export class SessionTable<V> {
  private readonly slots = new Map<string, Slot<V>>();
  private readonly runner: Runner<V>;
  private readonly pattern: number;
  /** null: time moves on only at the key's own events and at the end of the input (rule 30). */
  private readonly queue: DueQueue | null;

  constructor(runner: Runner<V>, pattern: number, queue: DueQueue | null) {
    this.runner = runner;
    this.pattern = pattern;
    this.queue = queue;
  }

  /** Keys with an open session. */
  get size(): number {
    return this.slots.size;
  }

  feed(event: Event, behindWatermark: boolean): void {
    const slot = this.slots.get(event.key);
    const visitor = this.runner.feed(slot?.visitor ?? null, event, behindWatermark);
    this.keep(event.key, slot, visitor);
  }

  /** Takes what is due of a key at one instant; `through` as in `Runner.advance`. */
  takeDue(key: string, instant: number, through: boolean): void {
    const slot = this.slots.get(key);
    if (slot === undefined) return;
    if (slot.queued === instant) slot.queued = Number.POSITIVE_INFINITY;
    this.keep(key, slot, this.runner.advance(slot.visitor, instant, through));
  }

  /** Puts every open session into a queue: the end of the input. */
  enqueueAll(queue: DueQueue): void {
    for (const [key, slot] of this.slots)
      queue.add({ instant: this.runner.nextDue(slot.visitor), key, pattern: this.pattern });
  }

  /** The earliest instant at which something of the key is due. */
  nextDue(key: string): number {
    const slot = this.slots.get(key);
    return slot === undefined ? Number.POSITIVE_INFINITY : this.runner.nextDue(slot.visitor);
  }

  private keep(key: string, slot: Slot<V> | undefined, visitor: V | null): void {
    if (visitor === null) {
      this.slots.delete(key);
      return;
    }
    const kept = slot ?? { visitor, queued: Number.POSITIVE_INFINITY };
    kept.visitor = visitor;
    if (slot === undefined) this.slots.set(key, kept);
    if (this.queue === null) return;
    const instant = this.runner.nextDue(visitor);
    if (instant >= kept.queued) return; // an earlier look is promised and will promise the next
    kept.queued = instant;
    this.queue.add({ instant, key, pattern: this.pattern });
  }
}
