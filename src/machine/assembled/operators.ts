import type { ComparisonOperator, Expression, Type } from "../../automaton/automaton.ts";
import { evaluateBuiltin, type Prepared } from "../builtins.ts";
import { StepFailure } from "../failure.ts";
import { scaleOf } from "../machine.ts";
import type { Value } from "../value.ts";
import {
  addExact,
  compareExact,
  type Exact,
  exactToNumber,
  multiplyExact,
  negateExact,
  rescaleExact,
  roundedQuotient,
  subtractExact,
} from "../values/exact.ts";
import { compareText } from "../values/text.ts";

type Unary = (operand: Value) => Value;
type Binary = (left: Value, right: Value) => Value;

/** Times and durations that a Date can hold; beyond, a step fails (rule 25). */
const INSTANT_LIMIT = 8.64e15;

/** Rule 25: what is no number, or beyond the range of its type, fails the step; -0 is 0. */
const finite =
  ({ kind }: Type) =>
  (value: number): number => {
    if (kind === "number" ? !Number.isFinite(value) : !(Math.abs(value) <= INSTANT_LIMIT))
      throw new StepFailure(`a ${kind} out of range`);
    return value + 0;
  };

/** What an operator makes of one value that is there. */
export function unary(
  expression: Expression & { readonly op: "negate" | "widen" | "rescale" },
): Unary {
  const { op, type, operand } = expression;
  const scale = scaleOf(operand.type);
  if (op === "widen") return (value) => exactToNumber(value as Exact, scale);
  if (op === "rescale") return (value) => rescaleExact(value as Exact, scale, scaleOf(type));
  if (type.kind === "exact") return (value) => negateExact(value as Exact);
  const within = finite(type);
  return (value) => within(0 - (value as number));
}

type Pair = Expression & {
  readonly op: "compare" | "add" | "subtract" | "multiply" | "divide" | "roundedQuotient";
};

/** What an operator makes of two values that are there. */
export function binary(expression: Pair): Binary {
  const { op, type, left, right } = expression;
  const [a, b] = [scaleOf(left.type), scaleOf(right.type)];
  if (op === "compare") return comparison(expression.operator, left.type, right.type);
  if (op === "roundedQuotient")
    return (x, y) => roundedQuotient(x as Exact, a, y as Exact, b, scaleOf(type));
  if (type.kind === "exact") {
    if (op === "add") return (x, y) => addExact(x as Exact, a, y as Exact, b);
    if (op === "subtract") return (x, y) => subtractExact(x as Exact, a, y as Exact, b);
    if (op === "multiply") return (x, y) => multiplyExact(x as Exact, a, y as Exact, b);
    throw new Error("exact values are divided only inside round");
  }
  const within = finite(type);
  if (op === "add") return (x, y) => within(Number(x) + Number(y));
  if (op === "subtract") return (x, y) => within(Number(x) - Number(y));
  if (op === "multiply") return (x, y) => within(Number(x) * Number(y));
  return (x, y) => {
    if (Number(y) === 0) throw new StepFailure("a division by zero");
    return within(Number(x) / Number(y));
  };
}

function comparison(operator: ComparisonOperator, left: Type, right: Type): Binary {
  const order = ordering(left, right);
  switch (operator) {
    case "=":
      return (x, y) => order(x, y) === 0;
    case "!=":
      return (x, y) => order(x, y) !== 0;
    case "<":
      return (x, y) => order(x, y) < 0;
    case "<=":
      return (x, y) => order(x, y) <= 0;
    case ">":
      return (x, y) => order(x, y) > 0;
    case ">=":
      return (x, y) => order(x, y) >= 0;
  }
}

/** Negative, zero or positive, as the left comes before, with or after the right. */
function ordering(left: Type, right: Type): (x: Value, y: Value) => number {
  const [a, b] = [scaleOf(left), scaleOf(right)];
  if (left.kind === "exact") return (x, y) => compareExact(x as Exact, a, y as Exact, b);
  if (left.kind === "text") return (x, y) => compareText(x as string, y as string);
  return (x, y) => Number(x) - Number(y);
}

/** What a function makes of values that are there. */
export function builtin(
  expression: Expression & { readonly op: "call" },
  prepared: Prepared,
): (values: readonly Value[]) => Value {
  const { function: name, type } = expression;
  const types = expression.arguments.map((argument) => argument.type);
  return (values) => evaluateBuiltin(name, values, types, type, prepared);
}
