import type { Expression, Type } from "../automaton.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { isInteger, isSame, nameOf } from "./types.ts";

/** Operands, which are verified themselves, and result of an operator are of types that go together. */
export function verifyOperator(expression: Expression, at: string): Refusal | null {
  const types = operandTypes(expression);
  if (types === null) return refuse(at, `${expression.op} is no operator`);
  if (goTogether(expression, types)) return null;
  const given = types.map(nameOf).join(" and ");
  return refuse(at, `${expression.op} of ${given} does not give ${nameOf(expression.type)}`);
}

function operandTypes(expression: Expression): readonly Type[] | null {
  if ("operand" in expression) return [expression.operand.type];
  if ("left" in expression) return [expression.left.type, expression.right.type];
  if (expression.op !== "if") return null;
  return [expression.condition.type, expression.then.type, expression.otherwise.type];
}

function goTogether(expression: Expression, types: readonly Type[]): boolean {
  const { type } = expression;
  const [a, b, c] = types as [Type, Type, Type];
  switch (expression.op) {
    case "isKnown":
      return type.kind === "boolean";
    case "not":
      return type.kind === "boolean" && a.kind === "boolean";
    case "and":
    case "or":
      return type.kind === "boolean" && a.kind === "boolean" && b.kind === "boolean";
    case "orElse":
      return isSame(a, type) && isSame(b, type);
    case "if":
      return a.kind === "boolean" && isSame(b, type) && isSame(c, type);
    case "compare":
      return (
        type.kind === "boolean" &&
        a.kind === b.kind &&
        (a.kind !== "boolean" || expression.operator === "=" || expression.operator === "!=")
      );
    case "add":
      return isSum(a, b, type) || isMoved(a, b, type) || isMoved(b, a, type);
    case "subtract":
      return isSum(a, b, type) || isMoved(a, b, type) || isDistance(a, b, type);
    case "multiply":
      return isProduct(a, b, type) || isMultiple(a, b, type) || isMultiple(b, a, type);
    case "divide":
      return a.kind === "number" && b.kind === "number" && type.kind === "number";
    case "roundedQuotient":
      return a.kind === "exact" && b.kind === "exact" && type.kind === "exact";
    case "negate":
      return isSame(a, type) && ["exact", "number", "duration"].includes(type.kind);
    case "widen":
      return isInteger(a) && type.kind === "number";
    case "rescale":
      return a.kind === "exact" && type.kind === "exact" && type.scale >= a.scale;
    default:
      return false;
  }
}

function isSum(a: Type, b: Type, type: Type): boolean {
  if (a.kind === "exact" && b.kind === "exact" && type.kind === "exact") {
    return type.scale === Math.max(a.scale, b.scale);
  }
  return a.kind === b.kind && a.kind === type.kind && ["number", "duration"].includes(a.kind);
}

/** time ± duration = time */
function isMoved(time: Type, duration: Type, type: Type): boolean {
  return time.kind === "time" && duration.kind === "duration" && type.kind === "time";
}

/** time - time = duration */
function isDistance(a: Type, b: Type, type: Type): boolean {
  return a.kind === "time" && b.kind === "time" && type.kind === "duration";
}

function isProduct(a: Type, b: Type, type: Type): boolean {
  if (a.kind === "exact" && b.kind === "exact" && type.kind === "exact") {
    return type.scale === a.scale + b.scale;
  }
  return a.kind === "number" && b.kind === "number" && type.kind === "number";
}

/** duration × integer = duration */
function isMultiple(duration: Type, integer: Type, type: Type): boolean {
  return duration.kind === "duration" && isInteger(integer) && type.kind === "duration";
}
