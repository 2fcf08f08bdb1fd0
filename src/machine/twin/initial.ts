import type { Type } from "../../automaton/automaton.ts";
import type { Value } from "../value.ts";
import type { Constants } from "./code.ts";
import { placeOf } from "./columns.ts";

/** A value as a literal; texts are constants. */
export function literalOf(value: Exclude<Value, undefined>, constants: Constants): string {
  if (typeof value === "string") return constants.of(value);
  if (typeof value === "bigint") return value < 0n ? `(${value}n)` : `${value}n`;
  return typeof value === "number" ? `(${value + 0})` : String(value);
}

/** The first value of a register, as its column holds it. */
export function packedInitial(
  value: Value,
  type: Type,
  literal: (value: Exclude<Value, undefined>) => string,
): string {
  const place = placeOf(type);
  if (value === undefined) return { any: "undefined", double: "NaN", int: "2" }[place];
  return place === "int" ? (value === true ? "1" : "0") : literal(value);
}
