import type { Expression, Type } from "../../automaton/automaton.ts";
import type {
  BinaryOperator,
  ComparisonOperator,
  Expression as Written,
} from "../../syntax/tree.ts";
import { node, type StepScope } from "../scope.ts";
import { boolean } from "../type.ts";
import { checkArithmetic } from "./arithmetic.ts";
import { checkOrElse } from "./choice.ts";
import { checkComparison } from "./comparison.ts";
import { checkCondition } from "./place.ts";

type Of<K extends Written["kind"]> = Extract<Written, { kind: K }>;

export function checkBinary(
  written: Of<"binary">,
  scope: StepScope,
  hint: Type | null,
): Expression | null {
  const { operator } = written;
  if (operator === "and" || operator === "or") {
    const left = checkCondition(written.left, scope, `\`${operator}\``);
    const right = checkCondition(written.right, scope, `\`${operator}\``);
    return left && right && node(scope, written.span, { op: operator, left, right, type: boolean });
  }
  if (operator === "or else") return checkOrElse(written, scope, hint);
  if (isComparison(operator)) return checkComparison(written, operator, scope);
  return checkArithmetic(written, operator, scope, hint);
}

const isComparison = (operator: BinaryOperator): operator is ComparisonOperator =>
  ["=", "!=", "<", "<=", ">", ">="].includes(operator);
