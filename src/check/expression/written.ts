import { builtins } from "../../../grammar/builtins.ts";
import type { Type } from "../../automaton/automaton.ts";
import type { Expression as Written } from "../../syntax/tree.ts";

/**
 * How much of a value is written out, and so takes the type of its place (rule 25): all of it, some of the values
 * it may turn out to be (`if known then last else 1.5`), or none.
 */
export type Share = "none" | "some" | "all";

export function shareWritten(expression: Written): Share {
  switch (expression.kind) {
    case "text":
    case "number":
    case "boolean":
    case "duration":
      return "all";
    case "unary":
      return expression.operator === "-" ? shareWritten(expression.operand) : "none";
    case "if":
      return together([expression.then, expression.otherwise]);
    case "call":
      return choosing.has(expression.function.text) ? together(expression.arguments) : "none";
    case "binary": {
      const both = together([expression.left, expression.right]);
      if (expression.operator === "or else") return both;
      const sum = ["+", "-", "*"].includes(expression.operator);
      return sum && both === "all" ? "all" : "none";
    }
    default:
      return "none";
  }
}

/** Functions whose result is of the type of what they are given. */
const choosing: ReadonlySet<string> = new Set(
  builtins
    .filter(({ signatures }) => signatures.every(({ result }) => result === "same"))
    .map(({ name }) => name),
);

function together(values: readonly Written[]): Share {
  const shares = values.map(shareWritten);
  if (shares.every((share) => share === "all")) return "all";
  return shares.every((share) => share === "none") ? "none" : "some";
}

/** Those first that have a type of their own; those that take one last. */
export function typedFirst<T extends Written>(values: readonly T[]): T[] {
  if (values.length < 2) return [...values];
  const shares = values.map(shareWritten);
  if (shares[0] === "none" && shares.length === 2) return [...values];
  const having = (share: Share) => values.filter((_, i) => shares[i] === share);
  return [...having("none"), ...having("some"), ...having("all")];
}

/** The type that a written value takes beside another one: the place's, unless the other cannot become that. */
export function besides(other: Type, place: Type | null): Type {
  return place !== null && becomes(other, place) ? place : other;
}

/** By itself, without loss (rule 25). */
export function becomes(given: Type, place: Type): boolean {
  if (given.kind === "exact") {
    if (place.kind === "exact") return given.scale <= place.scale;
    return place.kind === "number" && given.scale === 0;
  }
  return given.kind === place.kind;
}
