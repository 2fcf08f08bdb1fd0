import type { Expression, Type } from "../automaton/automaton.ts";
import type { Constant } from "./type.ts";

/** The value of an expression that reads nothing; null where it reads something or is not a plain sum or product. */
export function constantOf(expression: Expression): Constant | null {
  const { type } = expression;
  switch (expression.op) {
    case "constant":
      return { type, value: expression.value };
    case "rescale":
    case "widen": {
      const inner = constantOf(expression.operand);
      if (inner?.type.kind !== "exact") return null;
      if (type.kind === "number") return { type, value: decimalValue(inner) };
      if (type.kind !== "exact") return null;
      return scaled(BigInt(inner.value) * 10n ** BigInt(type.scale - inner.type.scale), type);
    }
    case "negate": {
      const inner = constantOf(expression.operand);
      if (inner === null) return null;
      if (type.kind === "exact") return scaled(-BigInt(inner.value), type);
      return typeof inner.value === "number" ? { type, value: 0 - inner.value } : null;
    }
    case "add":
    case "subtract":
    case "multiply":
      return combined(
        expression.op,
        constantOf(expression.left),
        constantOf(expression.right),
        type,
      );
    default:
      return null;
  }
}

function combined(
  op: "add" | "subtract" | "multiply",
  left: Constant | null,
  right: Constant | null,
  type: Type,
): Constant | null {
  if (left === null || right === null) return null;
  if (type.kind === "exact" && left.type.kind === "exact" && right.type.kind === "exact") {
    const lift = (one: Constant, scale: number) =>
      BigInt(one.value) * 10n ** BigInt(type.scale - scale);
    if (op === "multiply") return scaled(BigInt(left.value) * BigInt(right.value), type);
    const a = lift(left, left.type.scale);
    const b = lift(right, right.type.scale);
    return scaled(op === "add" ? a + b : a - b, type);
  }
  if (type.kind === "duration" || type.kind === "time") {
    const [a, b] = [Number(left.value), Number(right.value)];
    return { type, value: op === "add" ? a + b : op === "subtract" ? a - b : a * b };
  }
  return null;
}

function scaled(value: bigint, type: Type): Constant | null {
  const digits = value.toString();
  return digits.replace("-", "").length > 38 ? null : { type, value: digits };
}

function decimalValue(constant: Constant): number {
  const scale = constant.type.kind === "exact" ? constant.type.scale : 0;
  return Number(`${constant.value}e-${scale}`);
}
