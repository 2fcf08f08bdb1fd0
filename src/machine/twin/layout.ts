import type { Automaton, Timer } from "../../automaton/automaton.ts";
import { chainOf, type Machine, type Owner } from "../machine.ts";
import { ruleName, rulesOf } from "../tally.ts";
import { Columns, placeOf } from "./columns.ts";
import { usesOf } from "./walk.ts";

/** Where a reference to an event (writers, the first one, who armed a timer) is kept. */
export type Ids = "text" | "number";

/** A timer in the chain of a state, and the cell that holds its instant. */
export interface Cell {
  readonly cell: number;
  readonly owner: Owner;
  /** From 1. */
  readonly index: number;
  readonly timer: Timer;
}

/** How an automaton's configurations lie in memory. */
export interface Layout {
  readonly machine: Machine;
  readonly automaton: Automaton;
  readonly ids: Ids;
  /** Whether somebody asks which states were reached and which rules fired. */
  readonly tallied: boolean;
  /** Events pass by and are kept by nobody: their keys are found without texts. */
  readonly passing: boolean;
  /** Numbers of rules in a tally, by name. */
  readonly rules: ReadonlyMap<string, number>;
  readonly shared: boolean;
  readonly lanes: boolean;
  /** Numbers of states, frame kinds (from 1; 0 is a return address) and events; undeclared is the last. */
  readonly states: ReadonlyMap<string, number>;
  readonly kinds: ReadonlyMap<string, number>;
  readonly codes: ReadonlyMap<string, number>;
  readonly undeclared: number;
  /** Timers by state, own ones first, then groups inside out. */
  readonly cells: ReadonlyMap<string, readonly Cell[]>;
  readonly cellCount: number;
  readonly calls: boolean;
  /** The action `end session` occurs. */
  readonly ends: boolean;
  readonly expires: boolean;
  readonly counted: boolean;
  readonly born: boolean;
  readonly frameWriters: boolean;
  /** Registers whose writers somebody names. */
  readonly written: ReadonlySet<string>;
  /** Configurations; without lanes their keys and sessions too. */
  readonly slots: Columns;
  /** Keys; the same as `slots` without lanes. */
  readonly visitors: Columns;
  /** Where sessions are: with the visitor if shared, else with the configuration. */
  readonly sessions: Columns;
  readonly frames: Columns;
}

export function layoutOf(machine: Machine, ids: Ids, tallied = false, passing = false): Layout {
  const { automaton } = machine;
  const { lanes, session, stack } = automaton;
  const numbered = (names: readonly string[], from: number): ReadonlyMap<string, number> =>
    new Map(names.map((name, i) => [name, from + i]));
  const cells = new Map(automaton.states.map(({ name }) => [name, cellsOf(machine, name)]));
  const cellCount = Math.max(0, ...[...cells.values()].map((list) => list.length));
  const { ends, depth, frameAge, written, frameWriters } = usesOf(automaton);
  const facts = {
    calls: hasCalls(automaton),
    ends,
    expires: stack.kinds.some(({ expires }) => expires !== null),
    counted: stack.depth !== null || depth,
    frameWriters,
    written,
  };
  const born = facts.expires || frameAge;

  const reference = ids === "text" ? "any" : "double";
  const slots = new Columns("S");
  const visitors = lanes === null ? slots : new Columns("V");
  const sessions = session.shared ? visitors : slots;
  visitors.add("key", "any");
  if (lanes !== null) visitors.add("lanes", "any");
  sessions.add("latest", "double");
  sessions.add("start", "double");
  if (cellCount > 0) sessions.add("clock", "double");
  sessions.add("first", reference);
  sessions.add("events", "int");
  if (cellCount > 0) sessions.add("due", "int");
  slots.add("state", "int");
  if (visitors !== slots) visitors.add("open", "int");
  for (const [i] of (lanes?.fields ?? []).entries()) slots.add(`lane ${i}`, "any");
  for (let i = 0; i < cellCount; i++) slots.add(`cell ${i}`, "double");
  for (let i = 0; i < cellCount; i++) slots.add(`armed ${i}`, reference);
  for (let i = 0; i < cellCount; i++) slots.add(`order ${i}`, "int");
  for (const { name, type } of automaton.registers) {
    slots.add(`register ${name}`, placeOf(type));
    if (written.has(name)) {
      slots.add(`writer ${name}`, reference);
      slots.add(`written ${name}`, "int");
    }
  }
  if (stack.kinds.length > 0 || facts.calls) slots.add("head", "int");
  if (facts.counted) slots.add("depth", "int");
  if (facts.expires) slots.add("expiry", "double");
  if (tallied) for (const place of seenPlaces(automaton.states.length)) slots.add(place, "int");

  const frames = new Columns("G");
  frames.add("kind", "int");
  frames.add("below", "int");
  if (facts.calls) frames.add("back", "int");
  if (born) frames.add("born", "double");
  if (facts.frameWriters) {
    frames.add("writer", reference);
    frames.add("order", "int");
  }
  // Kinds share columns: the n-th text of one lies where the n-th text of another does.
  for (const kind of stack.kinds) {
    const used = { double: 0, int: 0, any: 0 };
    for (const { type } of kind.fields) {
      const place = placeOf(type);
      frames.add(`${place} ${used[place]++}`, place);
    }
  }

  return {
    machine,
    automaton,
    ids,
    tallied,
    passing,
    rules: new Map(
      (tallied ? rulesOf(machine) : []).map((rule, number) => [ruleName(rule), number]),
    ),
    shared: session.shared,
    lanes: lanes !== null,
    states: numbered(
      automaton.states.map(({ name }) => name),
      0,
    ),
    kinds: numbered(
      stack.kinds.map(({ name }) => name),
      1,
    ),
    codes: numbered(
      automaton.vocabulary.events.map(({ name }) => name),
      0,
    ),
    undeclared: automaton.vocabulary.events.length,
    cells,
    cellCount,
    ...facts,
    born,
    slots,
    visitors,
    sessions,
    frames,
  };
}

/** The column of a frame's field. */
export function frameColumn(layout: Layout, kind: string, field: string): string {
  const used = { double: 0, int: 0, any: 0 };
  for (const { name, type } of layout.machine.kinds.get(kind)!.fields) {
    const place = placeOf(type);
    if (name === field) return `${place} ${used[place]}`;
    used[place]++;
  }
  throw new Error(`no field ${field} in ${kind}`);
}

/**
 * Timers of a state's chain. A cell's number is the count of timers in the groups around its owner plus its
 * own place, so a group's timers keep their cells while moves stay inside it, and siblings share theirs.
 */
function cellsOf(machine: Machine, state: string): readonly Cell[] {
  const chain = chainOf(machine, state);
  return chain.flatMap((owner, depth) => {
    const around = chain.slice(depth + 1).reduce((sum, { timers }) => sum + timers.length, 0);
    return owner.timers.map((timer, i) => ({ cell: around + i, owner, index: i + 1, timer }));
  });
}

const hasCalls = (automaton: Automaton): boolean =>
  automaton.groups.some(({ start }) => start !== null);

const BITS = 32;

/** Where a configuration keeps which states it was in: a bit each. */
export const seenPlaces = (states: number): readonly string[] =>
  Array.from({ length: Math.ceil(states / BITS) }, (_, i) => `seen ${i}`);
