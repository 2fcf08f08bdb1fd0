import type { ConstantValue, Expression, Type } from "../automaton/automaton.ts";
import { comparisonHolds } from "../automaton/comparison.ts";
import { evaluateBuiltin } from "./builtins.ts";
import { StepFailure } from "./failure.ts";
import { scaleOf } from "./machine.ts";
import { frameAt, type Scene } from "./scene.ts";
import type { Value } from "./value.ts";
import {
  addExact,
  compareExact,
  type Exact,
  exactToNumber,
  multiplyExact,
  negateExact,
  normaliseExact,
  rescaleExact,
  roundedQuotient,
  subtractExact,
} from "./values/exact.ts";
import { compareText } from "./values/text.ts";

/** Times and durations that a Date can hold; beyond, a step fails (rule 25). */
const INSTANT_LIMIT = 8.64e15;

/** The value of an expression in a scene; throws StepFailure where rule 16 says that the step fails. */
export function evaluate(expression: Expression, scene: Scene): Value {
  const value = compute(expression, scene);
  scene.observe(expression, value);
  return value;
}

/** A guard or condition: a missing one fails the step rather than being silently false (rule 26). */
export function holds(expression: Expression, scene: Scene): boolean {
  const value = evaluate(expression, scene);
  if (value === undefined) throw new StepFailure("a condition is missing");
  return value as boolean;
}

function compute(expression: Expression, scene: Scene): Value {
  switch (expression.op) {
    case "constant":
      return constantOf(expression.type, expression.value);
    case "field":
      return scene.event !== null ? own(scene.event.fields, expression.name) : undefined;
    case "register":
      return scene.registers[expression.name]!.value;
    case "lane":
      return own(scene.lane.values, expression.name);
    case "key":
      return scene.key;
    case "at":
      return scene.at;
    case "now":
      return scene.now;
    case "sessionId":
      return scene.sessionId;
    case "sessionStart":
      return scene.session.start;
    case "sessionLatest":
      return scene.session.latest;
    case "sessionEvents":
      return scene.session.events;
    case "endedBy":
      return scene.endedBy ?? undefined;
    case "frameField": {
      const frame = frameAt(scene, expression.of);
      return frame?.kind === expression.kind ? own(frame.fields, expression.name) : undefined;
    }
    case "frameAge": {
      const frame = frameAt(scene, expression.of);
      return frame && scene.now - frame.born;
    }
    case "frameKind":
      return frameAt(scene, expression.of)?.kind;
    case "frameIs": {
      const frame = frameAt(scene, expression.of);
      return frame !== undefined && (expression.kind === null || frame.kind === expression.kind);
    }
    case "depth":
      return scene.frames.length;
    case "count":
      return scene.frames.filter((frame) => frame.kind === expression.kind).length;
    case "any":
      return findAny(expression, scene);
    case "loopIndex":
      return scene.loop?.index;
    case "loopCount":
      return scene.loop?.count;
    case "part":
      return scene.loop?.part;
    case "isKnown":
      return evaluate(expression.operand, scene) !== undefined;
    case "orElse":
      return evaluate(expression.left, scene) ?? evaluate(expression.right, scene);
    case "and":
      return holds(expression.left, scene) && holds(expression.right, scene);
    case "or":
      return holds(expression.left, scene) || holds(expression.right, scene);
    case "not": {
      const value = evaluate(expression.operand, scene);
      return value === undefined ? undefined : !value;
    }
    case "if":
      return evaluate(
        holds(expression.condition, scene) ? expression.then : expression.otherwise,
        scene,
      );
    default:
      return combine(expression, scene);
  }
}

function findAny(expression: Expression & { op: "any" }, scene: Scene): boolean {
  const frame = scene.frames.find(
    (candidate) =>
      candidate.kind === expression.kind &&
      (expression.where === null ||
        holds(expression.where, { ...scene, bound: [candidate, ...scene.bound] })),
  );
  if (frame !== undefined) scene.found(frame);
  return frame !== undefined;
}

type Combination = Extract<
  Expression,
  {
    op:
      | "compare"
      | "add"
      | "subtract"
      | "multiply"
      | "divide"
      | "roundedQuotient"
      | "negate"
      | "widen"
      | "rescale"
      | "call";
  }
>;

/** Operators whose operands are all evaluated, left to right; one missing operand makes the result missing. */
function combine(expression: Combination, scene: Scene): Value {
  const operands =
    expression.op === "call"
      ? expression.arguments
      : "operand" in expression
        ? [expression.operand]
        : [expression.left, expression.right];
  const values = operands.map((operand) => evaluate(operand, scene));
  if (values.includes(undefined)) return undefined;
  const types = operands.map((operand) => operand.type);
  switch (expression.op) {
    case "call":
      return evaluateBuiltin(expression.function, values, types, expression.type);
    case "compare":
      return comparisonHolds(
        expression.operator,
        order(values[0], types[0]!, values[1], types[1]!),
      );
    case "widen":
      return exactToNumber(values[0] as Exact, scaleOf(types[0]!));
    case "rescale":
      return rescaleExact(values[0] as Exact, scaleOf(types[0]!), scaleOf(expression.type));
    case "roundedQuotient":
      return roundedQuotient(
        values[0] as Exact,
        scaleOf(types[0]!),
        values[1] as Exact,
        scaleOf(types[1]!),
        scaleOf(expression.type),
      );
    case "negate":
      return expression.type.kind === "exact"
        ? negateExact(values[0] as Exact)
        : finite(0 - (values[0] as number), expression.type);
    default:
      return arithmetic(expression.op, values, types, expression.type);
  }
}

function arithmetic(
  op: "add" | "subtract" | "multiply" | "divide",
  [left, right]: readonly Value[],
  [leftType, rightType]: readonly Type[],
  type: Type,
): Value {
  if (type.kind === "exact") {
    const exact = {
      add: addExact,
      subtract: subtractExact,
      multiply: multiplyExact,
      divide: never,
    };
    return exact[op](left as Exact, scaleOf(leftType!), right as Exact, scaleOf(rightType!));
  }
  const [x, y] = [Number(left), Number(right)];
  if (op === "add") return finite(x + y, type);
  if (op === "subtract") return finite(x - y, type);
  if (op === "multiply") return finite(x * y, type);
  if (y === 0) throw new StepFailure("a division by zero");
  return finite(x / y, type);
}

const never = (): never => {
  throw new StepFailure("exact values are divided only inside round");
};

/** Rule 25: what is no number, or beyond the range of its type, fails the step; -0 is 0. */
function finite(value: number, type: Type): number {
  if (type.kind === "number" ? !Number.isFinite(value) : !(Math.abs(value) <= INSTANT_LIMIT))
    throw new StepFailure(`a ${type.kind} out of range`);
  return value + 0;
}

/** Negative, zero or positive, as the left comes before, with or after the right. */
function order(left: Value, leftType: Type, right: Value, rightType: Type): number {
  if (leftType.kind === "exact")
    return compareExact(left as Exact, scaleOf(leftType), right as Exact, scaleOf(rightType));
  if (leftType.kind === "text") return compareText(left as string, right as string);
  return Number(left) - Number(right);
}

export function constantOf(type: Type, value: ConstantValue): Exclude<Value, undefined> {
  return type.kind === "exact" ? normaliseExact(BigInt(value as string)) : value;
}

/** A member of a plain record, never one that every object inherits. */
function own(record: Readonly<Record<string, Value>>, name: string): Value {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
