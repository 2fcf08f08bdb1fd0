import type { Automaton, Type } from "../../src/automaton/automaton.ts";
import type { Before, Mapping } from "../../src/check/mapping.ts";
import type { Configuration, StackCells } from "../../src/machine/configuration.ts";
import { constantOf } from "../../src/machine/evaluate.ts";
import type { Value } from "../../src/machine/value.ts";
import type { KeyState } from "../../src/stream/key-state.ts";

/** A second, plain way to carry a state over, written from docs/plan.md alone. */
export function carried(
  state: KeyState,
  from: Automaton,
  to: Automaton,
  mapping: Mapping,
): KeyState {
  const visitor = state.visitor!;
  const lanes = visitor.lanes.map((lane) => ({
    ...lane,
    configuration: moved(lane.configuration, from, to, mapping),
  }));
  return { ...state, visitor: { ...visitor, lanes } };
}

function moved(
  { state, stack, registers, timers }: Configuration,
  from: Automaton,
  to: Automaton,
  mapping: Mapping,
): Configuration {
  /** The new name of a state, group or part. */
  const newPlace = (name: string): string =>
    [...mapping.places].find(([, olds]) => olds.includes(name))?.[0] ?? name;
  const cells = (rest: StackCells): StackCells => {
    if (rest === null) return null;
    const below = cells(rest.below);
    const { cell } = rest;
    if ("returnTo" in cell) return { cell: { returnTo: newPlace(cell.returnTo) }, below };
    const kind = [...mapping.kinds].find(([, was]) => was === cell.kind)?.[0] ?? cell.kind;
    const old = from.stack.kinds.find(({ name }) => name === cell.kind)!;
    const is = to.stack.kinds.find(({ name }) => name === kind)!;
    const fields = is.fields.map((field) => {
      const before = mapping.fields.get(kind)?.get(field.name);
      return [field.name, value(field, before, old.fields, (name) => cell.fields[name])];
    });
    return { cell: { ...cell, kind, fields: Object.fromEntries(fields) }, below };
  };
  const timersOf = (automaton: Automaton, name: string) =>
    [...automaton.states, ...automaton.groups].find((owner) => owner.name === name)?.timers ?? [];
  return {
    state: newPlace(state),
    stack: cells(stack),
    registers: Object.fromEntries(
      to.registers.map((register) => {
        const before = mapping.registers.get(register.name);
        const was = source(register.name, before, from.registers);
        const first = was === undefined && before?.kind !== "value" ? register.initial : null;
        const found = value(register, before, from.registers, (name) => registers[name]?.value);
        const begun = first === null ? undefined : constantOf(register.type, first);
        const writer = was === undefined ? null : registers[was.name]!.writer;
        return [register.name, { value: found ?? begun, writer }];
      }),
    ),
    timers: timers
      .filter(({ owner, index }) => {
        const is = timersOf(to, newPlace(owner))[index - 1];
        return is?.kind === timersOf(from, owner)[index - 1]!.kind;
      })
      .map((timer) => ({ ...timer, owner: newPlace(timer.owner) })),
  };
}

interface Declared {
  readonly name: string;
  readonly type: Type;
  readonly optional: boolean;
}

/** The old one that a register or field goes on from. */
const source = <T extends Declared>(
  name: string,
  before: Before | undefined,
  olds: readonly T[],
): T | undefined =>
  olds.find((old) => before?.kind === "name" && old.name === before.name) ??
  olds.find((old) => old.name === name);

/** What it has after the change; undefined: missing. */
function value(
  { name, type, optional }: Declared,
  before: Before | undefined,
  olds: readonly Declared[],
  read: (old: string) => Value,
): Value {
  const was = source(name, before, olds);
  const kept = was === undefined ? undefined : wider(read(was.name), was.type, type);
  if (kept !== undefined || before?.kind !== "value") return kept;
  return was === undefined || (was.optional && !optional)
    ? constantOf(type, before.value)
    : undefined;
}

function wider(value: Value, from: Type, to: Type): Value {
  if (value === undefined || from.kind !== "exact") return value;
  if (to.kind === "number") return Number(value);
  const places = to.kind === "exact" ? to.scale - from.scale : 0;
  return Number(value) * Number(`1e${places}`);
}
