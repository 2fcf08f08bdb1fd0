import type { SequenceState } from "../key-state.ts";
import type { Arrival } from "./arrival.ts";
import { Heap } from "./heap.ts";

/** How a sequence is numbered, and how long a gap is waited for. */
export interface SequenceOptions {
  /** The first number, in digits; null: that of the first record read. */
  readonly from: string | null;
  readonly wait: number;
}

export interface Numbered {
  readonly arrival: Arrival;
  readonly number: bigint;
}

const byNumber = (a: Numbered, b: Numbered): number =>
  (a.number < b.number ? -1 : Number(a.number > b.number)) || a.arrival.place - b.arrival.place;

/** A record on its way on. `late`: behind in sequence. */
export interface Sequenced {
  readonly arrival: Arrival;
  readonly late: boolean;
}

/** Rule 35, `order by seq`, for one key: numbers step by 1, and a gap is waited for. */
export class Sequence {
  private readonly wait: number;
  private readonly from: bigint | null;
  private readonly held = new Heap<Numbered>(byNumber);
  private expected: bigint | null;
  private oldest = Number.POSITIVE_INFINITY;
  /** Numbers that were waited for in vain. */
  missed = 0n;

  constructor({ from, wait }: SequenceOptions) {
    this.wait = wait;
    this.from = from === null ? null : BigInt(from);
    this.expected = this.from;
  }

  get size(): number {
    return this.held.size;
  }

  /**
   * A record with a number; the key's greatest time is with it `greatest`. What is let go, in order:
   * what its own time lets go, goes before it.
   */
  receive(numbered: Numbered, greatest: number): readonly Sequenced[] {
    const before = this.reach(greatest);
    const { arrival, number } = numbered;
    this.expected ??= number;
    if (number < this.expected) return [...before, { arrival, late: true }];
    this.held.add(numbered);
    this.oldest = Math.min(this.oldest, arrival.event.time);
    return [...before, ...this.run(), ...this.reach(greatest)];
  }

  /** Time has reached `reached` (the key's greatest time, or the watermark): gaps are given up. */
  reach(reached: number): readonly Sequenced[] {
    const released: Sequenced[] = [];
    while (this.nextDue <= reached) {
      this.giveUp();
      released.push(...this.run());
    }
    return released;
  }

  /** The instant at which a gap is given up; Infinity: none is waited for. */
  get nextDue(): number {
    return this.oldest + this.wait + 1;
  }

  /** The least time of what is held: the machine's watermark must stay behind it. */
  get oldestHeld(): number {
    return this.oldest;
  }

  /** The input has ended: everything held, in order. */
  end(): readonly Sequenced[] {
    const released: Sequenced[] = [];
    while (this.held.size > 0) {
      this.giveUp();
      released.push(...this.run());
    }
    return released;
  }

  /** The next record begins a new sequence. */
  restart(): void {
    this.expected = this.from;
  }

  save(): SequenceState {
    return { expected: this.expected, held: [...this.held].sort(byNumber) };
  }

  restore({ expected, held }: SequenceState): void {
    this.expected = expected;
    for (const numbered of held) {
      this.held.add(numbered);
      this.oldest = Math.min(this.oldest, numbered.arrival.event.time);
    }
  }

  private giveUp(): void {
    const next = this.held.least!.number;
    this.missed += next - this.expected!;
    this.expected = next;
  }

  /** What comes next without a gap; copies of a number follow it, and are late. */
  private run(): readonly Sequenced[] {
    const { held } = this;
    const released: Sequenced[] = [];
    while (held.least !== undefined && held.least.number <= this.expected!) {
      const { arrival, number } = held.take();
      released.push({ arrival, late: number < this.expected! });
      if (number === this.expected) this.expected++;
    }
    if (released.length > 0) {
      this.oldest = Number.POSITIVE_INFINITY;
      for (const { arrival } of held) this.oldest = Math.min(this.oldest, arrival.event.time);
    }
    return released;
  }
}
