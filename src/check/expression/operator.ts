import type { Expression, Type } from "../../automaton/automaton.ts";
import type {
  BinaryOperator,
  ComparisonOperator,
  Expression as Written,
} from "../../syntax/tree.ts";
import { convert, notAmong, numberHelp, rescaled, widened } from "../convert.ts";
import { node, type StepScope } from "../scope.ts";
import {
  aType,
  boolean,
  duration,
  exact,
  joinedText,
  number,
  sameType,
  time,
  typeName,
} from "../type.ts";
import { isWritten, numberConstant } from "./literal.ts";
import { checkCondition } from "./place.ts";

type Of<K extends Written["kind"]> = Extract<Written, { kind: K }>;
type Pair = readonly [Expression, Expression];

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

/** Both operands; a written one takes the type of the other. */
function operands(
  written: Of<"binary">,
  scope: StepScope,
  hintFor: (other: Type) => Type | null,
  hint: Type | null,
): Pair | null {
  const [first, second] =
    isWritten(written.left) && !isWritten(written.right)
      ? ([written.right, written.left] as const)
      : ([written.left, written.right] as const);
  const one = scope.check(first, scope, hint);
  const secondHint = one !== null && isWritten(second) ? hintFor(one.type) : hint;
  const two = scope.check(second, scope, secondHint);
  if (one === null || two === null) return null;
  return first === written.left ? [one, two] : [two, one];
}

// ---------------------------------------------------------------- comparison

function checkComparison(
  written: Of<"binary">,
  operator: ComparisonOperator,
  scope: StepScope,
): Expression | null {
  const pair = operands(written, scope, (other) => (other.kind === "exact" ? null : other), null);
  if (pair === null) return null;
  const same = comparable(pair, written, scope);
  if (same === null) return null;
  const [left, right] = same;
  if (left.type.kind === "boolean" && operator !== "=" && operator !== "!=") {
    return scope.report.error(
      "PDA0219",
      written.span,
      `\`${operator}\` orders values, and true and false have no order`,
      {
        label: "boolean",
        help: ["compare with `=` or `!=`"],
      },
    );
  }
  return node(scope, written.span, { op: "compare", operator, left, right, type: boolean });
}

function comparable([left, right]: Pair, written: Of<"binary">, scope: StepScope): Pair | null {
  const [a, b] = [left.type, right.type];
  if (a.kind === "text" && b.kind === "text") return comparableTexts([left, right], written, scope);
  if (a.kind === b.kind) return [left, right];
  const mixed = mixedNumbers([left, right], written, scope, "compared");
  if (mixed !== undefined) return mixed;
  const constant = left.op === "constant" ? left : right.op === "constant" ? right : null;
  const other = constant === left ? right : left;
  const span = constant === left ? written.left.span : written.right.span;
  return scope.report.error(
    "PDA0207",
    written.span,
    `${aType(a)} and ${aType(b)} cannot be compared`,
    { label: `${typeName(a)} against ${typeName(b)}`, help: comparisonHelp(constant, other, span) },
  );
}

function comparisonHelp(constant: Expression | null, other: Expression, span: Written["span"]) {
  if (constant?.op === "constant") {
    if (
      constant.type.kind === "exact" &&
      constant.type.scale === 0 &&
      other.type.kind === "duration"
    ) {
      return [
        `write the unit: \`${constant.value}s\`, \`${constant.value}m\` or \`${constant.value}h\``,
      ];
    }
    const digits = /^-?[0-9]+(\.[0-9]+)?$/.test(String(constant.value));
    if (
      constant.type.kind === "text" &&
      digits &&
      (other.type.kind === "exact" || other.type.kind === "number")
    ) {
      return [
        {
          text: "a number stands without quotes",
          edits: [{ span, replacement: String(constant.value) }],
        },
      ];
    }
    if (constant.type.kind === "exact" && constant.type.scale === 0 && other.type.kind === "text") {
      return [
        { text: "a text stands in quotes", edits: [{ span, replacement: `"${constant.value}"` }] },
        "or declare the field as a number, if the log holds numbers: `integer`, `number` or `decimal(2)`",
      ];
    }
  }
  return ["compare values of one type"];
}

function comparableTexts(
  [left, right]: Pair,
  written: Of<"binary">,
  scope: StepScope,
): Pair | null {
  for (const [constant, other, span] of [
    [left, right, written.left.span],
    [right, left, written.right.span],
  ] as const) {
    if (constant.op !== "constant" || other.type.kind !== "text" || other.type.values === undefined)
      continue;
    const value = String(constant.value);
    if (!other.type.values.includes(value)) {
      return notAmong(value, other.type.values, span, named(other), scope);
    }
  }
  return [left, right];
}

/** How a sentence calls a value that was read. */
function named(value: Expression): string {
  if (value.op === "field" || value.op === "register" || value.op === "lane")
    return `\`${value.name}\``;
  if (value.op === "frameField") return `\`${value.name}\` of \`${value.kind}\``;
  if (value.op === "endedBy") return "`ended by`";
  if (value.op === "frameKind") return "the kind of this frame";
  return "this text";
}

/** An integer beside a number widens; a decimal does not. undefined: neither case. */
function mixedNumbers(
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

// ---------------------------------------------------------------- arithmetic

function checkArithmetic(
  written: Of<"binary">,
  operator: "+" | "-" | "*" | "/",
  scope: StepScope,
  hint: Type | null,
): Expression | null {
  const numeric = hint?.kind === "number" ? hint : null;
  const hintFor = (other: Type) => (other.kind === "number" ? other : numeric);
  const pair = operands(written, scope, hintFor, isWritten(written) ? numeric : null);
  if (pair === null) return null;
  if (operator === "/") return checkDivision(pair, written, scope);
  const op = operator === "+" ? "add" : operator === "-" ? "subtract" : "multiply";
  const mixed = mixedNumbers(pair, written, scope, operator === "*" ? "multiplied" : "combined");
  if (mixed === null) return null;
  const [left, right] = mixed ?? pair;
  const type = arithmeticType(op, left.type, right.type);
  if (type !== null) return node(scope, written.span, { op, left, right, type });
  return scope.report.error(
    "PDA0210",
    written.span,
    `\`${operator}\` does not work on ${aType(left.type)} and ${aType(right.type)}`,
    {
      label: `${typeName(left.type)} ${operator} ${typeName(right.type)}`,
      help: [arithmeticHelp(operator, left.type, right.type)],
    },
  );
}

function arithmeticHelp(operator: string, a: Type, b: Type): string {
  if (a.kind === "text" || b.kind === "text") {
    return "texts are not joined or counted with; emit them as fields of their own";
  }
  if ((a.kind === "duration" || a.kind === "time") && (b.kind === "exact" || b.kind === "number")) {
    return "give the number a unit: `30s`, `5m`, `2h`, `7d`";
  }
  if (a.kind === "time" && b.kind === "time") return "the time between two instants is `a - b`";
  return `\`${operator}\` takes two numbers; times and durations have \`+\` and \`-\`, durations also \`* 2\``;
}

function arithmeticType(op: "add" | "subtract" | "multiply", a: Type, b: Type): Type | null {
  if (a.kind === "number" && b.kind === "number") return number;
  if (a.kind === "exact" && b.kind === "exact") {
    const scale = op === "multiply" ? a.scale + b.scale : Math.max(a.scale, b.scale);
    return scale > 38 ? null : exact(scale);
  }
  if (op === "multiply") {
    const whole = (t: Type) => t.kind === "exact" && t.scale === 0;
    return (a.kind === "duration" && whole(b)) || (b.kind === "duration" && whole(a))
      ? duration
      : null;
  }
  if (a.kind === "duration" && b.kind === "duration") return duration;
  if (a.kind === "time" && b.kind === "duration") return time;
  if (op === "subtract" && a.kind === "time" && b.kind === "time") return duration;
  if (op === "add" && a.kind === "duration" && b.kind === "time") return time;
  return null;
}

function checkDivision(pair: Pair, written: Of<"binary">, scope: StepScope): Expression | null {
  const mixed = mixedNumbers(pair, written, scope, "divided");
  if (mixed === null) return null;
  const [left, right] = mixed ?? pair;
  if (left.type.kind === "number" && right.type.kind === "number") {
    return node(scope, written.span, { op: "divide", left, right, type: number });
  }
  if (left.type.kind === "exact" && right.type.kind === "exact") {
    const { start, end } = written.span;
    return scope.report.error(
      "PDA0209",
      written.span,
      "exact values are divided only inside `round`, which says how many places to keep",
      {
        label: "what should happen to the rest?",
        help: [
          {
            text: "round the quotient: `round(… / …, 2)`",
            edits: [
              { span: { ...written.span, end: start }, replacement: "round(" },
              { span: { ...written.span, start: end }, replacement: ", 2)" },
            ],
          },
          "or divide numbers: `number(…) / number(…)`",
        ],
      },
    );
  }
  const both = left.type.kind === "duration" && right.type.kind === "duration";
  return scope.report.error(
    "PDA0210",
    written.span,
    `\`/\` does not work on ${aType(left.type)} and ${aType(right.type)}`,
    {
      label: `${typeName(left.type)} / ${typeName(right.type)}`,
      help: [both ? "compare durations instead: `a > 2 * b`" : "only numbers are divided"],
    },
  );
}

/** `round(x / y, n)`: the one place where exact values are divided. undefined where it is not that. */
export function checkRoundedQuotient(
  written: Of<"call">,
  places: number,
  scope: StepScope,
): Expression | null | undefined {
  const quotient = written.arguments[0];
  if (quotient?.kind !== "binary" || quotient.operator !== "/") return undefined;
  const pair = operands(quotient, scope, (other) => (other.kind === "number" ? other : null), null);
  if (pair === null) return null;
  const [left, right] = pair;
  if (left.type.kind === "exact" && right.type.kind === "exact") {
    return node(scope, written.span, { op: "roundedQuotient", left, right, type: exact(places) });
  }
  const value = checkDivision(pair, quotient, scope);
  if (value === null) return null;
  const rest = written.arguments
    .slice(1)
    .map((argument) => node(scope, argument.span, integerConstant(places)));
  return node(scope, written.span, {
    op: "call",
    function: "round",
    arguments: [value, ...rest],
    type: exact(places),
  });
}

const integerConstant = (value: number): Expression => ({
  op: "constant",
  value: String(value),
  type: exact(0),
});

export function checkNegation(
  written: Of<"unary">,
  scope: StepScope,
  hint: Type | null,
): Expression | null {
  if (written.operand.kind === "number") {
    return numberConstant(written.operand, true, hint, written.span, scope);
  }
  const operand = scope.check(written.operand, scope, hint);
  if (operand === null) return null;
  const { type } = operand;
  if (type.kind === "exact" || type.kind === "number" || type.kind === "duration") {
    return node(scope, written.span, { op: "negate", operand, type });
  }
  return scope.report.error("PDA0210", written.span, `\`-\` does not work on ${aType(type)}`, {
    label: typeName(type),
    help: ["only numbers and durations have a negative"],
  });
}

// ---------------------------------------------------------------- choices

function checkOrElse(
  written: Of<"binary">,
  scope: StepScope,
  hint: Type | null,
): Expression | null {
  const left = scope.check(written.left, scope, hint);
  const right = scope.check(
    written.right,
    scope,
    left !== null && isWritten(written.right) ? left.type : hint,
  );
  if (left === null || right === null) return null;
  const same = joined([left, right], written.right.span, "both sides of `or else`", scope);
  return (
    same &&
    node(scope, written.span, {
      op: "orElse",
      left: same[0],
      right: same[1],
      type: same[0].type.kind === "text" ? textOf(same) : same[0].type,
    })
  );
}

export function checkIf(written: Of<"if">, scope: StepScope, hint: Type | null): Expression | null {
  const condition = checkCondition(written.condition, scope, "`if`");
  const writtenFirst = isWritten(written.then) && !isWritten(written.otherwise);
  const [first, second] = writtenFirst
    ? [written.otherwise, written.then]
    : [written.then, written.otherwise];
  const one = scope.check(first, scope, hint);
  const two = scope.check(second, scope, one !== null && isWritten(second) ? one.type : hint);
  if (condition === null || one === null || two === null) return null;
  const pair: Pair = writtenFirst ? [two, one] : [one, two];
  const same = joined(pair, written.otherwise.span, "both branches of `if`", scope);
  if (same === null) return null;
  const type = same[0].type.kind === "text" ? textOf(same) : same[0].type;
  return node(scope, written.span, {
    op: "if",
    condition,
    // biome-ignore lint/suspicious/noThenProperty: the automaton calls the branch `then`, and nothing awaits it.
    then: same[0],
    otherwise: same[1],
    type,
  });
}

function textOf([a, b]: Pair): Type {
  return a.type.kind === "text" && b.type.kind === "text"
    ? joinedText(valuesOf(a), valuesOf(b))
    : a.type;
}

/** A constant is a text of one value. */
function valuesOf(value: Expression): Extract<Type, { kind: "text" }> {
  if (value.op === "constant") return { kind: "text", values: [String(value.value)] };
  return value.type as Extract<Type, { kind: "text" }>;
}

/** Two values that stand for one: of one type, the wider where both are exact. */
function joined([a, b]: Pair, span: Written["span"], what: string, scope: StepScope): Pair | null {
  if (a.type.kind === "text" && b.type.kind === "text") return [a, b];
  if (sameType(a.type, b.type)) return [a, b];
  if (a.type.kind === "exact" && b.type.kind === "exact") {
    const scale = Math.max(a.type.scale, b.type.scale);
    const lift = (one: Expression): Expression =>
      one.type.kind === "exact" && one.type.scale < scale
        ? node(scope, span, rescaled(one, scale))
        : one;
    return [lift(a), lift(b)];
  }
  if (b.type.kind === "number" && a.type.kind === "exact" && a.type.scale === 0)
    return [node(scope, span, widened(a)), b];
  if (a.type.kind === "number" && b.type.kind === "exact") {
    const wide = convert(b, number, span, what, scope);
    return wide && [a, wide];
  }
  return scope.report.error(
    "PDA0215",
    span,
    `${what} must be of one type, not ${typeName(a.type)} and ${typeName(b.type)}`,
    {
      label: typeName(b.type),
      help: [`give ${aType(a.type)} here`],
    },
  );
}
