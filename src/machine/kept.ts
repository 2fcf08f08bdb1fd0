import type { Configuration, Frame, Session, StackCells, Writer } from "./configuration.ts";
import { chainOf } from "./machine.ts";
import { record } from "./record.ts";
import type { Lane } from "./scene.ts";
import { isFrame, withoutExpired } from "./stack.ts";
import type { Layout } from "./twin/layout.ts";
import type { LaneState, Visitor } from "./visitor.ts";

/** That of an automaton without lanes. */
export const NO_LANE: Lane = { texts: [], values: {} };

/** Stands where nobody can ask who wrote something. */
export const NOBODY: Writer = { id: "", order: 0 };

/**
 * What of a visitor its automaton can tell apart, and nothing else: two visitors that behave alike for ever
 * are equal here. Writers that no output can name, births that nothing reads, and frames that have expired are
 * left out; timers stand in the order of rule 23.
 */
export const keptVisitor = (layout: Layout, { key, session, lanes }: Visitor): Visitor => ({
  key,
  session,
  lanes: lanes.map((state) => keptLane(layout, state, session)),
});

function keptLane(layout: Layout, state: LaneState, shared: Session | null): LaneState {
  const { lane, configuration, session } = state;
  const { clock } = (session ?? shared)!;
  return { lane, configuration: keptConfiguration(layout, configuration, clock), session };
}

/** `clock`: that by which its frames expire. */
export function keptConfiguration(
  layout: Layout,
  { state, stack, registers, timers }: Configuration,
  clock: number,
): Configuration {
  const owners = chainOf(layout.machine, state).map(({ name }) => name);
  return {
    state,
    stack: keptStack(layout, withoutExpired(stack, layout.machine.kinds, clock)),
    registers: record(
      layout.automaton.registers.map(({ name }) => {
        const { value, writer } = registers[name]!;
        return [name, { value, writer: layout.written.has(name) ? writer : null }];
      }),
    ),
    timers: timers.toSorted(
      (a, b) => owners.indexOf(a.owner) - owners.indexOf(b.owner) || a.index - b.index,
    ),
  };
}

function keptStack(layout: Layout, stack: StackCells): StackCells {
  const cells = [];
  for (let rest = stack; rest !== null; rest = rest.below) cells.push(rest.cell);
  return cells.reduceRight<StackCells>(
    (below, cell) => ({ cell: isFrame(cell) ? keptFrame(layout, cell) : cell, below }),
    null,
  );
}

function keptFrame(layout: Layout, { kind, fields, born, writer }: Frame): Frame {
  const declared = layout.machine.kinds.get(kind)!.fields;
  return {
    kind,
    fields: record(declared.map(({ name }) => [name, fields[name]])),
    born: layout.born ? born : 0,
    writer: layout.frameWriters ? writer : NOBODY,
  };
}
