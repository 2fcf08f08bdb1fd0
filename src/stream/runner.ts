import { addCounts } from "../machine/counts.ts";
import type { Event } from "../machine/event.ts";
import { sessionIdOf } from "../machine/identity.ts";
import { keptVisitor } from "../machine/kept.ts";
import type { Machine } from "../machine/machine.ts";
import type { Counts, DeadStep, Output } from "../machine/output.ts";
import { layoutOf } from "../machine/twin/layout.ts";
import { endOf } from "../machine/visitor/session.ts";
import {
  advance,
  feed,
  type Happening,
  nextDue,
  type Passage,
  sessionOf,
  type Visitor,
} from "../machine/visitor.ts";
import type { KeyState } from "./key-state.ts";
import { once } from "./once.ts";
import type { OrderNews } from "./order/news.ts";
import type { OrderCounts } from "./order/order-counts.ts";

/** Who is told what a pattern's automata do. */
export interface Listener {
  readonly counts: Counts;
  /** What the order words keep from the machine; leave it out where nobody asks. */
  readonly order?: OrderCounts;
  output(output: Output): void;
  /** `event`: the one whose step failed, where it had to wait, or is stepped again. */
  dead(step: DeadStep, event?: Event): void;
  /** Every step as data, as it is taken; leave it out where nobody asks. */
  happened?(happening: Happening, key: string): void;
  /** Every step as it last stood: with `late retract` when nothing can change it any more. */
  settled?(happening: Happening, key: string): void;
  /** What the order words do with an event; leave it out where nobody asks. */
  ordered?(news: OrderNews): void;
}

/**
 * One way of running a pattern for many keys: the reference or a twin of it. What is open of a key lies in
 * a row, a small whole number, which is used again when nothing of the key is open any more.
 */
export interface Runner {
  /** The row of the key that was touched, which may be free by now; -1: none. `watermark`: before the event. */
  feed(event: Event, behindWatermark: boolean, watermark?: number): number;
  /** Rule 30; `through`: what is due at `until` itself, too, whatever its kind. */
  advance(row: number, until: number, through: boolean): void;
  /** The earliest instant at which something is due; Infinity: the row is free. */
  nextDue(row: number): number;
  keyOf(row: number): string;
  /** Those in use. */
  rows(): Iterable<number>;
  /** How many are in use. */
  size(): number;
  /** The input has ended: what is held is released before time runs on. */
  endInput?(): void;
}

/** An open session as the order words look at it (rules 31 and 35). */
export interface SessionView {
  readonly clock: number;
  /** The instant at which it ends if nothing more comes. */
  readonly end: number;
  readonly id: () => string;
}

/** A runner that can be asked about sessions, too. */
export interface OpenRunner extends Runner {
  /** The open session that an event would be stepped in, were it not over by then; null: none. */
  sessionOf(event: Event): SessionView | null;
}

/** A runner whose keys can be carried to another one of the same pattern, in another place or at another time. */
export interface KeptRunner extends OpenRunner {
  /** The key's row; -1: nothing of it is open, held or remembered. */
  rowOf(key: string): number;
  /** All that is open of the key; null: the row is free. */
  save(row: number): KeyState | null;
  /** The key goes on from there, whatever was open of it before. Nobody is told anything. Its row; -1: it is free. */
  restore(state: KeyState): number;
  /** Nothing is open of the key any more, as if it had never come. Nobody is told anything. */
  forget(key: string): void;
}

/** Of a runner that stands behind another: whoever asks has put one there that can. */
export function kept(runner: OpenRunner): KeptRunner {
  if (isKept(runner)) return runner;
  throw new Error("what runs behind the order words cannot be kept");
}

const isKept = (runner: OpenRunner): runner is KeptRunner => "save" in runner;

/** The reference as a runner. */
export function referenceRunner(machine: Machine, listener: Listener): KeptRunner {
  const layout = once(() => layoutOf(machine, "text"));
  const byKey = new Map<string, number>();
  const visitors: (Visitor | null)[] = [];
  const free: number[] = [];
  const placeOf = (key: string): number => byKey.get(key) ?? free.pop() ?? visitors.length;
  const release = (row: number, key: string): void => {
    visitors[row] = null;
    byKey.delete(key);
    free.push(row);
  };
  const forget = (key: string): void => {
    const row = byKey.get(key);
    if (row !== undefined) release(row, key);
  };
  const hear = (row: number, key: string, passage: Passage): void => {
    for (const happening of passage.happenings) {
      listener.happened?.(happening, key);
      listener.settled?.(happening, key);
    }
    for (const output of passage.outputs) listener.output(output);
    for (const dead of passage.dead) listener.dead(dead);
    addCounts(listener.counts, passage.counts);
    visitors[row] = passage.visitor;
    if (passage.visitor === null) release(row, key);
  };
  return {
    feed(event, behind) {
      const row = placeOf(event.key);
      byKey.set(event.key, row);
      hear(row, event.key, feed(machine, visitors[row] ?? null, event, behind));
      return row;
    },
    advance(row, until, through) {
      const visitor = visitors[row]!;
      hear(row, visitor.key, advance(machine, visitor, until, through));
    },
    nextDue(row) {
      const visitor = visitors[row];
      return visitor == null
        ? Number.POSITIVE_INFINITY
        : (nextDue(machine, visitor) ?? Number.POSITIVE_INFINITY);
    },
    sessionOf(event) {
      const row = byKey.get(event.key);
      return row === undefined ? null : viewOf(machine, visitors[row]!, event);
    },
    keyOf: (row) => visitors[row]!.key,
    rows: () => byKey.values(),
    size: () => byKey.size,
    rowOf: (key) => byKey.get(key) ?? -1,
    save(row) {
      const visitor = visitors[row] ?? null;
      return visitor === null
        ? null
        : { key: visitor.key, visitor: keptVisitor(layout(), visitor) };
    },
    restore({ key, visitor }) {
      forget(key);
      if (visitor === null) return -1;
      const row = placeOf(key);
      visitors[row] = visitor;
      byKey.set(key, row);
      return row;
    },
    forget,
  };
}

export function viewOf(machine: Machine, visitor: Visitor, event: Event): SessionView | null {
  const met = sessionOf(machine, visitor, event);
  if (met === null) return null;
  const { session, lane } = met;
  return {
    clock: session.clock,
    end: endOf(machine, session).instant,
    id: () => sessionIdOf(machine.automaton.pattern, event.key, lane, session.first),
  };
}
