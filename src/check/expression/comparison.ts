import type { Expression } from "../../automaton/automaton.ts";
import type { ComparisonOperator, Expression as Written } from "../../syntax/tree.ts";
import { notAmong } from "../convert.ts";
import { node, type StepScope } from "../scope.ts";
import { aType, boolean, typeName } from "../type.ts";

import { mixedNumbers, operands, type Pair } from "./operands.ts";

type Of<K extends Written["kind"]> = Extract<Written, { kind: K }>;

export function checkComparison(
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
