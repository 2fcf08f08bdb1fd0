import type { Expression, Type } from "../../automaton/automaton.ts";
import type { Expression as Written } from "../../syntax/tree.ts";
import { numberHelp, widened } from "../convert.ts";
import { node, type StepScope } from "../scope.ts";
import { aType, typeName } from "../type.ts";
import { shareWritten, typedFirst } from "./written.ts";

type Of<K extends Written["kind"]> = Extract<Written, { kind: K }>;

/** Both sides of an operator. */
export type Pair = readonly [Expression, Expression];

/** Both operands; a written one takes the type of the other. */
export function operands(
  written: Of<"binary">,
  scope: StepScope,
  hintFor: (other: Type) => Type | null,
  hint: Type | null,
): Pair | null {
  const [first, second] = typedFirst([written.left, written.right]) as [Written, Written];
  const one = scope.check(first, scope, hint);
  const takes = one !== null && shareWritten(second) !== "none";
  const two = scope.check(second, scope, takes ? hintFor(one.type) : hint);
  if (one === null || two === null) return null;
  return first === written.left ? [one, two] : [two, one];
}

/** An integer beside a number widens; a decimal does not. undefined: neither case. */
export function mixedNumbers(
  [left, right]: Pair,
  written: Of<"binary">,
  scope: StepScope,
  done: string,
): Pair | null | undefined {
  const [a, b] = [left.type, right.type];
  const exactIsLeft = a.kind === "exact" && b.kind === "number";
  if (!exactIsLeft && !(a.kind === "number" && b.kind === "exact")) return undefined;
  const [value, span] = exactIsLeft ? [left, written.left.span] : [right, written.right.span];
  if (value.type.kind === "exact" && value.type.scale > 0) {
    return scope.report.error(
      "PDA0206",
      written.span,
      `${aType(value.type)} is exact and cannot be ${done} with a number as it is`,
      { label: `${typeName(a)} and ${typeName(b)}`, help: [numberHelp(span)] },
    );
  }
  const wide = node(scope, span, widened(value));
  return exactIsLeft ? [wide, right] : [left, wide];
}
