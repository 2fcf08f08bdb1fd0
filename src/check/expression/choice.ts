import type { Expression, Type } from "../../automaton/automaton.ts";
import type { Expression as Written } from "../../syntax/tree.ts";
import { convert, rescaled, widened } from "../convert.ts";
import { node, type StepScope } from "../scope.ts";
import { aType, joinedText, number, sameType, typeName } from "../type.ts";
import type { Pair } from "./operands.ts";
import { checkCondition } from "./place.ts";
import { besides, typedFirst } from "./written.ts";

type Of<K extends Written["kind"]> = Extract<Written, { kind: K }>;

export function checkOrElse(
  written: Of<"binary">,
  scope: StepScope,
  hint: Type | null,
): Expression | null {
  const left = scope.check(written.left, scope, hint);
  const right = scope.check(written.right, scope, placeBeside(left, hint));
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
  const [first, second] = typedFirst([written.then, written.otherwise]) as [Written, Written];
  const one = scope.check(first, scope, hint);
  const two = scope.check(second, scope, placeBeside(one, hint));
  if (condition === null || one === null || two === null) return null;
  const pair: Pair = first === written.then ? [one, two] : [two, one];
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

const placeBeside = (one: Expression | null, hint: Type | null): Type | null =>
  one === null ? hint : besides(one.type, hint);

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
