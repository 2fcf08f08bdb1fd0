import {
  actionText,
  constantText,
  durationText,
  expressionText,
} from "../../src/automaton/wording.ts";
import type { ArmedTimer, Configuration, StackCells } from "../../src/machine/configuration.ts";
import type { ActionTaken, Attempt, Evaluated } from "../../src/machine/explanation.ts";
import { chainOf, type Machine, timerOf } from "../../src/machine/machine.ts";
import type { Output } from "../../src/machine/output.ts";
import { outputLine, renderValue } from "../../src/machine/render.ts";
import { isFrame } from "../../src/machine/stack.ts";
import { endOf } from "../../src/machine/visitor/session.ts";
import type { Happening } from "../../src/machine/visitor.ts";
import { notTaken, outputText, reasonText, stimulusText } from "../../src/stream/trace.ts";
import { eventText, valueText } from "../../src/why/words.ts";
import type { Entry } from "./life.ts";
import { ruleId } from "./rule-id.ts";

/** A name and its value, as the language writes them. */
export interface Named {
  readonly name: string;
  readonly value: string;
}

/** A cell of the stack, the bottom one first. */
export interface Cell {
  readonly kind: string;
  readonly fields: readonly Named[];
  /** null: a return address. */
  readonly born: number | null;
  readonly writer: string | null;
  /** Written by this step. */
  readonly fresh: boolean;
  /** What a call goes on with; null: a frame. */
  readonly returnTo: string | null;
}

export interface RegisterView extends Named {
  /** Its value before the step, where that differs. */
  readonly was: string | null;
  readonly writer: string | null;
}

export interface TimerView {
  readonly text: string;
  readonly owner: string;
  readonly due: number;
  /** From this moment on. */
  readonly left: string;
  readonly fresh: boolean;
}

/** One rule that was looked at, and what became of it. */
export interface Tried {
  readonly id: string;
  readonly owner: string;
  readonly verdict: Attempt["verdict"];
  /** Why, in words; empty of a rule that waits for other events. */
  readonly reason: string;
  readonly guard: string | null;
  /** Every expression of the guard with its value, operands before the whole. */
  readonly values: readonly Named[];
}

export interface OutputView {
  readonly name: string;
  readonly kind: string;
  readonly text: string;
  readonly line: string;
  readonly retracted: boolean;
  /** Its values, to ask for this one. */
  readonly where: readonly { readonly field: string; readonly written: string }[];
  /** Events that it depends on: id, and how many steps had been taken with it; 0: none in this session. */
  readonly causes: readonly { readonly id: string; readonly step: number; readonly text: string }[];
}

/** Everything about one session after so many steps. */
export interface Moment {
  readonly step: number;
  readonly is: "start" | "event" | "timer" | "end" | "news";
  readonly at: number;
  /** The session's clock. */
  readonly now: number;
  /** `view { product: "p1" }`. */
  readonly what: string;
  /** E of the event; null: none. */
  readonly event: string | null;
  readonly lane: readonly string[];
  readonly from: string;
  readonly state: string;
  readonly taken: boolean;
  readonly failure: string | null;
  /** The rule that fired, as the drawing calls it. */
  readonly rule: string | null;
  readonly tried: readonly Tried[];
  /** What fired did, one line each. */
  readonly actions: readonly string[];
  /** Why nothing fired. */
  readonly notTaken: readonly string[];
  readonly stack: readonly Cell[];
  /** Cells that the step took away, the lowest first. */
  readonly gone: readonly Cell[];
  readonly registers: readonly RegisterView[];
  readonly timers: readonly TimerView[];
  readonly outputs: readonly OutputView[];
  readonly session: {
    readonly start: number;
    readonly events: number;
    readonly end: number;
    readonly by: "gap" | "max" | "pattern";
  } | null;
  /** The step in a sentence, for those who listen. */
  readonly sentence: string;
}

/** Whoever knows with which step an event came. */
export type StepOf = (id: string) => { readonly step: number; readonly text: string } | null;

export function momentOf(
  machine: Machine,
  entry: Entry,
  step: number,
  stepOf: StepOf,
  total: number,
): Moment {
  if (entry.is === "news") return newsMoment(machine, entry, step, total);
  const { happening } = entry;
  const { situation, stimulus, lane, before, step: taken } = happening;
  const { explanation, configuration, outputs } = taken;
  const fired = taken.taken ? explanation.tried.at(-1) : undefined;
  const end = endOf(machine, situation.session);
  const after = cellsOf(machine, configuration.stack, before.stack);
  const moment: Omit<Moment, "sentence"> = {
    ...{ step, is: stimulus.kind, at: situation.at, now: situation.now },
    ...{ what: stimulusText(machine, happening), lane: lane.texts },
    event: stimulus.kind === "event" ? stimulus.event.id : null,
    ...{ from: explanation.from, state: explanation.to, taken: taken.taken },
    failure: taken.failure,
    rule: fired === undefined ? null : ruleId(fired.rule, fired.owner, fired.index),
    tried: explanation.tried.map(triedView),
    actions: [...explanation.actions, ...explanation.afterwards].flatMap((action) =>
      actionLines(action),
    ),
    notTaken: taken.taken || taken.failure !== null ? [] : notTaken(explanation),
    ...{ stack: after, gone: goneOf(machine, before.stack, configuration.stack) },
    registers: registersOf(machine, before, configuration),
    timers: timersOf(machine, configuration.timers, before.timers, situation.now),
    outputs: outputs.map((output) => outputView(output, stepOf)),
    session: {
      ...{ start: situation.session.start, events: situation.session.events },
      ...(stimulus.kind === "end"
        ? { end: situation.now, by: stimulus.endedBy }
        : { end: end.instant, by: end.by }),
    },
  };
  return { ...moment, sentence: sentenceOf(moment, happening, total) };
}

/** Before the first step. */
export function startMoment(machine: Machine, total: number): Moment {
  const { automaton } = machine;
  return {
    ...{ step: 0, is: "start", at: Number.NaN, now: Number.NaN, what: "", event: null, lane: [] },
    ...{ from: automaton.start, state: automaton.start, taken: false, failure: null, rule: null },
    ...{ tried: [], actions: [], notTaken: [], stack: [], gone: [], timers: [], outputs: [] },
    registers: automaton.registers.map(({ name, type, initial }) => ({
      ...{ name, value: initial === null ? "missing" : constantText(initial, type) },
      ...{ was: null, writer: null },
    })),
    ...{ session: null, sentence: `Before the first of ${total} steps, in ${automaton.start}` },
  };
}

function newsMoment(
  machine: Machine,
  { news }: Extract<Entry, { is: "news" }>,
  step: number,
  total: number,
): Moment {
  const { event, what } = news;
  return {
    ...startMoment(machine, total),
    ...{ step, is: "news", at: event.time, now: event.time, event: event.id },
    what: eventText(machine, event),
    notTaken: [`${what}: no session stepped it`],
    sentence: `Step ${step} of ${total}: ${event.name ?? "undeclared"}, ${what}`,
  };
}

// ------------------------------------------------------------ pieces

function triedView(attempt: Attempt): Tried {
  const { owner, index, rule, verdict, values } = attempt;
  const guard = values.at(-1);
  const quiet = verdict === "other event" || verdict === "fired" || verdict === "depth else";
  return {
    ...{ id: ruleId(rule, owner, index), owner, verdict },
    reason: quiet ? "" : reasonText(attempt),
    guard: guard === undefined ? null : expressionText(guard.expression),
    values: valuesOf(values),
  };
}

/** Constants say nothing that the text does not. */
function valuesOf(values: readonly Evaluated[]): readonly Named[] {
  const told = values
    .filter(({ expression }) => expression.op !== "constant")
    .map(({ expression, value }) => ({
      name: expressionText(expression),
      value: valueText(expression.type, value),
    }));
  return told.filter(({ name }, i) => told.findIndex((other) => other.name === name) === i);
}

function actionLines({ action, outputs }: ActionTaken): readonly string[] {
  if (action.do === "emit" || action.do === "forEach")
    return outputs.map((output) => `emit ${outputText(output)}`);
  return [actionText(action)];
}

function cellList(stack: StackCells): readonly NonNullable<StackCells>["cell"][] {
  const cells: NonNullable<StackCells>["cell"][] = [];
  for (let rest = stack; rest !== null; rest = rest.below) cells.unshift(rest.cell);
  return cells;
}

function cellsOf(machine: Machine, stack: StackCells, before: StackCells): readonly Cell[] {
  const known = new Set(cellList(before));
  return cellList(stack).map((cell) => cellView(machine, cell, !known.has(cell)));
}

function goneOf(machine: Machine, before: StackCells, after: StackCells): readonly Cell[] {
  const left = new Set(cellList(after));
  return cellList(before)
    .filter((cell) => !left.has(cell))
    .map((cell) => cellView(machine, cell, false));
}

function cellView(machine: Machine, cell: NonNullable<StackCells>["cell"], fresh: boolean): Cell {
  if (!isFrame(cell))
    return {
      ...{ kind: "return", fields: [], born: null, writer: null, fresh },
      returnTo: cell.returnTo,
    };
  const { fields } = machine.kinds.get(cell.kind)!;
  return {
    ...{ kind: cell.kind, born: cell.born, writer: cell.writer.id, fresh, returnTo: null },
    fields: fields.map(({ name, type }) => ({ name, value: valueText(type, cell.fields[name]) })),
  };
}

function registersOf(
  machine: Machine,
  before: Configuration,
  after: Configuration,
): readonly RegisterView[] {
  return machine.automaton.registers.map(({ name, type }) => {
    const [old, now] = [before.registers[name]!, after.registers[name]!];
    return {
      ...{ name, value: valueText(type, now.value), writer: now.writer?.id ?? null },
      was: old.value === now.value ? null : valueText(type, old.value),
    };
  });
}

function timersOf(
  machine: Machine,
  timers: readonly ArmedTimer[],
  before: readonly ArmedTimer[],
  now: number,
): readonly TimerView[] {
  return timers
    .map((timer) => {
      const { kind, duration } = timerOf(machine, timer.owner, timer.index);
      return {
        ...{ text: `${kind} ${durationText(duration)}`, owner: timer.owner, due: timer.due },
        left: durationText(Math.max(0, timer.due - now)),
        fresh: !before.some((other) => other === timer),
      };
    })
    .sort((a, b) => a.due - b.due);
}

function outputView(output: Output, stepOf: StepOf): OutputView {
  return {
    ...{ name: output.output, kind: output.kind, text: outputText(output) },
    ...{ line: outputLine(output), retracted: output.retracted === true },
    where: output.data.map(({ name, type, value }) => ({
      ...{ field: name, written: renderValue(type, value) },
    })),
    causes: output.causes.map((id) => {
      const known = stepOf(id);
      return { id, step: known?.step ?? 0, text: known?.text ?? "" };
    }),
  };
}

function sentenceOf(
  { step, what, from, state, taken, failure, stack, gone, outputs }: Omit<Moment, "sentence">,
  { step: { explanation } }: Happening,
  total: number,
): string {
  const moved = from === state ? `stays in ${state}` : `${from} to ${state}`;
  const fresh = stack.filter((cell) => cell.fresh);
  const stacked = [
    ...(fresh.length === 0 ? [] : [`pushed ${fresh.map(({ kind }) => kind).join(", ")}`]),
    ...(gone.length === 0 ? [] : [`${gone.length} gone from the stack`]),
    ...(fresh.length + gone.length === 0 ? [] : [`depth ${stack.length}`]),
  ];
  const told = outputs.map(({ text }) => `emits ${text}`);
  const why =
    failure !== null ? `failed: ${failure}` : taken ? moved : `not taken in ${explanation.from}`;
  return [`Step ${step} of ${total}, ${what}: ${why}`, ...stacked, ...told].join("; ");
}

/** States whose rules are in force: the state, and its groups inside out. */
export const ownersOf = (machine: Machine, state: string): readonly string[] =>
  chainOf(machine, state).map(({ name }) => name);
