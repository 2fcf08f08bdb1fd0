import type { Type } from "../../src/automaton/automaton.ts";
import type { Construct } from "./constructs.ts";
import type { Draw } from "./draw.ts";

/** What a generated pattern declares: enough to write well-typed text against, and logs for. */
export interface Declarations {
  readonly events: readonly EventShape[];
  /** Name of the event that `ignore` names. */
  readonly ignored: string | null;
  readonly lanes: readonly Field[];
  readonly kinds: readonly KindShape[];
  readonly registers: readonly Field[];
  readonly parameters: readonly Field[];
  readonly outputs: readonly OutputShape[];
  readonly parts: readonly string[];
  /** Decimal places of every decimal in the pattern. */
  readonly places: number;
  /** Pushes stand only after `clear`, so that the checker can prove a bound. */
  readonly bounded: boolean;
}

export interface Field {
  readonly name: string;
  readonly type: Type;
  readonly optional: boolean;
}

export interface EventShape {
  readonly name: string;
  readonly fields: readonly Field[];
}

export interface KindShape {
  readonly name: string;
  readonly fields: readonly Field[];
  readonly expires: boolean;
}

export interface OutputShape {
  readonly name: string;
  readonly alert: boolean;
  readonly fields: readonly Field[];
}

export const TEXT: Type = { kind: "text" };
export const WORD: Type = { kind: "text", values: ["a", "b", "c"] };
export const INTEGER: Type = { kind: "exact", scale: 0 };
export const NUMBER: Type = { kind: "number" };
export const BOOLEAN: Type = { kind: "boolean" };
export const TIME: Type = { kind: "time" };
export const DURATION: Type = { kind: "duration" };
export const decimal = (scale: number): Type => ({ kind: "exact", scale });

/** Few and related, so that instants coincide. Milliseconds with their spelling. */
export const DURATIONS: readonly (readonly [milliseconds: number, text: string])[] = [
  [5_000, "5s"],
  [10_000, "10s"],
  [20_000, "20s"],
  [30_000, "30s"],
  [60_000, "1m"],
];

export function drawType(draw: Draw, places: number): Type {
  return draw.weighted([
    [4, TEXT],
    [3, WORD],
    [4, INTEGER],
    [3, decimal(places)],
    [3, NUMBER],
    [2, BOOLEAN],
    [2, TIME],
    [2, DURATION],
  ]);
}

export function writeType(type: Type): string {
  switch (type.kind) {
    case "text":
      return type.values === undefined
        ? "text"
        : `one of (${type.values.map((value) => `"${value}"`).join(", ")})`;
    case "exact":
      return type.scale === 0 ? "integer" : `decimal(${type.scale})`;
    default:
      return type.kind;
  }
}

export function constructOf(type: Type): Construct {
  switch (type.kind) {
    case "text":
      return type.values === undefined ? "text" : "one of";
    case "exact":
      return type.scale === 0 ? "integer" : "decimal";
    default:
      return type.kind;
  }
}

export const writeField = (field: Field) =>
  `${field.name}: ${writeType(field.type)}${field.optional ? "?" : ""}`;

/** Whether a value of one type can stand where the other is asked for. */
export function fits(from: Type, to: Type): boolean {
  if (from.kind === "exact" && to.kind === "number") return from.scale === 0;
  if (from.kind === "exact" && to.kind === "exact") return from.scale <= to.scale;
  if (from.kind === "text" && to.kind === "text")
    return (
      to.values === undefined || from.values?.every((one) => to.values!.includes(one)) === true
    );
  return from.kind === to.kind;
}

/** The fields that events share: a name has one type in the whole pattern. */
export function eventFields(places: number): readonly Field[] {
  const of = (name: string, type: Type): Field => ({ name, type, optional: false });
  return [
    of("term", TEXT),
    of("word", WORD),
    of("size", INTEGER),
    of("amount", decimal(places)),
    of("ratio", NUMBER),
    of("flag", BOOLEAN),
    of("moment", TIME),
    of("pause", DURATION),
  ];
}
