import type { Expression } from "../../automaton/automaton.ts";
import type { Help } from "../../diagnostic/diagnostic.ts";
import type { ComparisonOperator, Expression as Written } from "../../syntax/tree.ts";
import { notAmong } from "../convert.ts";
import { around, meantAs } from "../misfit.ts";
import { node, type StepScope } from "../scope.ts";
import { aType, boolean, typeName } from "../type.ts";
import { isReadable } from "./name.ts";

import { mixedNumbers, operands, type Pair } from "./operands.ts";

type Of<K extends Written["kind"]> = Extract<Written, { kind: K }>;

export function checkComparison(
  written: Of<"binary">,
  operator: ComparisonOperator,
  scope: StepScope,
): Expression | null {
  if (comparedWithNothing(written, scope)) return null;
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

/** `price = null`: what may be missing is tested for. */
function comparedWithNothing(
  { left, right, operator, span }: Of<"binary">,
  scope: StepScope,
): boolean {
  if (right.kind !== "name" || (operator !== "=" && operator !== "!=")) return false;
  const { text } = right.name;
  if (!/^(?:null|nil|none|undefined|missing)$/i.test(text) || isReadable(right.name, scope))
    return false;
  const test = operator === "=" ? "is missing" : "is known";
  scope.report.error("PDA0107", right.span, `no value is called \`${text}\``, {
    label: "no value",
    help: [
      {
        text: `test whether there is one: \`${test}\``,
        edits: [{ span: { ...span, start: left.span.end }, replacement: ` ${test}` }],
      },
    ],
  });
  return true;
}

/** `session.start > 30m`: how long ago it was is meant. */
function sinceHelp([left, right]: Pair, written: Of<"binary">): Help[] | null {
  const kinds = [left.type.kind, right.type.kind];
  if (!kinds.includes("time") || !kinds.includes("duration")) return null;
  const { span } = left.type.kind === "time" ? written.left : written.right;
  return [{ text: "compare how long ago that is: `since(…)`", edits: around(span, "since(", ")") }];
}

function comparable(pair: Pair, written: Of<"binary">, scope: StepScope): Pair | null {
  const [left, right] = pair;
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
    {
      label: `${typeName(a)} against ${typeName(b)}`,
      help: sinceHelp(pair, written) ?? comparisonHelp(constant, other, span),
    },
  );
}

function comparisonHelp(constant: Expression | null, other: Expression, span: Written["span"]) {
  const meant = constant && meantAs(constant, other.type, span);
  if (meant === null) return ["compare values of one type"];
  if (other.type.kind !== "text") return [meant];
  return [
    meant,
    "or declare the field as a number, if the log holds numbers: `integer`, `number` or `decimal(2)`",
  ];
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
