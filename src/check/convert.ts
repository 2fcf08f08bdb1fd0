import type { Expression, Type } from "../automaton/automaton.ts";
import type { Span } from "../diagnostic/diagnostic.ts";
import { closest } from "../diagnostic/suggest.ts";
import { around, meantAs } from "./misfit.ts";
import { type FileScope, from } from "./scope.ts";
import { listing } from "./spelling.ts";
import { aType, sameType, typeName } from "./type.ts";

/**
 * The expression with the type of its place, converted where nothing can get lost.
 * `place` names it for a sentence: "field `term` of `attribution`".
 */
export function convert(
  value: Expression,
  type: Type,
  span: Span,
  place: string,
  scope: FileScope,
): Expression | null {
  const given = value.type;
  if (given.kind === "text" && type.kind === "text")
    return convertText(value, type, span, place, scope);
  if (sameType(given, type)) return value;
  if (given.kind === "exact" && type.kind === "exact") {
    if (given.scale < type.scale) return from(scope, span, rescaled(value, type.scale));
    return scope.report.error(
      "PDA0205",
      span,
      `${place} keeps ${places(type.scale)}, and this value has ${places(given.scale)}`,
      {
        label: typeName(given),
        help: [
          value.op === "constant"
            ? `write the value with ${places(type.scale)}, or declare the place \`${typeName(given)}\``
            : {
                text: `nothing is cut off silently: round it with \`round(…, ${type.scale})\`, or declare the place \`${typeName(given)}\``,
                edits: around(span, "round(", `, ${type.scale})`),
              },
        ],
      },
    );
  }
  if (given.kind === "exact" && type.kind === "number") {
    if (given.scale === 0) return from(scope, span, widened(value));
    return scope.report.error(
      "PDA0206",
      span,
      `${place} is a number and this value is ${aType(given)}, which is exact`,
      { label: typeName(given), help: [numberHelp(span)] },
    );
  }
  if (given.kind === "number" && type.kind === "exact") {
    return scope.report.error(
      "PDA0206",
      span,
      `${place} is ${aType(type)}, which is exact, and this value is a number`,
      { label: "number", help: [`round it: \`round(…, ${type.scale})\``] },
    );
  }
  return scope.report.error(
    "PDA0204",
    span,
    `${place} is ${aType(type)}, and this value is ${aType(given)}`,
    {
      label: typeName(given),
      help: [meantAs(value, type, span) ?? `give a value that is ${aType(type)}`],
    },
  );
}

function convertText(
  value: Expression,
  type: Extract<Type, { kind: "text" }>,
  span: Span,
  place: string,
  scope: FileScope,
): Expression | null {
  const values = type.values;
  if (values === undefined) return value;
  if (value.op === "constant") {
    if (values.includes(value.value as string)) return value;
    return notAmong(value.value as string, values, span, place, scope);
  }
  const given = value.type.kind === "text" ? value.type.values : undefined;
  if (given?.every((one) => values.includes(one))) return value;
  return scope.report.error(
    "PDA0204",
    span,
    `${place} is one of ${values.length} stated texts, and this value may be another`,
    {
      label: typeName(value.type),
      help: [listing(values.map(quoted), "values")],
    },
  );
}

/** A constant that a list of values does not contain. */
export function notAmong(
  value: string,
  values: readonly string[],
  span: Span,
  place: string,
  scope: FileScope,
): null {
  const like = closest(value, values);
  return scope.report.error("PDA0208", span, `${place} is never ${JSON.stringify(value)}`, {
    label: "not among its values",
    help:
      like === null
        ? [listing(values.map(quoted), "values")]
        : [
            {
              text: `did you mean ${quoted(like)}?`,
              edits: [{ span, replacement: quoted(like) }],
            },
          ],
  });
}

const quoted = (value: string) => JSON.stringify(value);

export const numberHelp = (span: Span) => ({
  text: "say that the exact value becomes a number: `number(…)`",
  edits: around(span, "number(", ")"),
});

const places = (scale: number) =>
  scale === 0 ? "no decimal places" : scale === 1 ? "1 decimal place" : `${scale} decimal places`;

export const widened = (operand: Expression): Expression => ({
  op: "widen",
  operand,
  type: { kind: "number" },
});

/** A constant is rescaled at once, so that the automaton shows the value it means. */
export function rescaled(operand: Expression, scale: number): Expression {
  const type: Type = { kind: "exact", scale };
  if (operand.op === "constant" && operand.type.kind === "exact") {
    const digits = String(operand.value);
    const value = digits === "0" ? digits : digits + "0".repeat(scale - operand.type.scale);
    if (value.replace("-", "").length <= 38) return { op: "constant", value, type };
  }
  return { op: "rescale", operand, type };
}
