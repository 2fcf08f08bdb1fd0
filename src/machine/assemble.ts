import type { Yard } from "./assembled/actions.ts";
import { clockworks } from "./assembled/enter.ts";
import { workshop } from "./assembled/expression.ts";
import type { Refs } from "./assembled/keep.ts";
import { type Configuration, Moment } from "./assembled/moment.ts";
import { rulesOf } from "./assembled/rules.ts";
import { AssembledTable } from "./assembled/table.ts";
import { constantOf } from "./evaluate.ts";
import { eventTrigger } from "./identity.ts";
import type { Machine } from "./machine.ts";
import { encodeId } from "./render.ts";
import { type Ids, type Layout, layoutOf } from "./twin/layout.ts";
import type { TwinHost, TwinTable } from "./twin/runtime.ts";

/**
 * The twin where no code may be made of text (a page with a content security policy): the same table, put
 * together of closures. Names, cells and kinds are looked up once, as in the generated form.
 */
export function assembleTwin(
  machine: Machine,
  ids: Ids = "text",
  tallied = false,
): (host: TwinHost) => TwinTable {
  const layout = layoutOf(machine, ids, tallied);
  const start = startOf(layout);
  return (host) => {
    const refs = ids === "number" ? numberedRefs(host.ids!) : TEXTS;
    const told = refs.textOf;
    const { pattern, session } = machine.automaton;
    const beginning = `${encodeId(pattern)}/`;
    const shop = workshop(layout, ({ key, lane, session: { first } }) => {
      const place = session.shared ? encodeId(key, { inner: true }) : lane.place;
      return `${beginning}${place}/${eventTrigger(told(first))}`;
    });
    const yard: Yard = { ...shop, textOf: told, timers: clockworks(layout) };
    return new AssembledTable(yard, rulesOf(yard), new Moment(), start, host, refs);
  };
}

const TEXTS: Refs = {
  refOf: ({ id }) => id,
  textOf: (ref) => ref as string,
  refOfText: (text) => text,
};

const numberedRefs = (ids: NonNullable<TwinHost["ids"]>): Refs => ({
  refOf: ids.refOf,
  // Cells that nobody wrote hold no number.
  textOf: (ref) => (typeof ref === "number" ? ids.textOf(ref) : ref),
  refOfText: (text) => ids.numberOf!(text),
});

/** A configuration in which a session begins; its cells hold durations, for whoever knows when. */
function startOf({ automaton, states, cells, cellCount }: Layout): Configuration {
  const due = Array.from({ length: cellCount }, () => Number.POSITIVE_INFINITY);
  for (const { cell, timer } of cells.get(automaton.start)!) due[cell] = timer.duration;
  return {
    state: states.get(automaton.start)!,
    stack: null,
    registers: automaton.registers.map(({ type, initial }) =>
      initial === null ? undefined : constantOf(type, initial),
    ),
    writers: automaton.registers.map(() => ""),
    orders: automaton.registers.map(() => 0),
    ...{ due, armed: due.map(() => ""), armedOrders: due.map(() => 0) },
  };
}
