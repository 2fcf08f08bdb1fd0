import type { ConstantValue, Expression, Type } from "../automaton.ts";

/** The same kind, and scale where it has one. The values of a text are the compiler's matter. */
export function isSame(a: Type, b: Type): boolean {
  return a.kind === b.kind && (a.kind !== "exact" || a.scale === (b as typeof a).scale);
}

export const INTEGER: Type = { kind: "exact", scale: 0 };

export function isInteger(type: Type): boolean {
  return type.kind === "exact" && type.scale === 0;
}

export function nameOf(type: Type): string {
  if (type.kind !== "exact") return type.kind;
  return type.scale === 0 ? "integer" : `decimal(${type.scale})`;
}

const DIGITS = /^(0|-?[1-9][0-9]{0,37})$/;
const TIME_MAX = 8.64e15;

export function isValueOf(value: ConstantValue, type: Type): boolean {
  switch (type.kind) {
    case "text":
      return typeof value === "string" && (type.values?.includes(value) ?? true);
    case "exact":
      return typeof value === "string" && DIGITS.test(value);
    case "number":
      return typeof value === "number";
    case "boolean":
      return typeof value === "boolean";
    case "time":
    case "duration":
      return Number.isSafeInteger(value) && Math.abs(value as number) <= TIME_MAX;
  }
}

/** Whether an expression's values can stand where a type is declared. */
export function fits({ type, ...node }: Expression, place: Type): boolean {
  if (!isSame(type, place)) return false;
  return node.op !== "constant" || isValueOf(node.value, place);
}
