import { loadTwin } from "../machine/compile.ts";
import type { Event } from "../machine/event.ts";
import { sessionIdOf } from "../machine/identity.ts";
import type { Machine } from "../machine/machine.ts";
import type { Tally } from "../machine/tally.ts";
import type { PassingEvents, TwinHost } from "../machine/twin/runtime.ts";
import type { KeptRunner, Listener, SessionView } from "./runner.ts";

/** Numbers that stand for events' ids, where a source gives them; they take less room than texts. */
export type EventIds = NonNullable<TwinHost["ids"]>;

/** Who listens where outputs are wanted as lines and nobody asks for steps. */
export interface LineListener extends Pick<Listener, "counts" | "order" | "dead"> {
  /** An output as its line, without a line feed (rule 27). */
  line(text: string): void;
  readonly positions?: EventIds;
  /** Where events pass by: a table of rows of its own for each runner. */
  readonly passingEvents?: () => PassingEvents;
  /** Counters to be kept where somebody asks which states were reached and which rules fired. */
  readonly tally?: Tally;
}

/** The compiled twin as a runner. */
export function compiledRunner(machine: Machine, listener: LineListener): KeptRunner {
  const { counts, positions, tally } = listener;
  const passing = listener.passingEvents?.();
  const tallied = tally !== undefined;
  const host = {
    counts,
    line: (text: string) => listener.line(text),
    dead: (step: Parameters<LineListener["dead"]>[0]) => listener.dead(step),
    ...(tallied ? { tally } : {}),
    ...(passing === undefined ? {} : { passing }),
  };
  // Declared ids are texts that nothing can bring back.
  const numbered = positions !== undefined && machine.automaton.vocabulary.id === null;
  const table = numbered
    ? loadTwin(machine, "number", tallied, passing !== undefined)({ ...host, ids: positions })
    : loadTwin(machine, "text", tallied, passing !== undefined)(host);
  const textOf = (ref: string | number): string =>
    numbered ? positions.textOf(ref as number) : (ref as string);
  const sessionOf = (event: Event): SessionView | null => {
    const met = table.sessionOf(event);
    if (met === null) return null;
    const { clock, end, first, lane } = met;
    const { pattern } = machine.automaton;
    return {
      ...{ clock, end },
      id: () => sessionIdOf(pattern, event.key, lane, { id: textOf(first), order: 1 }),
    };
  };
  return {
    feed: (event, behindWatermark) => table.feed(event, behindWatermark),
    advance: (row, until, through) => table.advance(row, until, through),
    nextDue: (row) => table.nextDue(row),
    keyOf: (row) => table.keyOf(row),
    rows: () => table.rows(),
    size: () => table.size(),
    sessionOf,
    rowOf: (key) => table.rowOf(key),
    save(row) {
      const visitor = table.save(row);
      return visitor === null ? null : { key: visitor.key, visitor };
    },
    restore({ key, visitor }) {
      if (visitor !== null) return table.restore(visitor);
      table.forget(key);
      return -1;
    },
    forget: (key) => table.forget(key),
  };
}
