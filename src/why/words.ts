import type { Type } from "../automaton/automaton.ts";
import { durationText, expressionText } from "../automaton/wording.ts";
import type { Event } from "../machine/event.ts";
import type { Evaluated } from "../machine/explanation.ts";
import type { Machine } from "../machine/machine.ts";
import { renderValue } from "../machine/render.ts";
import type { Value } from "../machine/value.ts";
import { formatTime } from "../machine/values/time.ts";
import type { Test } from "./margin.ts";
import type { Wanted } from "./wanted.ts";

/** Writes instants: only the time of day, where all that is told of is of one day. */
export type Clock = (instant: number) => string;

export function clockOf(instants: readonly number[]): Clock {
  const days = new Set(instants.map((instant) => formatTime(instant).slice(0, 10)));
  return (instant) => {
    const [day, time] = formatTime(instant).replace("Z", "").split("T") as [string, string];
    const short = time.replace(/\.000$/, "");
    return days.size <= 1 ? short : `${day} ${short}`;
  };
}

export const quoted = (name: string): string => `\`${name}\``;

export function eventText(machine: Machine, { name, fields }: Event): string {
  const type = machine.events.get(name ?? "");
  const given = (type?.fields ?? []).flatMap(({ name: field, type: kind }) =>
    fields[field] === undefined ? [] : [`${field}: ${valueText(kind, fields[field])}`],
  );
  const shown = name ?? "undeclared";
  return given.length === 0 ? shown : `${shown} { ${given.join(", ")} }`;
}

export const valueText = (type: Type, value: Value): string =>
  value === undefined
    ? "missing"
    : type.kind === "duration"
      ? spanText(value as number)
      : renderValue(type, value);

export const spanText = (milliseconds: number): string =>
  milliseconds < 0 ? `-${durationText(-milliseconds)}` : durationText(milliseconds);

/** `amount is 90.00, due is 100.00`: what a comparison compares, constants aside. */
export function testValues({ expression, left, right }: Test): string {
  const sides = [
    [expression.left, left],
    [expression.right, right],
  ] as const;
  return sides
    .filter(([side]) => side.op !== "constant")
    .map(([side, value]) => `${expressionText(side)} is ${valueText(side.type, value)}`)
    .join(", ");
}

const READS: ReadonlySet<string> = new Set(
  "field register lane frameField frameAge frameKind depth count sessionEvents".split(" "),
);

/** The values of what an expression reads: its names, not its arithmetic. */
export function readValues(values: readonly Evaluated[]): string {
  const texts = values
    .filter(({ expression }) => READS.has(expression.op))
    .map(
      ({ expression, value }) =>
        `${expressionText(expression)} is ${valueText(expression.type, value)}`,
    );
  return [...new Set(texts)].join(", ");
}

/** "`attribution` with stage bought". */
export function wantedText({ output, where }: Wanted): string {
  const given = where.map(({ field, written }) => `${field} ${written}`);
  return given.length === 0 ? quoted(output) : `${quoted(output)} with ${given.join(" and ")}`;
}

/** "a", "a and b", "a, b and c". */
export function listed(words: readonly string[], last = "and"): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}
