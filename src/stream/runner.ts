import { addCounts } from "../machine/counts.ts";
import type { Event } from "../machine/event.ts";
import type { Machine } from "../machine/machine.ts";
import type { Counts, DeadStep, Output } from "../machine/output.ts";
import {
  advance,
  feed,
  type Happening,
  nextDue,
  type Passage,
  type Visitor,
} from "../machine/visitor.ts";

/** Who is told what a pattern's automata do. */
export interface Listener {
  readonly counts: Counts;
  output(output: Output): void;
  dead(step: DeadStep): void;
  /** Every step as data; leave it out where nobody asks. */
  happened?(happening: Happening, key: string): void;
}

/**
 * One way of running a pattern, for many keys: the reference or a twin of it. A visitor is whatever it
 * keeps of one key while a session is open, and belongs to it alone.
 */
export interface Runner<V> {
  /** The visitor after the event; null where no session is open. */
  feed(visitor: V | null, event: Event, behindWatermark: boolean): V | null;
  /** Rule 30; `through`: what is due at `until` itself, too, whatever its kind. */
  advance(visitor: V, until: number, through: boolean): V | null;
  /** The earliest instant at which something is due. */
  nextDue(visitor: V): number;
}

/** The reference as a runner. */
export function referenceRunner(machine: Machine, listener: Listener): Runner<Visitor> {
  const heard = (passage: Passage, key: string): Visitor | null => {
    for (const happening of passage.happenings) listener.happened?.(happening, key);
    for (const output of passage.outputs) listener.output(output);
    for (const dead of passage.dead) listener.dead(dead);
    addCounts(listener.counts, passage.counts);
    return passage.visitor;
  };
  return {
    feed: (visitor, event, behind) => heard(feed(machine, visitor, event, behind), event.key),
    advance: (visitor, until, through) =>
      heard(advance(machine, visitor, until, through), visitor.key),
    nextDue: (visitor) => nextDue(machine, visitor) ?? Number.POSITIVE_INFINITY,
  };
}
