import { durationText, measuredText } from "../syntax/durations.ts";
import type {
  Action,
  ConstantValue,
  Expression,
  FrameReference,
  NamedExpression,
  Trigger,
  Type,
} from "./automaton.ts";

export { durationText, measuredText };

/** Pieces of an automaton in the words of the language, for listings, pictures and explanations. */

/** How tightly a form binds, loosest first; see the comment on expressions in the syntax tree. */
const binding = {
  open: 0,
  or: 1,
  and: 2,
  not: 3,
  compare: 4,
  sum: 5,
  product: 6,
  sign: 7,
  orElse: 8,
  closed: 9,
} as const;

/** What the names of an expression's surroundings are. */
interface Surroundings {
  /** The kind of the frame that `for each` is at. */
  readonly loop: string | null;
  /** What a part of a sharing is called. */
  readonly part: string;
  /** Enclosing `any`s, the innermost first. */
  readonly bound: readonly string[];
}

const outside: Surroundings = { loop: null, part: "part", bound: [] };

export function expressionText(expression: Expression): string {
  return written(expression, outside, binding.open);
}

function written(expression: Expression, around: Surroundings, least: number): string {
  const [text, binds] = spell(expression, around);
  return binds < least ? `(${text})` : text;
}

function spell(expression: Expression, around: Surroundings): readonly [string, number] {
  const closed = (text: string) => [text, binding.closed] as const;
  const of = (operand: Expression, least: number) => written(operand, around, least);
  const infix = (left: Expression, word: string, right: Expression, binds: number) =>
    [`${of(left, binds)} ${word} ${of(right, binds + 1)}`, binds] as const;

  switch (expression.op) {
    case "constant": {
      const text = constantText(expression.value, expression.type);
      return [text, text.startsWith("-") ? binding.sign : binding.closed];
    }
    case "field":
    case "register":
    case "lane":
      return closed(expression.name);
    case "key":
    case "at":
    case "now":
    case "depth":
      return closed(expression.op);
    case "sessionId":
      return closed("session.id");
    case "sessionStart":
      return closed("session.start");
    case "sessionLatest":
      return closed("session.latest");
    case "sessionEvents":
      return closed("session.events");
    case "endedBy":
      return closed("ended by");
    case "frameField":
      return closed(`${frameText(expression.of, around)}.${expression.name}`);
    case "frameAge":
      return closed(`age(${frameText(expression.of, around)})`);
    case "frameKind":
      return closed(`kind(${frameText(expression.of, around)})`);
    case "frameIs":
      return [
        `${frameText(expression.of, around)} is ${expression.kind ?? "known"}`,
        binding.compare,
      ];
    case "count":
      return closed(`count(${expression.kind})`);
    case "any":
      return spellAny(expression, around);
    case "loopIndex":
      return closed("index");
    case "loopCount":
      return closed("count");
    case "part":
      return closed(around.part);
    case "isKnown":
      return [`${of(expression.operand, binding.sum)} is known`, binding.compare];
    case "orElse":
      return infix(expression.left, "or else", expression.right, binding.orElse);
    case "and":
      return infix(expression.left, "and", expression.right, binding.and);
    case "or":
      return infix(expression.left, "or", expression.right, binding.or);
    case "not":
      return spellNot(expression.operand, of);
    case "if": {
      const condition = of(expression.condition, binding.or);
      const then = of(expression.then, binding.or);
      return [`if ${condition} then ${then} else ${of(expression.otherwise, 0)}`, binding.open];
    }
    case "compare": {
      const { left, operator, right } = expression;
      return [`${of(left, binding.sum)} ${operator} ${of(right, binding.sum)}`, binding.compare];
    }
    case "add":
      return infix(expression.left, "+", expression.right, binding.sum);
    case "subtract":
      return infix(expression.left, "-", expression.right, binding.sum);
    case "multiply":
      return infix(expression.left, "*", expression.right, binding.product);
    case "divide":
      return infix(expression.left, "/", expression.right, binding.product);
    case "roundedQuotient": {
      const places = expression.type.kind === "exact" ? expression.type.scale : 0;
      const [quotient] = infix(expression.left, "/", expression.right, binding.product);
      return closed(places === 0 ? `round(${quotient})` : `round(${quotient}, ${places})`);
    }
    case "negate":
      return [`-${of(expression.operand, binding.orElse)}`, binding.sign];
    // Conversions are not written: the place asks for them.
    case "widen":
    case "rescale":
      return spell(expression.operand, around);
    case "call": {
      const values = expression.arguments.map((argument) => of(argument, binding.open));
      return closed(`${expression.function}(${values.join(", ")})`);
    }
  }
}

function spellNot(
  operand: Expression,
  of: (operand: Expression, least: number) => string,
): readonly [string, number] {
  if (operand.op === "isKnown") {
    return [`${of(operand.operand, binding.sum)} is missing`, binding.compare];
  }
  return [`not ${of(operand, binding.not)}`, binding.not];
}

function spellAny(
  expression: Extract<Expression, { op: "any" }>,
  around: Surroundings,
): readonly [string, number] {
  if (expression.where === null) return [`any ${expression.kind}`, binding.closed];
  // The kind's own letter, numbered where one `any` stands in another.
  const initial = Array.from(expression.kind)[0] ?? "f";
  const name = around.bound.includes(initial) ? `${initial}${around.bound.length + 1}` : initial;
  const where = written(expression.where, { ...around, bound: [name, ...around.bound] }, 0);
  return [`any ${expression.kind} ${name} where ${where}`, binding.open];
}

function frameText(reference: FrameReference, around: Surroundings): string {
  switch (reference.frame) {
    case "top":
    case "bottom":
      return reference.frame;
    case "loop":
      return around.loop ?? "frame";
    case "nearest":
      return `nearest ${reference.kind}`;
    case "bound":
      return around.bound[reference.depth] ?? "frame";
  }
}

/** A constant as it would be written in a pattern. Times, which have no literal, as ISO 8601. */
export function constantText(value: ConstantValue, type: Type): string {
  switch (type.kind) {
    case "exact":
      return scaledText(String(value), type.scale);
    case "duration":
      return typeof value !== "number"
        ? String(value)
        : `${value < 0 ? "-" : ""}${durationText(Math.abs(value))}`;
    case "time":
      return typeof value === "number" ? new Date(value).toISOString() : String(value);
    case "text":
      return JSON.stringify(value);
    default:
      return String(value);
  }
}

/** `"995"` of scale 2 is `9.95`. */
function scaledText(digits: string, scale: number): string {
  if (scale === 0) return digits;
  const sign = digits.startsWith("-") ? "-" : "";
  const padded = digits.slice(sign.length).padStart(scale + 1, "0");
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}

export function typeText(type: Type, optional = false): string {
  const mark = optional ? "?" : "";
  if (type.kind === "exact") {
    return `${type.scale === 0 ? "integer" : `decimal(${type.scale})`}${mark}`;
  }
  if (type.kind === "text" && type.values !== undefined) {
    return `one of (${type.values.map((value) => JSON.stringify(value)).join(", ")})${mark}`;
  }
  return `${type.kind}${mark}`;
}

/** `view, cart`, `other` or `any`. */
export function triggerText(on: Trigger): string {
  return typeof on === "string" ? on : on.events.join(", ");
}

/** One text per action, as it stands between the braces of a rule. */
export function actionText(action: Action): string {
  return spellAction(action, outside);
}

function spellAction(action: Action, around: Surroundings): string {
  switch (action.do) {
    case "push":
    case "replace":
      return `${action.do} ${action.kind}${fieldsText(action.fields, around)}`;
    case "pop":
    case "clear":
    case "return":
      return action.do;
    case "endSession":
      return "end session";
    case "assign":
      return `${action.register} = ${written(action.value, around, binding.open)}`;
    case "emit": {
      const fields = fieldList(action.fields, around);
      const all = action.withEvent ? [...fields, "with event"] : fields;
      return `emit ${action.output}${all.length === 0 ? "" : ` { ${all.join(", ")} }`}`;
    }
    case "forEach": {
      const { kind, sharing } = action;
      const inner = { loop: kind, part: sharing?.as ?? "part", bound: [] };
      const split =
        sharing === null
          ? ""
          : ` sharing ${written(sharing.amount, around, binding.or)} by ${written(
              sharing.weight,
              inner,
              binding.or,
            )} as ${sharing.as}`;
      const emits = action.emits.map((emit) => spellAction(emit, inner));
      return `for each ${kind}${split} { ${emits.join("  ")} }`;
    }
    case "call":
      return `call ${action.part} then -> ${action.then}`;
  }
}

function fieldsText(fields: readonly NamedExpression[], around: Surroundings): string {
  const list = fieldList(fields, around);
  return list.length === 0 ? "" : ` { ${list.join(", ")} }`;
}

/** `term` alone where the value is a name that says the same. */
function fieldList(fields: readonly NamedExpression[], around: Surroundings): string[] {
  return fields.map(({ name, value }) => {
    const text = written(value, around, binding.open);
    return text === name ? name : `${name}: ${text}`;
  });
}
