import type { Order } from "../../automaton/automaton.ts";
import type { Event } from "../../machine/event.ts";
import { eventTrigger, outputIdOf } from "../../machine/identity.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Counts, DeadStep, Output } from "../../machine/output.ts";
import { laneTextsOf } from "../../machine/visitor.ts";
import type { KeyState } from "../key-state.ts";
import { type KeptRunner, kept, type OpenRunner, type SessionView } from "../runner.ts";
import type { Arrival } from "./arrival.ts";
import { KeyOrder } from "./key-order.ts";
import { namedField } from "./named.ts";
import type { OrderNews } from "./news.ts";
import type { OrderCounts } from "./order-counts.ts";
import type { Sequenced } from "./sequence.ts";

/** Who hears what the order words do. */
export interface OrderListener {
  /** The pattern's accounting: what is kept from the machine is handed on, too. */
  readonly counts: Counts;
  readonly order: OrderCounts;
  /** An event that came late, as an output (rule 36). */
  late(output: Output): void;
  dead(step: DeadStep, event?: Event): void;
  ordered?(news: OrderNews): void;
}

/** Makes the runner behind, which tells its dead steps there. */
export type Behind = (dead: (step: DeadStep, event?: Event) => void) => OpenRunner;

/**
 * The order words `dedupe`, `reorder`, `order by` and `late drop | emit` (rules 32 to 36) before a runner,
 * which knows nothing of them. What is late otherwise is the runner's.
 */
export class OrderedRunner implements KeptRunner {
  private readonly machine: Machine;
  private readonly order: Order;
  private readonly behind: OpenRunner;
  private readonly listener: OrderListener;
  private readonly byKey = new Map<string, number>();
  private readonly keys: (KeyOrder | null)[] = [];
  private readonly free: number[] = [];
  /** The one at hand, until it is handed on. */
  private reading: Arrival | null = null;
  private stepping: Event | undefined;
  private inputEnded = false;

  constructor(machine: Machine, order: Order, behind: Behind, listener: OrderListener) {
    this.machine = machine;
    this.order = order;
    this.listener = listener;
    this.behind = behind((step, event) => {
      // Rule 33: what failed is not remembered.
      if (step.kind === "event")
        this.known(step.key)?.duplicates?.forgetFailed(step.event, step.instant);
      listener.dead(step, event ?? this.stepping);
    });
  }

  feed(event: Event, behindWatermark: boolean, watermark = Number.NEGATIVE_INFINITY): number {
    const { machine, order } = this;
    const { ignore } = machine.automaton;
    if (event.name === null ? ignore.undeclared : machine.ignored.has(event.name)) {
      this.behind.feed(event, behindWatermark, watermark);
      return this.byKey.get(event.key) ?? -1;
    }
    const row = this.byKey.get(event.key) ?? this.open(event.key);
    const key = this.keys[row]!;
    const copyOf =
      order.dedupe === null ? undefined : namedField(machine, event, order.dedupe.field);
    if (copyOf !== undefined && !key.duplicates!.accept(String(copyOf), event.time, event.id))
      this.keep(event, "duplicates", "duplicate");
    else {
      key.greatest = Math.max(key.greatest, event.time);
      key.duplicates?.reach(key.greatest);
      const arrival = { event, behindWatermark, watermark, place: ++key.read };
      this.reading = arrival;
      this.holding(key, () => this.receive(arrival, key));
      if (this.reading !== null) this.listener.ordered?.({ event, what: "held" });
    }
    this.settle(row);
    return row;
  }

  advance(row: number, until: number, through: boolean): void {
    const key = this.keys[row]!;
    key.reached = Math.max(key.reached, until);
    key.duplicates?.reach(until);
    this.holding(key, () => {
      for (const arrival of key.reorder?.reach(until) ?? []) this.hand(arrival, null, key);
      const { sequence } = key;
      if (sequence === null) return;
      const released = this.missing(key, () =>
        this.inputEnded ? sequence.end() : sequence.reach(until),
      );
      this.handAll(released, key);
    });
    if (key.row >= 0) {
      const { oldestHeld } = key;
      // The machine's time stays behind what is held.
      if (until < oldestHeld) this.behind.advance(key.row, until, through);
      else this.behind.advance(key.row, oldestHeld - 1, true);
      this.forgetClosed(key);
    }
    this.settle(row);
  }

  nextDue(row: number): number {
    const key = this.keys[row];
    if (key == null) return Number.POSITIVE_INFINITY;
    const { oldestHeld } = key;
    const own = this.inputEnded ? oldestHeld : key.nextDue;
    if (key.row < 0) return own;
    const due = this.behind.nextDue(key.row);
    return due < oldestHeld ? Math.min(own, due) : own;
  }

  sessionOf(event: Event): SessionView | null {
    return this.behind.sessionOf(event);
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

  rowOf(key: string): number {
    return this.byKey.get(key) ?? -1;
  }

  save(row: number): KeyState | null {
    const known = this.keys[row] ?? null;
    if (known === null) return null;
    const { key } = known;
    const inner = known.row < 0 ? null : kept(this.behind).save(known.row);
    return { ...(inner ?? { key, visitor: null }), order: known.save() };
  }

  restore(state: KeyState): number {
    const { key, order } = state;
    this.forget(key);
    if (order === undefined) return -1;
    const row = this.open(key);
    const known = this.keys[row]!;
    known.restore(order);
    known.row = kept(this.behind).restore(state);
    return row;
  }

  forget(key: string): void {
    const row = this.byKey.get(key);
    if (row === undefined) return;
    kept(this.behind).forget(key);
    this.release(row, key);
  }

  // ------------------------------------------------------------ rows

  private release(row: number, key: string): void {
    this.byKey.delete(key);
    this.keys[row] = null;
    this.free.push(row);
  }

  private known(name: string): KeyOrder | null {
    const row = this.byKey.get(name);
    return row === undefined ? null : this.keys[row]!;
  }

  private open(key: string): number {
    const row = this.free.pop() ?? this.keys.length;
    this.keys[row] = new KeyOrder(key, this.order);
    this.byKey.set(key, row);
    return row;
  }

  /** Nothing open, held or remembered: the row is free. */
  private settle(row: number): void {
    const key = this.keys[row]!;
    if (key.row >= 0 || key.held > 0 || !(this.inputEnded || key.isForgotten)) return;
    this.release(row, key.key);
  }

  private forgetClosed(key: KeyOrder): void {
    if (key.row >= 0 && this.behind.nextDue(key.row) === Number.POSITIVE_INFINITY) key.row = -1;
  }

  // ------------------------------------------------------------ accounting

  /** An event that the machine does not see. */
  private keep(
    event: Event,
    count: "duplicates" | "lateDropped" | "lateEmitted",
    what: OrderNews["what"],
  ): void {
    const { counts, order } = this.listener;
    counts.handedOn++;
    order[count]++;
    this.listener.ordered?.({ event, what });
  }

  /** Counts what is held meanwhile; the machine counts what it is handed. */
  private holding(key: KeyOrder, act: () => void): void {
    const before = key.held;
    act();
    const more = key.held - before;
    this.listener.order.held += more;
    this.listener.counts.handedOn += more;
  }

  /** Counts the numbers that are given up meanwhile. */
  private missing<T>({ sequence }: KeyOrder, act: () => T): T {
    const before = sequence!.missed;
    const result = act();
    this.listener.order.numbersMissed += Number(sequence!.missed - before);
    return result;
  }

  // ------------------------------------------------------------ events

  private receive(arrival: Arrival, key: KeyOrder): void {
    const { greatest, reorder, sequence } = key;
    if (reorder !== null) {
      for (const each of reorder.receive(arrival, greatest)) this.hand(each, null, key);
      return;
    }
    const { event } = arrival;
    const number =
      sequence === null ? undefined : namedField(this.machine, event, this.order.sequence!.field);
    if (sequence === null || number === undefined) {
      this.hand(arrival, null, key);
      return;
    }
    this.missing(key, () => {
      this.handAll(sequence.reach(greatest), key);
      // Rule 35: beyond its session's end.
      if (event.time > key.sequenceEnd && sequence.size === 0) key.restart();
      const released = sequence.receive({ arrival, number: BigInt(number as number) }, greatest);
      this.handAll(released, key);
    });
  }

  private handAll(released: readonly Sequenced[], key: KeyOrder): void {
    for (const { arrival, late } of released) this.hand(arrival, late, key);
  }

  /**
   * An event whose turn it is: the word about late ones, then the machine. `behindInSequence`: of one with a
   * number (rule 35), for which nothing else is late; null: it has none.
   */
  private hand(arrival: Arrival, behindInSequence: boolean | null, key: KeyOrder): void {
    if (arrival === this.reading) this.reading = null;
    const { event, behindWatermark, watermark } = arrival;
    const { late } = this.order;
    if (late.kind === "drop" || late.kind === "emit") {
      const session = this.behind.sessionOf(event);
      const behindClock = session !== null && event.time < session.clock;
      if (behindInSequence ?? (behindWatermark || behindClock)) {
        if (late.kind === "emit") {
          this.keep(event, "lateEmitted", "late, emitted");
          this.listener.late(this.lateOutput(late.output, event, session?.id() ?? null));
        } else this.keep(event, "lateDropped", "late, dropped");
        return;
      }
    }
    this.stepping = event;
    key.row = this.behind.feed(event, behindWatermark || behindInSequence === true, watermark);
    this.stepping = undefined;
    this.forgetClosed(key);
    if (key.sequence === null) return;
    // Where the pattern itself ended the session the source knows nothing of it, and its numbers go on.
    const end =
      this.behind.sessionOf(event)?.end ?? event.time + this.machine.automaton.session.gap;
    key.sequenceEnd = Math.max(key.sequenceEnd, end);
  }

  private lateOutput(output: string, event: Event, session: string | null): Output {
    const { automaton, version } = this.machine;
    const { pattern } = automaton;
    const lane = laneTextsOf(this.machine, event);
    return {
      id: outputIdOf(pattern, event.key, lane, eventTrigger(event.id), output, 1),
      ...{ pattern, version, output, kind: "late", key: event.key, lane, session },
      ...{ time: event.time, causes: [event.id], data: [], members: event.members() },
    };
  }
}
