import type { Expression, Type } from "../../automaton/automaton.ts";
import type { Expression as Written } from "../../syntax/tree.ts";
import { node, type StepScope } from "../scope.ts";
import { boolean, duration } from "../type.ts";
import { checkNegation } from "./arithmetic.ts";
import { checkCall } from "./call.ts";
import { checkIf } from "./choice.ts";
import { checkMember, frameAsValue } from "./frame.ts";
import { checkAny, checkIs } from "./frameTest.ts";
import { numberConstant, textConstant } from "./literal.ts";
import { checkName } from "./name.ts";
import { checkBinary } from "./operator.ts";
import { checkCondition } from "./place.ts";

/**
 * The typed expression; null where it is wrong, which is then reported.
 * `hint` is the type of the place: a written constant takes it.
 */
export function checkExpression(
  written: Written,
  scope: StepScope,
  hint: Type | null = null,
): Expression | null {
  const value = checkKind(written, scope, hint);
  return value !== null && scope.unsure.has(value.type) ? null : value;
}

function checkKind(written: Written, scope: StepScope, hint: Type | null): Expression | null {
  switch (written.kind) {
    case "text":
      return textConstant(written.value, hint, written.span, scope);
    case "number":
      return numberConstant(written, false, hint, written.span, scope);
    case "boolean":
      return node(scope, written.span, { op: "constant", value: written.value, type: boolean });
    case "duration":
      return node(scope, written.span, {
        op: "constant",
        value: written.milliseconds,
        type: duration,
      });
    case "name":
      return checkName(written.name, scope);
    case "member":
      return checkMember(written, scope);
    case "nearest":
      return frameAsValue(written, scope);
    case "any":
      return checkAny(written, scope);
    case "endedBy":
      if (scope.event.kind === "end") {
        return node(scope, written.span, {
          op: "endedBy",
          type: { kind: "text", values: ["gap", "max", "pattern"] },
        });
      }
      return scope.report.error("PDA0116", written.span, "`ended by` is known only in `on end`", {
        label: "the session has not ended here",
        help: ["move the rule into `on end { … }`"],
      });
    case "call":
      return checkCall(written, scope, hint);
    case "unary":
      if (written.operator === "-") return checkNegation(written, scope, hint);
      return checkNot(written.operand, written, scope);
    case "binary":
      return checkBinary(written, scope, hint);
    case "is":
      return checkIs(written, scope);
    case "if":
      return checkIf(written, scope, hint);
  }
}

function checkNot(operand: Written, written: Written, scope: StepScope): Expression | null {
  const value = checkCondition(operand, scope, "`not`");
  return value && node(scope, written.span, { op: "not", operand: value, type: boolean });
}
