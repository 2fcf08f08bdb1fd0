import type { Expression, Type } from "../../automaton/automaton.ts";
import type { Help } from "../../diagnostic/diagnostic.ts";
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
    const again = comparedAgain(written);
    const right = checkCondition(written.right, scope, `\`${operator}\``, again);
    return left && right && node(scope, written.span, { op: operator, left, right, type: boolean });
  }
  if (operator === "or else") return checkOrElse(written, scope, hint);
  if (isComparison(operator)) return checkComparison(written, operator, scope);
  return checkArithmetic(written, operator, scope, hint);
}

/** `product = "a" or "b"`: the second value is to be compared like the first. */
function comparedAgain({ left, right, operator }: Of<"binary">): Help[] | undefined {
  const last = left.kind === "binary" && left.operator === operator ? left.right : left;
  if (last.kind !== "binary" || !isComparison(last.operator) || last.left.kind !== "name")
    return undefined;
  if (right.kind !== "text" && right.kind !== "number" && right.kind !== "duration")
    return undefined;
  const replacement = `${last.left.name.text} ${last.operator} `;
  return [
    {
      text: `say what it is compared with: \`${replacement}…\``,
      edits: [{ span: { ...right.span, end: right.span.start }, replacement }],
    },
  ];
}

const isComparison = (operator: BinaryOperator): operator is ComparisonOperator =>
  ["=", "!=", "<", "<=", ">", ">="].includes(operator);
