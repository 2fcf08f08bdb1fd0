/** Values of expressions (rules 16, 21, 25 and 26). */
import type { Automaton, Expression, FrameReference, Type } from "../../src/automaton/automaton.ts";
import type { Event } from "../../src/machine/event.ts";
import type { Value } from "../../src/machine/value.ts";
import { comparison, scaleOf } from "./comparison.ts";
import {
  asMilliseconds,
  asNumber,
  fromScaled,
  roundedQuotient,
  StepFailure,
  tenTo,
  toScale,
  toScaled,
} from "./exact.ts";
import { builtin } from "./functions.ts";

/** An event as a cause: its E, and where it stands in the order of stepping. */
export interface Cause {
  readonly id: string;
  readonly order: number;
}

export interface Frame {
  readonly kind: string;
  readonly fields: ReadonlyMap<string, Value>;
  readonly birth: number;
  readonly writer: Cause;
}

export interface SessionFacts {
  readonly id: string;
  readonly start: number;
  readonly latest: number;
  readonly events: number;
}

export interface Loop {
  readonly frame: Frame;
  readonly index: number;
  readonly count: number;
  /** The exact part, where the loop shares. */
  readonly part: Value;
}

/** All that an expression can see. */
export interface View {
  readonly automaton: Automaton;
  readonly key: string;
  readonly lane: ReadonlyMap<string, Value>;
  readonly event: Event | null;
  readonly now: number;
  readonly at: number;
  readonly session: SessionFacts;
  readonly endedBy: string | null;
  /** Frames that the step sees, bottom first. */
  readonly frames: readonly Frame[];
  readonly registers: ReadonlyMap<string, Value>;
  readonly loop: Loop | null;
  /** Frames that enclosing `any`s look at, innermost first. */
  readonly bound: readonly Frame[];
  /** Frames that `any`s found are added here. */
  readonly found: Frame[];
}

export function referredFrame(reference: FrameReference, view: View): Frame | undefined {
  switch (reference.frame) {
    case "top":
      return view.frames.at(-1);
    case "bottom":
      return view.frames.at(0);
    case "nearest":
      return view.frames.findLast((frame) => frame.kind === reference.kind);
    case "loop":
      return view.loop?.frame;
    case "bound":
      return view.bound[reference.depth];
  }
}

/** A value in a place that must not be missing. */
export function known(value: Value): Exclude<Value, undefined> {
  if (value === undefined) throw new StepFailure("a missing value where one is needed");
  return value;
}

export function condition(expression: Expression, view: View): boolean {
  return known(evaluate(expression, view)) === true;
}

export function constantValue(value: string | number | boolean, type: Type): Value {
  if (type.kind === "exact") return fromScaled(BigInt(value));
  return type.kind === "number" ? asNumber(value as number) : value;
}

export function evaluate(expression: Expression, view: View): Value {
  switch (expression.op) {
    case "constant":
      return constantValue(expression.value, expression.type);
    case "field":
      return view.event !== null && Object.hasOwn(view.event.fields, expression.name)
        ? view.event.fields[expression.name]
        : undefined;
    case "register":
      return view.registers.get(expression.name);
    case "lane":
      return view.lane.get(expression.name);
    case "key":
      return view.key;
    case "at":
      return view.at;
    case "now":
      return view.now;
    case "sessionId":
      return view.session.id;
    case "sessionStart":
      return view.session.start;
    case "sessionLatest":
      return view.session.latest;
    case "sessionEvents":
      return view.session.events;
    case "endedBy":
      return view.endedBy ?? undefined;
    case "frameField": {
      const frame = referredFrame(expression.of, view);
      if (frame === undefined || frame.kind !== expression.kind) return undefined;
      return frame.fields.get(expression.name);
    }
    case "frameAge": {
      const frame = referredFrame(expression.of, view);
      return frame === undefined
        ? undefined
        : asMilliseconds(BigInt(view.now) - BigInt(frame.birth));
    }
    case "frameKind":
      return referredFrame(expression.of, view)?.kind;
    case "frameIs": {
      const frame = referredFrame(expression.of, view);
      return frame !== undefined && (expression.kind === null || frame.kind === expression.kind);
    }
    case "depth":
      return view.frames.length;
    case "count":
      return view.frames.filter((frame) => frame.kind === expression.kind).length;
    case "any": {
      const candidates = view.frames.filter((frame) => frame.kind === expression.kind).reverse();
      for (const frame of candidates) {
        const inside = { ...view, bound: [frame, ...view.bound] };
        if (expression.where === null || condition(expression.where, inside)) {
          view.found.push(frame);
          return true;
        }
      }
      return false;
    }
    case "loopIndex":
      return view.loop?.index;
    case "loopCount":
      return view.loop?.count;
    case "part":
      return view.loop?.part;
    case "isKnown":
      return evaluate(expression.operand, view) !== undefined;
    case "orElse": {
      const left = evaluate(expression.left, view);
      return left !== undefined ? left : evaluate(expression.right, view);
    }
    case "and":
      return condition(expression.left, view) ? condition(expression.right, view) : false;
    case "or":
      return condition(expression.left, view) ? true : condition(expression.right, view);
    case "not": {
      const operand = evaluate(expression.operand, view);
      return operand === undefined ? undefined : operand !== true;
    }
    case "if":
      return condition(expression.condition, view)
        ? evaluate(expression.then, view)
        : evaluate(expression.otherwise, view);
    case "compare": {
      const left = evaluate(expression.left, view);
      const right = evaluate(expression.right, view);
      if (left === undefined || right === undefined) return undefined;
      const order = comparison(left, expression.left.type, right, expression.right.type);
      switch (expression.operator) {
        case "=":
          return order === 0;
        case "!=":
          return order !== 0;
        case "<":
          return order < 0;
        case "<=":
          return order <= 0;
        case ">":
          return order > 0;
        case ">=":
          return order >= 0;
      }
      break;
    }
    case "add":
    case "subtract":
    case "multiply": {
      const left = evaluate(expression.left, view);
      const right = evaluate(expression.right, view);
      if (left === undefined || right === undefined) return undefined;
      return arithmetic(expression, left, right);
    }
    case "divide": {
      const left = evaluate(expression.left, view);
      const right = evaluate(expression.right, view);
      if (left === undefined || right === undefined) return undefined;
      if (right === 0) throw new StepFailure("division by zero");
      return asNumber((left as number) / (right as number));
    }
    case "roundedQuotient": {
      const left = evaluate(expression.left, view);
      const right = evaluate(expression.right, view);
      if (left === undefined || right === undefined) return undefined;
      // (L / 10^l) / (R / 10^r) × 10^n = L × 10^(r + n) / (R × 10^l)
      const numerator =
        toScaled(left) * tenTo(scaleOf(expression.right.type) + scaleOf(expression.type));
      const denominator = toScaled(right) * tenTo(scaleOf(expression.left.type));
      return fromScaled(roundedQuotient(numerator, denominator));
    }
    case "negate": {
      const operand = evaluate(expression.operand, view);
      if (operand === undefined) return undefined;
      if (expression.type.kind === "exact") return fromScaled(-toScaled(operand));
      return asNumber(-(operand as number));
    }
    case "widen": {
      const operand = evaluate(expression.operand, view);
      return operand === undefined ? undefined : asNumber(Number(toScaled(operand)));
    }
    case "rescale": {
      const operand = evaluate(expression.operand, view);
      if (operand === undefined) return undefined;
      return fromScaled(
        toScale(toScaled(operand), scaleOf(expression.operand.type), scaleOf(expression.type)),
      );
    }
    case "call": {
      const values = expression.arguments.map((argument) => evaluate(argument, view));
      if (values.includes(undefined)) return undefined;
      return builtin(
        expression.function,
        values,
        expression.arguments.map((argument) => argument.type),
        expression.type,
      );
    }
  }
}

function arithmetic(
  node: Expression & { readonly op: "add" | "subtract" | "multiply" },
  left: Value,
  right: Value,
): Value {
  const leftType = node.left.type;
  const rightType = node.right.type;
  if (node.type.kind === "number") {
    const a = left as number;
    const b = right as number;
    return asNumber(node.op === "add" ? a + b : node.op === "subtract" ? a - b : a * b);
  }
  if (leftType.kind === "exact" && rightType.kind === "exact") {
    const scale = scaleOf(node.type);
    if (node.op === "multiply") {
      const product = toScaled(left) * toScaled(right);
      return fromScaled(toScale(product, leftType.scale + rightType.scale, scale));
    }
    const a = toScale(toScaled(left), leftType.scale, scale);
    const b = toScale(toScaled(right), rightType.scale, scale);
    return fromScaled(node.op === "add" ? a + b : a - b);
  }
  // times and durations; of a product one side is an integer
  const a = toScaled(left);
  const b = toScaled(right);
  return asMilliseconds(node.op === "add" ? a + b : node.op === "subtract" ? a - b : a * b);
}
