import type { Expression, Type } from "../../automaton/automaton.ts";
import type { Expression as Written } from "../../syntax/tree.ts";
import { node, type StepScope } from "../scope.ts";
import { aType, duration, exact, number, time, typeName } from "../type.ts";
import { numberConstant } from "./literal.ts";
import { mixedNumbers, operands, type Pair } from "./operands.ts";
import { shareWritten, typedFirst } from "./written.ts";

type Of<K extends Written["kind"]> = Extract<Written, { kind: K }>;

export function checkArithmetic(
  written: Of<"binary">,
  operator: "+" | "-" | "*" | "/",
  scope: StepScope,
  hint: Type | null,
): Expression | null {
  const numeric = hint?.kind === "number" ? hint : null;
  const hintFor = (other: Type) => (other.kind === "number" ? other : numeric);
  const takesPlace = shareWritten(typedFirst([written.left, written.right])[0]!) !== "none";
  const pair = operands(written, scope, hintFor, takesPlace ? numeric : null);
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
    left.type.kind === right.type.kind && left.type.kind !== "exact"
      ? `\`${operator}\` does not work on two ${left.type.kind}s`
      : `\`${operator}\` does not work on ${aType(left.type)} and ${aType(right.type)}`,
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
