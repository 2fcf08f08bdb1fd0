import type { Expression } from "../../src/automaton/automaton.ts";
import type { Evaluated } from "../../src/machine/explanation.ts";
import type { Construct } from "../support/constructs.ts";
import { constructOf } from "../support/declarations.ts";
import { PARAMETER_VALUES } from "../support/head.ts";
import type { Occurrence } from "./occurrences.ts";

const CALENDAR = new Set([
  ...["year", "month", "day", "weekday", "hour", "start_of_day", "start_of_month"],
]);

const ARITHMETIC = { add: "+", subtract: "-", multiply: "*", divide: "/" } as const;
const SESSION = {
  sessionId: "session.id",
  sessionStart: "session.start",
  sessionLatest: "session.latest",
  sessionEvents: "session.events",
} as const;

/** The construct that one evaluated expression is. */
function* ofExpression(expression: Expression, value: Evaluated["value"]): Generator<Construct> {
  if (value !== undefined) yield constructOf(expression.type);
  switch (expression.op) {
    case "constant":
      // A parameter has become a constant; nothing else that is written is one of its values.
      if (PARAMETER_VALUES.some((written) => written === expression.value)) yield "param";
      return;
    case "field":
      if (value === undefined) yield "optional field";
      return;
    case "register":
      return;
    case "lane":
      yield "lane value";
      return;
    case "key":
    case "at":
    case "now":
      yield expression.op;
      return;
    case "sessionId":
    case "sessionStart":
    case "sessionLatest":
    case "sessionEvents":
      yield SESSION[expression.op];
      return;
    case "endedBy":
      yield "ended by";
      return;
    case "frameField":
    case "frameAge":
    case "frameKind":
    case "frameIs": {
      const { frame } = expression.of;
      if (frame === "top" || frame === "bottom" || frame === "nearest") yield frame;
      if (expression.op === "frameAge") yield "age";
      if (expression.op === "frameKind") yield "kind";
      if (expression.op === "frameIs") yield "is kind";
      return;
    }
    case "any":
      yield "any";
      return;
    case "loopIndex":
    case "loopCount":
      yield "index and count";
      return;
    case "part":
      yield "sharing";
      return;
    case "isKnown":
      yield "is known";
      return;
    case "not":
      yield expression.operand.op === "isKnown" ? "is missing" : "not";
      return;
    case "orElse":
      yield "or else";
      return;
    case "compare":
      yield expression.operator === "=" || expression.operator === "!=" ? "equality" : "order";
      return;
    case "subtract":
      yield expression.left.op === "now" ? "since" : "-";
      return;
    case "add":
    case "multiply":
    case "divide":
      yield ARITHMETIC[expression.op];
      return;
    case "roundedQuotient":
      yield "rounded quotient";
      return;
    case "negate":
      yield "negation";
      return;
    case "call":
      yield CALENDAR.has(expression.function)
        ? "calendar"
        : expression.function === "number"
          ? "number()"
          : (expression.function as Construct);
      return;
    case "and":
    case "or":
    case "if":
    case "depth":
    case "count":
      yield expression.op;
  }
}

export function* ofValues(values: readonly Evaluated[]): Generator<Construct | Occurrence> {
  let depthOfAny = 0;
  for (const { expression, value } of values) {
    if (typeof value === "bigint") yield "exact value beyond doubles";
    yield* ofExpression(expression, value);
    if (expression.op === "any") depthOfAny++;
    if (expression.op === "any" && depthOfAny > 1) yield "nested any";
  }
}
