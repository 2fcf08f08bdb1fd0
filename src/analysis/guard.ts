import type {
  ComparisonOperator,
  ConstantValue,
  Expression,
  Type,
} from "../automaton/automaton.ts";
import { comparisonHolds } from "../automaton/comparison.ts";
import type { Tops } from "./symbols.ts";

/** Whether a condition holds: always, never, or not decided (null). */
export type Truth = boolean | null;

/** What is known where a guard is tested. */
export interface Known {
  readonly tops: Tops;
  /** The most frames a stack can have, if that is known. */
  readonly depthMost: number;
  /** Conditions already decided in this step, by their text. */
  readonly decided: ReadonlyMap<string, boolean>;
}

/** Decides a guard as far as the top of the stack, constants and what was tested before do. Null is true. */
export function truth(guard: Expression | null, known: Known): Truth {
  return guard === null ? true : decide(guard, known);
}

function decide(expression: Expression, known: Known): Truth {
  if (known.decided.size > 0) {
    const before = known.decided.get(JSON.stringify(expression));
    if (before !== undefined) return before;
  }
  switch (expression.op) {
    case "constant":
      return typeof expression.value === "boolean" ? expression.value : null;
    case "not":
      return negation(decide(expression.operand, known));
    case "and":
    case "or": {
      const decisive = expression.op === "or";
      const left = decide(expression.left, known);
      // A left side that fails the step never lets a transition fire either.
      const right = decide(expression.right, known);
      if (left === decisive || right === decisive) return decisive;
      return left === null || right === null ? null : !decisive;
    }
    case "if": {
      const condition = decide(expression.condition, known);
      if (condition === null) return null;
      return decide(condition ? expression.then : expression.otherwise, known);
    }
    case "frameIs":
      return frameIs(expression, known);
    case "isKnown":
      return isKnown(expression.operand, known);
    case "any": {
      const most = count(known, expression.kind)[1];
      if (most === 0) return false;
      return expression.where === null && count(known, expression.kind)[0] > 0 ? true : null;
    }
    case "compare":
      return compare(expression.operator, expression.left, expression.right, known);
    default:
      return null;
  }
}

const negation = (value: Truth): Truth => (value === null ? null : !value);

const every = (tops: Tops, holds: (top: string | null) => boolean): Truth =>
  tops.every(holds) ? true : tops.some(holds) ? null : false;

function frameIs(expression: Extract<Expression, { op: "frameIs" }>, known: Known): Truth {
  const { kind, of } = expression;
  if (of.frame === "top") {
    return every(known.tops, (top) => top !== null && (kind === null || top === kind));
  }
  if (of.frame === "nearest") return some(count(known, of.kind));
  if (of.frame === "bottom") {
    const present = some(count(known, null));
    return present === false || kind === null ? present : null;
  }
  return null;
}

function isKnown(operand: Expression, known: Known): Truth {
  if (operand.op === "constant") return true;
  if (operand.op === "frameKind" || operand.op === "frameAge") {
    return frameIs({ op: "frameIs", of: operand.of, kind: null, type: { kind: "boolean" } }, known);
  }
  if (operand.op !== "frameField") return null;
  const present = frameIs(
    { op: "frameIs", of: operand.of, kind: operand.kind, type: { kind: "boolean" } },
    known,
  );
  // The field itself may be optional.
  return present === false ? false : null;
}

type Range = readonly [least: number, most: number];

const some = ([least, most]: Range): Truth => (most === 0 ? false : least > 0 ? true : null);

/** How many frames (of a kind) there are. */
function count({ tops, depthMost }: Known, kind: string | null): Range {
  if (tops.every((top) => top === null)) return [0, 0];
  const least = tops.every((top) => top !== null && (kind === null || top === kind)) ? 1 : 0;
  return [least, Math.max(depthMost, least)];
}

function range(expression: Expression, known: Known): Range | null {
  if (expression.op === "depth") return count(known, null);
  if (expression.op === "count") return count(known, expression.kind);
  if (expression.op !== "constant" || !isWhole(expression.type)) return null;
  const value = Number(expression.value);
  return Number.isSafeInteger(value) ? [value, value] : null;
}

const isWhole = (type: Type): boolean => type.kind === "exact" && type.scale === 0;

function compare(
  operator: ComparisonOperator,
  left: Expression,
  right: Expression,
  known: Known,
): Truth {
  if (left.op === "constant" && right.op === "constant") {
    const order = constantOrder(left.type, left.value, right.type, right.value);
    return order === null ? null : comparisonHolds(operator, order);
  }
  const kinds = left.op === "frameKind" ? left : right.op === "frameKind" ? right : null;
  const text = left.op === "constant" ? left.value : right.op === "constant" ? right.value : null;
  if (kinds?.of.frame === "top" && text !== null && (operator === "=" || operator === "!=")) {
    // Without a frame there is no kind, and the guard fails.
    const tops = known.tops.filter((top) => top !== null);
    const same = tops.length === 0 ? null : every(tops, (top) => top === text);
    return operator === "=" ? same : negation(same);
  }
  const a = range(left, known);
  const b = range(right, known);
  if (a === null || b === null) return null;
  const orders: number[] = [];
  if (a[0] < b[1]) orders.push(-1);
  if (a[0] <= b[1] && b[0] <= a[1]) orders.push(0);
  if (a[1] > b[0]) orders.push(1);
  const verdicts = orders.map((order) => comparisonHolds(operator, order));
  return verdicts.every((v) => v) ? true : verdicts.some((v) => v) ? null : false;
}

function constantOrder(
  leftType: Type,
  left: ConstantValue,
  rightType: Type,
  right: ConstantValue,
): number | null {
  if (leftType.kind === "exact" && rightType.kind === "exact") {
    const scale = Math.max(leftType.scale, rightType.scale);
    const a = BigInt(String(left)) * 10n ** BigInt(scale - leftType.scale);
    const b = BigInt(String(right)) * 10n ** BigInt(scale - rightType.scale);
    return a < b ? -1 : a > b ? 1 : 0;
  }
  if (left === right) return 0;
  // Texts compare by code point, which is not how JavaScript orders them; only equality is asked here.
  if (typeof left === "number" && typeof right === "number") return left < right ? -1 : 1;
  return null;
}

const OPPOSITE: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  "=": "!=",
  "!=": "=",
  "<": ">=",
  ">=": "<",
  ">": "<=",
  "<=": ">",
};

/** Adds what follows from a condition having turned out true or false. */
export function assume(
  expression: Expression,
  value: boolean,
  decided: Map<string, boolean>,
): void {
  decided.set(JSON.stringify(expression), value);
  if (expression.op === "not") assume(expression.operand, !value, decided);
  else if (expression.op === "compare") {
    const opposite = { ...expression, operator: OPPOSITE[expression.operator] };
    decided.set(JSON.stringify(opposite), !value);
  } else if ((expression.op === "and" && value) || (expression.op === "or" && !value)) {
    assume(expression.left, value, decided);
    assume(expression.right, value, decided);
  }
}
