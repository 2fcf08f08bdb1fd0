import type { Automaton, Type } from "../../src/automaton/automaton.ts";
import type { Configuration, StackCells } from "../../src/machine/configuration.ts";
import { constantOf } from "../../src/machine/evaluate.ts";
import type { Value } from "../../src/machine/value.ts";
import type { Renaming } from "../../src/plan/names.ts";
import type { KeyState } from "../../src/stream/key-state.ts";

/** A second, plain way to carry a state over, written from docs/plan.md alone. */
export function carried(
  state: KeyState,
  from: Automaton,
  to: Automaton,
  renaming: Renaming,
): KeyState {
  const visitor = state.visitor!;
  const lanes = visitor.lanes.map((lane) => ({
    ...lane,
    configuration: moved(lane.configuration, from, to, renaming),
  }));
  return { ...state, visitor: { ...visitor, lanes } };
}

function moved(
  { state, stack, registers, timers }: Configuration,
  from: Automaton,
  to: Automaton,
  renaming: Renaming,
): Configuration {
  const newName = (name: string): string =>
    [...renaming].find(([, was]) => was === name)?.[0] ?? name;
  const oldName = (name: string): string => renaming.get(name) ?? name;
  const cells = (rest: StackCells): StackCells => {
    if (rest === null) return null;
    const below = cells(rest.below);
    const { cell } = rest;
    if ("returnTo" in cell) return { cell: { returnTo: newName(cell.returnTo) }, below };
    const kind = newName(cell.kind);
    const old = from.stack.kinds.find(({ name }) => name === cell.kind)!;
    const is = to.stack.kinds.find(({ name }) => name === kind)!;
    const fields = Object.fromEntries(
      is.fields.map(({ name, type }) => {
        const was = old.fields.find((field) => field.name === name);
        return [name, was === undefined ? undefined : wider(cell.fields[name], was.type, type)];
      }),
    );
    return { cell: { ...cell, kind, fields }, below };
  };
  const timersOf = (automaton: Automaton, name: string) =>
    [...automaton.states, ...automaton.groups].find((owner) => owner.name === name)?.timers ?? [];
  return {
    state: newName(state),
    stack: cells(stack),
    registers: Object.fromEntries(
      to.registers.map(({ name, type, initial }) => {
        const was = from.registers.find((one) => one.name === oldName(name));
        if (was === undefined) {
          const value = initial === null ? undefined : constantOf(type, initial);
          return [name, { value, writer: null }];
        }
        const { value, writer } = registers[was.name]!;
        return [name, { value: wider(value, was.type, type), writer }];
      }),
    ),
    timers: timers
      .filter(({ owner, index }) => {
        const is = timersOf(to, newName(owner))[index - 1];
        return is?.kind === timersOf(from, owner)[index - 1]!.kind;
      })
      .map((timer) => ({ ...timer, owner: newName(timer.owner) })),
  };
}

function wider(value: Value, from: Type, to: Type): Value {
  if (value === undefined || from.kind !== "exact") return value;
  if (to.kind === "number") return Number(value);
  const places = to.kind === "exact" ? to.scale - from.scale : 0;
  return Number(value) * Number(`1e${places}`);
}
