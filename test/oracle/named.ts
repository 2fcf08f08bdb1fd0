/** What an expression names (rules 27 and 28). */
import type { Expression, FrameReference } from "../../src/automaton/automaton.ts";

/** The expressions directly inside one. */
function inside(expression: Expression): readonly Expression[] {
  switch (expression.op) {
    case "any":
      return expression.where === null ? [] : [expression.where];
    case "isKnown":
    case "not":
    case "negate":
    case "widen":
    case "rescale":
      return [expression.operand];
    case "orElse":
    case "and":
    case "or":
    case "compare":
    case "add":
    case "subtract":
    case "multiply":
    case "divide":
    case "roundedQuotient":
      return [expression.left, expression.right];
    case "if":
      return [expression.condition, expression.then, expression.otherwise];
    case "call":
      return expression.arguments;
    default:
      return [];
  }
}

/** An expression with all that stands in it. */
export function nodesOf(expression: Expression): Expression[] {
  return [expression, ...inside(expression).flatMap(nodesOf)];
}

export function namedRegisters(expression: Expression): string[] {
  return nodesOf(expression).flatMap((node) => (node.op === "register" ? [node.name] : []));
}

/** `kind(top)` reads none; frames that an `any` looks at are told by what it finds. */
export function namedFrames(expression: Expression): FrameReference[] {
  return nodesOf(expression).flatMap((node) =>
    (node.op === "frameField" || node.op === "frameAge" || node.op === "frameIs") &&
    node.of.frame !== "bound"
      ? [node.of]
      : [],
  );
}
