import type { Expression, Type } from "../../automaton/automaton.ts";
import type { Span } from "../../diagnostic/diagnostic.ts";
import { parseTime } from "../../machine/values/time.ts";
import type { NumberLiteral } from "../../syntax/tree.ts";
import { type FileScope, node } from "../scope.ts";
import { exact, text, time } from "../type.ts";
import { digitsAt, readNumber } from "../writtenNumber.ts";

export function numberConstant(
  literal: NumberLiteral,
  negative: boolean,
  hint: Type | null,
  span: Span,
  scope: FileScope,
): Expression | null {
  const written = readNumber((negative ? "-" : "") + literal.digits);
  if (hint?.kind === "number") {
    const value = Number(literal.digits);
    if (Number.isFinite(value)) {
      return node(scope, span, {
        op: "constant",
        // `0 -` and not `-`: there is no negative zero.
        value: negative ? 0 - value : value,
        type: { kind: "number" },
      });
    }
    return scope.report.error("PDA0216", span, `\`${literal.digits}\` is too great for a number`, {
      label: "too great",
      help: ["a number goes up to about 1.8e308; write a smaller one"],
    });
  }
  if (written === null) {
    const full = /[eE]/.test(literal.digits) ? ", written out," : "";
    return scope.report.error(
      "PDA0216",
      span,
      `\`${literal.digits}\`${full} has more than 38 digits`,
      { label: "too long", help: ["exact values have at most 38 digits; write a smaller one"] },
    );
  }
  const scale = hint?.kind === "exact" ? Math.max(hint.scale, written.scale) : written.scale;
  const digits = digitsAt(written, scale);
  if (digits === null) {
    return scope.report.error(
      "PDA0216",
      span,
      `\`${literal.digits}\` with ${scale} decimal places has more than 38 digits`,
      { label: "too long", help: ["exact values have at most 38 digits; write a smaller one"] },
    );
  }
  return node(scope, span, { op: "constant", value: digits, type: exact(scale) });
}

/** A text; in the place of a time, the instant that it writes. */
export function textConstant(
  value: string,
  hint: Type | null,
  span: Span,
  scope: FileScope,
): Expression | null {
  if (hint?.kind !== "time") return node(scope, span, { op: "constant", value, type: text });
  const instant = parseTime(value, { zone: "UTC" });
  if (instant === null) {
    return scope.report.error("PDA0227", span, `${JSON.stringify(value)} is not a time`, {
      label: "not a date and time",
      help: ['write a time as in `"2024-01-31T12:00Z"`'],
    });
  }
  return node(scope, span, { op: "constant", value: instant, type: time });
}
