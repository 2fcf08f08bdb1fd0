/** The order of two values of one kind (rule 25). */
import type { Type } from "../../src/automaton/automaton.ts";
import type { Value } from "../../src/machine/value.ts";
import { toScale, toScaled } from "./exact.ts";
import { compareTexts } from "./text.ts";

export function scaleOf(type: Type): number {
  if (type.kind !== "exact") throw new Error(`${type.kind} has no scale`);
  return type.scale;
}

/** Negative, zero or positive. */
export function comparison(left: Value, leftType: Type, right: Value, rightType: Type): number {
  if (leftType.kind === "exact" && rightType.kind === "exact") {
    const scale = Math.max(leftType.scale, rightType.scale);
    const difference =
      toScale(toScaled(left), leftType.scale, scale) -
      toScale(toScaled(right), rightType.scale, scale);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }
  if (typeof left === "string" && typeof right === "string") return compareTexts(left, right);
  return Number(left) < Number(right) ? -1 : Number(left) > Number(right) ? 1 : 0;
}
