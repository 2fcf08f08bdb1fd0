import type * as reference from "../configuration.ts";
import type { Event } from "../event.ts";
import { keptVisitor } from "../kept.ts";
import { record } from "../record.ts";
import type { Layout } from "../twin/layout.ts";
import type * as visitors from "../visitor.ts";
import type { Visitor } from "./due.ts";
import type { Cell, Configuration, Lane, Ref, Session } from "./moment.ts";

/** References to events, and their ids as texts. */
export interface Refs {
  readonly refOf: (event: Event) => Ref;
  readonly textOf: (ref: Ref) => string;
  readonly refOfText: (text: string) => Ref;
}

/** What is open of a key as the reference has it, and as kept.ts says. */
export function savedVisitor(
  { key, session, lanes }: Visitor,
  layout: Layout,
  refs: Refs,
): visitors.Visitor {
  const names = layout.automaton.lanes?.fields ?? [];
  return keptVisitor(layout, {
    key,
    session: session === null ? null : savedSession(session, refs),
    lanes: lanes.map((lane) => ({
      lane: {
        texts: lane.texts,
        values: record(names.map(({ name }, i) => [name, lane.values[i]])),
      },
      configuration: savedConfiguration(lane, layout, refs),
      session: lane.session === null ? null : savedSession(lane.session, refs),
    })),
  });
}

const savedSession = (session: Session, { textOf }: Refs): reference.Session => ({
  ...session,
  first: { id: textOf(session.first), order: 1 },
});

function savedConfiguration(
  { state, stack, registers, writers, orders, due, armed, armedOrders }: Lane,
  { automaton, cells, kinds, machine }: Layout,
  { textOf }: Refs,
): reference.Configuration {
  const { name } = automaton.states[state]!;
  const kindNames = ["", ...kinds.keys()];
  const savedStack = (cell: Cell | null): reference.StackCells => {
    if (cell === null) return null;
    const below = savedStack(cell.below);
    if (cell.kind === 0) return { cell: { returnTo: automaton.states[cell.back]!.name }, below };
    const kind = kindNames[cell.kind]!;
    const { fields } = machine.kinds.get(kind)!;
    return {
      cell: {
        kind,
        fields: record(fields.map((field, i) => [field.name, cell.fields[i]])),
        born: cell.born,
        writer: { id: textOf(cell.writer), order: cell.order },
      },
      below,
    };
  };
  return {
    state: name,
    stack: savedStack(stack),
    registers: record(
      automaton.registers.map((register, i) => [
        register.name,
        {
          value: registers[i],
          writer: orders[i] === 0 ? null : { id: textOf(writers[i]!), order: orders[i]! },
        },
      ]),
    ),
    timers: cells.get(name)!.flatMap(({ cell, owner, index }) =>
      due[cell] === Number.POSITIVE_INFINITY
        ? []
        : [
            {
              ...{ owner: owner.name, index, due: due[cell]! },
              armedBy: { id: textOf(armed[cell]!), order: armedOrders[cell]! },
            },
          ],
    ),
  };
}

export function restoredConfiguration(
  { state, stack, registers, timers }: reference.Configuration,
  { automaton, states, cells, cellCount, kinds, machine }: Layout,
  { refOfText }: Refs,
): Configuration {
  const restoredStack = (cells: reference.StackCells): Cell | null => {
    if (cells === null) return null;
    const { cell } = cells;
    const below = restoredStack(cells.below);
    const nobody = { below, writer: "", order: 0 };
    if ("returnTo" in cell)
      return { ...nobody, kind: 0, back: states.get(cell.returnTo)!, fields: [], born: 0 };
    const { fields } = machine.kinds.get(cell.kind)!;
    return {
      ...{ below, kind: kinds.get(cell.kind)!, back: -1, born: cell.born },
      fields: fields.map(({ name }) => cell.fields[name]),
      ...{ writer: refOfText(cell.writer.id), order: cell.writer.order },
    };
  };
  const due = Array.from({ length: cellCount }, () => Number.POSITIVE_INFINITY);
  const armed = due.map((): Ref => "");
  const armedOrders = due.map(() => 0);
  for (const timer of timers) {
    const { cell } = cells
      .get(state)!
      .find(({ owner, index }) => owner.name === timer.owner && index === timer.index)!;
    due[cell] = timer.due;
    armed[cell] = refOfText(timer.armedBy.id);
    armedOrders[cell] = timer.armedBy.order;
  }
  const contents = automaton.registers.map(({ name }) => registers[name]!);
  return {
    ...{ state: states.get(state)!, stack: restoredStack(stack) },
    registers: contents.map(({ value }) => value),
    writers: contents.map(({ writer }) => (writer === null ? "" : refOfText(writer.id))),
    orders: contents.map(({ writer }) => writer?.order ?? 0),
    ...{ due, armed, armedOrders },
  };
}
