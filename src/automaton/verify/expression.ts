import type { Expression, FrameReference, Type } from "../automaton.ts";
import { verifyCall } from "./call.ts";
import { verifyOperator } from "./operator.ts";
import { quoted, type Refusal, refuse, step } from "./refusal.ts";
import type { Scope } from "./scope.ts";
import { INTEGER, isSame, isValueOf, nameOf } from "./types.ts";

/** Every node has the type that it says, and names only what there is where it stands. */
export function verifyExpression(expression: Expression, scope: Scope, at: string): Refusal | null {
  switch (expression.op) {
    case "constant":
      return isValueOf(expression.value, expression.type)
        ? null
        : refuse(step(at, "value"), `it is no value of type ${nameOf(expression.type)}`);
    case "field":
      return verifyField(expression, scope, at);
    case "register":
      return typed(expression, scope.names.registers.get(expression.name)?.type, at, "register");
    case "lane":
      return typed(expression, scope.names.lanes.get(expression.name), at, "lane value");
    case "key":
    case "sessionId":
      return isOf(expression, { kind: "text" }, at);
    case "at":
    case "now":
    case "sessionStart":
    case "sessionLatest":
      return isOf(expression, { kind: "time" }, at);
    case "sessionEvents":
    case "depth":
      return isOf(expression, INTEGER, at);
    case "endedBy":
      if (!scope.ending) return refuse(at, "only the end of a session is ended by something");
      return isOf(expression, { kind: "text" }, at);
    case "count":
      return verifyKind(expression.kind, scope, at) ?? isOf(expression, INTEGER, at);
    case "loopIndex":
    case "loopCount":
      if (scope.loop === null) return refuse(at, "this stands in no `forEach`");
      return isOf(expression, INTEGER, at);
    case "part":
      return typed(expression, scope.loop?.part ?? undefined, at, "part of a sharing here");
    case "frameField":
    case "frameAge":
    case "frameKind":
    case "frameIs":
      return verifyFrameRead(expression, scope, at);
    case "any": {
      const inner = { ...scope, bound: [expression.kind, ...scope.bound] };
      return (
        verifyKind(expression.kind, scope, at) ??
        isOf(expression, { kind: "boolean" }, at) ??
        (expression.where && verifyCondition(expression.where, inner, step(at, "where")))
      );
    }
    default:
      return verifyOperands(expression, scope, at) ?? verifyResult(expression, at);
  }
}

export function verifyCondition(expression: Expression, scope: Scope, at: string): Refusal | null {
  return verifyExpression(expression, scope, at) ?? isOf(expression, { kind: "boolean" }, at);
}

function namedOperands(expression: Expression): readonly (readonly [string, Expression])[] {
  if ("operand" in expression) return [["operand", expression.operand]];
  if ("left" in expression)
    return Object.entries({ left: expression.left, right: expression.right });
  if (expression.op !== "if") return [];
  const { condition, then, otherwise } = expression;
  return Object.entries({ condition, then, otherwise });
}

function verifyOperands(expression: Expression, scope: Scope, at: string): Refusal | null {
  for (const [name, operand] of namedOperands(expression)) {
    const refusal = verifyExpression(operand, scope, step(at, name));
    if (refusal !== null) return refusal;
  }
  if (expression.op !== "call") return null;
  for (const [index, argument] of expression.arguments.entries()) {
    const refusal = verifyExpression(argument, scope, step(step(at, "arguments"), index));
    if (refusal !== null) return refusal;
  }
  return null;
}

function verifyResult(expression: Expression, at: string): Refusal | null {
  return expression.op === "call" ? verifyCall(expression, at) : verifyOperator(expression, at);
}

export function isOf(expression: Expression, type: Type, at: string): Refusal | null {
  if (isSame(expression.type, type)) return null;
  return refuse(step(at, "type"), `it is ${nameOf(type)}, not ${nameOf(expression.type)}`);
}

function typed(
  expression: Expression & { readonly name?: string },
  type: Type | undefined,
  at: string,
  what: string,
): Refusal | null {
  if (type !== undefined) return isOf(expression, type, at);
  return refuse(
    at,
    `there is no ${what}${"name" in expression ? ` ${quoted(expression.name)}` : ""}`,
  );
}

function verifyField(
  expression: Expression & { op: "field" },
  { events, names }: Scope,
  at: string,
): Refusal | null {
  if (events.length === 0) return refuse(at, "no event's fields can be read here");
  for (const event of events) {
    const field = names.events.get(event)?.fields.find(({ name }) => name === expression.name);
    const refusal = typed(expression, field?.type, at, `field of event ${quoted(event)},`);
    if (refusal !== null) return refusal;
  }
  return null;
}

function verifyKind(kind: string, { names }: Scope, at: string): Refusal | null {
  return names.kinds.has(kind)
    ? null
    : refuse(step(at, "kind"), `there is no frame kind ${quoted(kind)}`);
}

type FrameRead = Expression & { op: "frameField" | "frameAge" | "frameKind" | "frameIs" };

function verifyFrameRead(expression: FrameRead, scope: Scope, at: string): Refusal | null {
  const refusal = verifyReference(expression.of, scope, step(at, "of"));
  if (refusal !== null) return refusal;
  switch (expression.op) {
    case "frameAge":
      return isOf(expression, { kind: "duration" }, at);
    case "frameKind":
      return isOf(expression, { kind: "text" }, at);
    case "frameIs":
      return (
        isOf(expression, { kind: "boolean" }, at) ??
        (expression.kind === null ? null : verifyKind(expression.kind, scope, at))
      );
    case "frameField": {
      const fields = scope.names.kinds.get(expression.kind)?.fields;
      const field = fields?.find(({ name }) => name === expression.name);
      return (
        verifyKind(expression.kind, scope, at) ??
        typed(expression, field?.type, at, `field of frame kind ${quoted(expression.kind)},`)
      );
    }
  }
}

function verifyReference(of: FrameReference, scope: Scope, at: string): Refusal | null {
  switch (of.frame) {
    case "nearest":
      return verifyKind(of.kind, scope, at);
    case "loop":
      return scope.loop === null ? refuse(at, "this stands in no `forEach`") : null;
    case "bound":
      return of.depth < scope.bound.length ? null : refuse(at, "so many `any` do not enclose it");
    default:
      return null;
  }
}
