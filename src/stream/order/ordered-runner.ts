import type { Event } from "../../machine/event.ts";
import { eventTrigger, outputIdOf } from "../../machine/identity.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Output } from "../../machine/output.ts";
import type { Value } from "../../machine/value.ts";
import type { Listener, OpenRunner, Runner } from "../runner.ts";
import type { Arrival } from "./arrival.ts";
import { Duplicates } from "./duplicates.ts";
import type { Order } from "./order.ts";
import type { OrderCounts } from "./order-counts.ts";
import { Reorder } from "./reorder.ts";
import { Sequence } from "./sequence.ts";

/** What the order words know of one key. */
class KeyOrder {
  readonly key: string;
  readonly duplicates: Duplicates | null;
  readonly reorder: Reorder | null;
  readonly sequence: Sequence | null;
  /** The greatest time of its records that passed `ignore` and `dedupe`. */
  greatest = Number.NEGATIVE_INFINITY;
  read = 0;
  /** Its row in the runner behind; -1: nothing is open there. */
  row = -1;

  constructor(key: string, { dedupe, reorder, sequence }: Order) {
    this.key = key;
    this.duplicates = dedupe === null ? null : new Duplicates(dedupe.withinMs);
    this.reorder = reorder === null ? null : new Reorder(reorder.withinMs);
    this.sequence = sequence === null ? null : new Sequence(sequence);
  }

  get held(): number {
    return (this.reorder?.size ?? 0) + (this.sequence?.size ?? 0);
  }

  /** The instant at which something here falls due; Infinity: nothing is waited for or remembered. */
  get nextDue(): number {
    return Math.min(
      this.duplicates?.nextDue ?? Number.POSITIVE_INFINITY,
      this.reorder?.nextDue ?? Number.POSITIVE_INFINITY,
      this.sequence?.nextDue ?? Number.POSITIVE_INFINITY,
    );
  }
}

/**
 * The order words `dedupe`, `reorder`, `order by` and `late drop | apply | emit` (rules 32 to 36) before a
 * runner, which knows nothing of them.
 */
export class OrderedRunner implements Runner {
  private readonly machine: Machine;
  private readonly order: Order;
  private readonly behind: OpenRunner;
  private readonly listener: Listener;
  private readonly counts: OrderCounts;
  private readonly byKey = new Map<string, number>();
  private readonly keys: (KeyOrder | null)[] = [];
  private readonly free: number[] = [];
  private inputEnded = false;

  constructor(
    machine: Machine,
    order: Order,
    behind: OpenRunner,
    listener: Listener,
    counts: OrderCounts,
  ) {
    this.machine = machine;
    this.order = order;
    this.behind = behind;
    this.listener = listener;
    this.counts = counts;
  }

  feed(event: Event, behindWatermark: boolean): number {
    const { machine, order } = this;
    const { ignore } = machine.automaton;
    const ignored = event.name === null ? ignore.undeclared : machine.ignored.has(event.name);
    const row = this.byKey.get(event.key) ?? this.open(event.key);
    const key = this.keys[row]!;
    const id = order.dedupe === null ? undefined : event.fields[order.dedupe.field];
    if (ignored) this.behind.feed(event, behindWatermark);
    else if (
      key.duplicates !== null &&
      id !== undefined &&
      !key.duplicates.accept(String(id), event.time)
    )
      this.counts.duplicates++;
    else {
      key.greatest = Math.max(key.greatest, event.time);
      key.duplicates?.reach(key.greatest);
      const arrival = { event, behindWatermark, place: ++key.read };
      const before = key.held;
      this.receive(arrival, key);
      this.counts.held += key.held - before;
    }
    return this.settle(row);
  }

  advance(row: number, until: number, through: boolean): void {
    const key = this.keys[row]!;
    const before = key.held;
    key.duplicates?.reach(until);
    for (const arrival of key.reorder?.reach(until) ?? []) this.hand(arrival, false, key);
    if (key.sequence !== null) {
      const { sequence } = key;
      const released = this.missing(key, () =>
        this.inputEnded ? sequence.end() : sequence.reach(until),
      );
      for (const { arrival, late } of released) this.hand(arrival, late, key);
    }
    this.counts.held += key.held - before;
    if (key.row >= 0) {
      const oldest = key.sequence?.oldestHeld ?? Number.POSITIVE_INFINITY;
      // The machine's time stays behind what is held.
      if (until < oldest) this.behind.advance(key.row, until, through);
      else this.behind.advance(key.row, oldest - 1, true);
      this.forgetClosed(key);
    }
    this.settle(row);
  }

  nextDue(row: number): number {
    const key = this.keys[row];
    if (key == null) return Number.POSITIVE_INFINITY;
    const oldest = key.sequence?.oldestHeld ?? Number.POSITIVE_INFINITY;
    const own = this.inputEnded ? Math.min(oldest, key.nextDue) : key.nextDue;
    if (key.row < 0) return own;
    const due = this.behind.nextDue(key.row);
    return due < oldest ? Math.min(own, due) : own;
  }

  keyOf(row: number): string {
    return this.keys[row]!.key;
  }

  rows(): Iterable<number> {
    return this.byKey.values();
  }

  /** Those with an open session. */
  size(): number {
    return this.behind.size();
  }

  endInput(): void {
    this.inputEnded = true;
    this.behind.endInput?.();
  }

  private open(key: string): number {
    const row = this.free.pop() ?? this.keys.length;
    this.keys[row] = new KeyOrder(key, this.order);
    this.byKey.set(key, row);
    return row;
  }

  /** Nothing open, held or remembered: the row is free. */
  private settle(row: number): number {
    const key = this.keys[row]!;
    if (key.row >= 0 || key.held > 0 || key.nextDue < Number.POSITIVE_INFINITY) return row;
    this.byKey.delete(key.key);
    this.keys[row] = null;
    this.free.push(row);
    return row;
  }

  private receive(arrival: Arrival, key: KeyOrder): void {
    const { greatest, reorder, sequence } = key;
    if (reorder !== null) {
      for (const each of reorder.receive(arrival, greatest)) this.hand(each, false, key);
      return;
    }
    const number = this.numberOf(arrival.event);
    if (sequence === null || number === undefined) {
      this.hand(arrival, false, key);
      return;
    }
    const released = this.missing(key, () => {
      const before = sequence.reach(greatest);
      for (const each of before) this.hand(each.arrival, each.late, key);
      const session = this.behind.sessionOf(arrival.event);
      if (session !== null && arrival.event.time > session.end && sequence.size === 0)
        sequence.restart();
      return sequence.receive({ arrival, number: BigInt(number as number | bigint) }, greatest);
    });
    for (const each of released) this.hand(each.arrival, each.late, key);
  }

  private numberOf(event: Event): Value {
    return this.order.sequence === null ? undefined : event.fields[this.order.sequence.field];
  }

  /** Counts the numbers that are given up meanwhile. */
  private missing<T>({ sequence }: KeyOrder, act: () => T): T {
    const before = sequence!.missed;
    const result = act();
    this.counts.numbersMissed += Number(sequence!.missed - before);
    return result;
  }

  /** An event whose turn it is: the word about late ones, then the machine. */
  private hand(arrival: Arrival, behindInSequence: boolean, key: KeyOrder): void {
    const { event, behindWatermark } = arrival;
    const { late } = this.order;
    if (late.kind !== "apply") {
      const session = this.behind.sessionOf(event);
      const isLate =
        behindInSequence || behindWatermark || (session !== null && event.time < session.clock);
      if (isLate) {
        if (late.kind === "drop") this.counts.lateDropped++;
        else {
          this.counts.lateEmitted++;
          this.listener.output(this.lateOutput(late.output, event, session?.id() ?? null));
        }
        return;
      }
    }
    const { counts } = this.listener;
    const { failed } = counts;
    key.row = this.behind.feed(event, behindWatermark);
    this.forgetClosed(key);
    const field = this.order.dedupe?.field;
    if (counts.failed > failed && key.duplicates !== null && event.fields[field!] !== undefined)
      key.duplicates.forget(String(event.fields[field!]), event.time); // rule 33
  }

  private forgetClosed(key: KeyOrder): void {
    if (key.row >= 0 && this.behind.nextDue(key.row) === Number.POSITIVE_INFINITY) key.row = -1;
  }

  private lateOutput(output: string, event: Event, session: string | null): Output {
    const { automaton, version } = this.machine;
    const { pattern } = automaton;
    return {
      id: outputIdOf(pattern, event.key, [], eventTrigger(event.id), output, 1),
      ...{ pattern, version, output, kind: "late", key: event.key, lane: [], session },
      ...{ time: event.time, causes: [event.id], data: [], members: event.members() },
    };
  }
}
