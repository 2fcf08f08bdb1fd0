import type { Type } from "../automaton/automaton.ts";
import { durationText, expressionText, measuredText } from "../automaton/wording.ts";
import type { Frame, StackCells } from "../machine/configuration.ts";
import type { Event } from "../machine/event.ts";
import type { Attempt, Evaluated, Explanation } from "../machine/explanation.ts";
import { type Machine, timerOf } from "../machine/machine.ts";
import type { Output } from "../machine/output.ts";
import { renderValue } from "../machine/render.ts";
import { isFrame } from "../machine/stack.ts";
import type { Value } from "../machine/value.ts";
import { formatTime } from "../machine/values/time.ts";
import type { Happening } from "../machine/visitor.ts";
import type { OrderNews } from "./order/news.ts";

/**
 * A step in words, made of its explanation and nothing else:
 *
 *     10:00:04.000  view { product: "p1" }      searched -> found
 *                   emit attribution { stage: "found", term: "forex", product: "p1" }
 *                   stack  query { term: "forex" }
 */
export function traceLines(machine: Machine, happening: Happening): readonly string[] {
  const { situation, step, lane } = happening;
  const { explanation } = step;
  const indent = " ".repeat(26);
  const place = lane.texts.length === 0 ? "" : `[${lane.texts.join(", ")}] `;
  const moved =
    explanation.from === explanation.to
      ? explanation.from
      : `${explanation.from} -> ${explanation.to}`;
  const details = [
    ...(step.failure === null ? [] : [`failed: ${step.failure}`]),
    ...(step.taken ? [] : notTaken(explanation)),
    ...changes(machine, happening),
    ...step.outputs.map((output) => `emit ${outputText(output)}`),
    ...stackLines(machine, happening),
  ];
  return [
    `${formatTime(situation.at)}  ${place}${stimulusText(machine, happening)}  (${moved})`,
    ...details.map((line) => indent + line),
  ];
}

/** What the order words did with an event: `10:00:04.000  view { product: "p1" }  (held)`. */
export const newsLine = (machine: Machine, { event, what }: OrderNews): string =>
  `${formatTime(event.time)}  ${eventText(machine, event)}  (${what})`;

function eventText(machine: Machine, { name, fields }: Event): string {
  const type = machine.events.get(name ?? "");
  const given = (type?.fields ?? []).flatMap((field) =>
    fieldText(field.name, field.type, fields[field.name]),
  );
  return withFields(name ?? "undeclared", given);
}

export function stimulusText(machine: Machine, { stimulus }: Happening): string {
  switch (stimulus.kind) {
    case "event":
      return eventText(machine, stimulus.event);
    case "timer": {
      const { owner, index } = stimulus.timer;
      const { kind, duration } = timerOf(machine, owner, index);
      return kind === "idle"
        ? `after ${durationText(duration)} idle, in ${owner}`
        : `${kind} ${durationText(duration)}, in ${owner}`;
    }
    case "end":
      return `end of the session, by ${stimulus.endedBy}`;
  }
}

/** Why each rule that could have fired did not; rules for other events are not worth a line. */
export function notTaken({ tried }: Explanation): readonly string[] {
  const near = tried.filter(({ verdict }) => verdict !== "other event");
  if (near.length === 0) return ["nothing here waits for it"];
  return near.map((attempt) =>
    attempt.verdict === "fired" || attempt.verdict === "depth else"
      ? `${ruleName(attempt)} fired, and failed in its actions`
      : `${ruleName(attempt)} did not fire: ${reasonText(attempt)}`,
  );
}

export function reasonText({ verdict, values }: Attempt): string {
  switch (verdict) {
    case "guard false":
      return `\`${guardText(values)}\` is false${withValues(values)}`;
    case "stack too short":
      return "there is nothing to pop, or no call to return from";
    case "depth refused":
      return "the stack is full";
    case "failed":
      return `its guard failed${withValues(values)}`;
    default:
      return verdict;
  }
}

const guardText = (values: readonly Evaluated[]): string =>
  expressionText(values.at(-1)!.expression);

/** The values of what the guard reads: its names, not its arithmetic. */
function withValues(values: readonly Evaluated[]): string {
  const read = values.filter(({ expression }) => READS.has(expression.op));
  const texts = read.map(
    ({ expression, value }) =>
      `${expressionText(expression)} is ${valueText(expression.type, value)}`,
  );
  return texts.length === 0 ? "" : ` (${[...new Set(texts)].join(", ")})`;
}

const READS: ReadonlySet<string> = new Set([
  "field",
  "register",
  "lane",
  "frameField",
  "frameAge",
  "frameKind",
  "depth",
  "count",
  "sessionEvents",
]);

const ruleName = ({ owner, index, rule }: Attempt): string =>
  `${rule === "onEnd" ? "on end" : rule} ${index} of ${owner === "" ? "the pattern" : owner}`;

/** Registers that the step changed. */
function changes(machine: Machine, { before, step }: Happening): readonly string[] {
  return machine.automaton.registers.flatMap(({ name, type }) => {
    const old = before.registers[name]!.value;
    const now = step.configuration.registers[name]!.value;
    return old === now ? [] : [`${name} = ${valueText(type, now)}  (was ${valueText(type, old)})`];
  });
}

function stackLines(machine: Machine, { before, step }: Happening): readonly string[] {
  if (before.stack === null && step.configuration.stack === null) return [];
  return [`stack  ${stackText(machine, step.configuration.stack)}`];
}

/** From the bottom to the top; a call's return address is shown, though no read sees it. */
export function stackText(machine: Machine, stack: StackCells): string {
  const cells: string[] = [];
  for (let rest = stack; rest !== null; rest = rest.below)
    cells.unshift(isFrame(rest.cell) ? frameText(machine, rest.cell) : `↩ ${rest.cell.returnTo}`);
  return cells.length === 0 ? "empty" : cells.join(" | ");
}

function frameText(machine: Machine, frame: Frame): string {
  const { fields } = machine.kinds.get(frame.kind)!;
  return withFields(
    frame.kind,
    fields.flatMap(({ name, type }) => fieldText(name, type, frame.fields[name])),
  );
}

export const outputText = ({ output, data }: Output): string =>
  withFields(
    output,
    data.flatMap(({ name, type, value }) => fieldText(name, type, value)),
  );

const withFields = (name: string, fields: readonly string[]): string =>
  fields.length === 0 ? name : `${name} { ${fields.join(", ")} }`;

const fieldText = (name: string, type: Type, value: Value): string[] =>
  value === undefined ? [] : [`${name}: ${valueText(type, value)}`];

function valueText(type: Type, value: Value): string {
  if (value === undefined) return "missing";
  return type.kind === "duration" ? measuredText(value as number) : renderValue(type, value);
}
