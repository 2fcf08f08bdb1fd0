import type { Event } from "../../machine/event.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Output } from "../../machine/output.ts";
import { layoutOf } from "../../machine/twin/layout.ts";
import { nextDue } from "../../machine/visitor.ts";
import type { HistoryState } from "../key-state.ts";
import { once } from "../once.ts";
import { type KeptRunner, type Listener, viewOf } from "../runner.ts";
import { type Arrival, byTime } from "./arrival.ts";
import { History } from "./history.ts";
import { namedField } from "./named.ts";
import type { OrderCounts } from "./order-counts.ts";
import { Revisions } from "./revisions.ts";

export interface RetractOptions {
  /** D, in milliseconds. */
  readonly within: number;
  /** The field with the source's sequence, which tells the order of events of one time; null: as they came. */
  readonly sequence: string | null;
}

/** One key of a pattern that says `late retract within D`. */
class RetractingKey {
  readonly key: string;
  readonly history: History;
  readonly revisions = new Revisions();
  /** How far the watermark has come. */
  watermark = Number.NEGATIVE_INFINITY;
  read = 0;

  constructor(key: string, history: History) {
    this.key = key;
    this.history = history;
  }

  restore(state: HistoryState): void {
    this.history.restore(state);
    this.revisions.restore(state.revisions);
    this.watermark = state.watermark;
    this.read = state.read;
  }

  /** What lies more than D before it is settled. */
  get reached(): number {
    return Math.max(this.history.counted, this.watermark);
  }
}

/**
 * The reference, with `late retract within D` (rule 36): an event that comes late is put in its place, and
 * what was said before is corrected. It needs a watermark: without one, nothing is ever forgotten.
 */
export function retractingRunner(
  machine: Machine,
  { within, sequence }: RetractOptions,
  listener: Listener & { readonly order: OrderCounts },
): KeptRunner {
  const layout = once(() => layoutOf(machine, "text"));
  const rows = new Map<string, number>();
  const keys: (RetractingKey | null)[] = [];
  const free: number[] = [];
  let open = 0;
  let inputEnded = false;
  const newKey = (key: string): RetractingKey =>
    new RetractingKey(key, new History(machine, key, inOrder, listener));
  const release = (row: number): void => {
    rows.delete(keys[row]!.key);
    keys[row] = null;
    free.push(row);
  };
  const forget = (key: string): void => {
    const row = rows.get(key);
    if (row === undefined) return;
    if (keys[row]!.history.visitor !== null) open--;
    release(row);
  };
  const inOrder = sequence === null ? byTime : bySequence(machine, sequence);
  const tell = (outputs: readonly Output[]): void => {
    for (const output of outputs) listener.output(output);
  };
  const settle = (row: number, instant: number): void => {
    const key = keys[row]!;
    key.history.settle(instant);
    if (key.history.betweenSessions) key.revisions.settle(instant);
    if (key.history.forgotten) release(row);
  };
  const during = (key: RetractingKey, act: () => void): void => {
    const before = key.history.visitor !== null;
    act();
    open += Number(key.history.visitor !== null) - Number(before);
  };
  return {
    feed(event, behindWatermark, watermark = Number.NEGATIVE_INFINITY) {
      const { counts, order } = listener;
      const { ignore } = machine.automaton;
      const known = rows.get(event.key);
      if (event.name === null ? ignore.undeclared : machine.ignored.has(event.name)) {
        counts.handedOn++;
        counts.ignored++;
        return known ?? -1;
      }
      const reached = known === undefined ? watermark : Math.max(watermark, keys[known]!.reached);
      if (event.time + within < reached) {
        counts.handedOn++;
        order.lateBeyond++;
        listener.ordered?.({ event, what: "too late" });
        return known ?? -1;
      }
      const row = known ?? free.pop() ?? keys.length;
      rows.set(event.key, row);
      keys[row] ??= newKey(event.key);
      const key = keys[row];
      key.watermark = Math.max(key.watermark, watermark);
      const arrival: Arrival = { event, behindWatermark, watermark, place: ++key.read };
      during(key, () => {
        const { history, revisions } = key;
        if (history.counted > event.time) listener.ordered?.({ event, what: "put in its place" });
        const { before, now, dead } = history.insert(arrival);
        tell(revisions.corrections(before, now));
        for (const [step, of] of dead) listener.dead(step, of);
      });
      settle(row, key.reached - within);
      return row;
    },
    advance(row, until, through) {
      const key = keys[row]!;
      key.watermark = Math.max(key.watermark, until);
      during(key, () => {
        const { outputs, dead } = key.history.advance(until, through);
        tell(key.revisions.first(outputs));
        for (const step of dead) listener.dead(step);
      });
      settle(
        row,
        inputEnded && key.history.visitor === null
          ? Number.POSITIVE_INFINITY
          : key.reached - within,
      );
    },
    nextDue(row) {
      const key = keys[row];
      if (key == null) return Number.POSITIVE_INFINITY;
      const { visitor, latest } = key.history;
      return visitor === null
        ? Math.max(key.reached, latest) + within + 2
        : (nextDue(machine, visitor) ?? Number.POSITIVE_INFINITY);
    },
    sessionOf(event: Event) {
      const row = rows.get(event.key);
      const visitor = row === undefined ? null : keys[row]!.history.visitor;
      return visitor === null ? null : viewOf(machine, visitor, event);
    },
    keyOf: (row) => keys[row]!.key,
    rows: () => rows.values(),
    size: () => open,
    endInput: () => {
      inputEnded = true;
    },
    rowOf: (key) => rows.get(key) ?? -1,
    save(row) {
      const of = keys[row] ?? null;
      if (of === null) return null;
      const { key, history, revisions, watermark, read } = of;
      const state = { ...history.save(layout()), watermark, read, revisions: revisions.save() };
      return { key, visitor: null, history: state };
    },
    restore({ key, history }) {
      forget(key);
      if (history === undefined) return -1;
      const row = free.pop() ?? keys.length;
      const restored = newKey(key);
      restored.restore(history);
      keys[row] = restored;
      rows.set(key, row);
      if (restored.history.visitor !== null) open++;
      return row;
    },
    forget,
  };
}

/** By time, of one time by the source's number, which not every event has; then as they came. */
function bySequence(machine: Machine, field: string): (a: Arrival, b: Arrival) => number {
  const numberOf = ({ event }: Arrival) => namedField(machine, event, field);
  return (a, b) => {
    const [x, y] = [numberOf(a), numberOf(b)];
    if (a.event.time !== b.event.time || x === undefined || y === undefined || x === y)
      return byTime(a, b);
    return x < y ? -1 : 1;
  };
}
