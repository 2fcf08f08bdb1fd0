import type { ConstantValue, Type } from "../automaton/automaton.ts";
import type { TypeReference } from "../syntax/tree.ts";
import type { Report } from "./report.ts";
import { suggest } from "./spelling.ts";

export const text: Type = { kind: "text" };
export const integer: Type = { kind: "exact", scale: 0 };
export const number: Type = { kind: "number" };
export const boolean: Type = { kind: "boolean" };
export const time: Type = { kind: "time" };
export const duration: Type = { kind: "duration" };

export const exact = (scale: number): Type => ({ kind: "exact", scale });

/** As it is written in the language. */
export function typeName(type: Type): string {
  if (type.kind === "exact") return type.scale === 0 ? "integer" : `decimal(${type.scale})`;
  if (type.kind === "text" && type.values !== undefined) {
    return `one of (${type.values.map((value) => JSON.stringify(value)).join(", ")})`;
  }
  return type.kind;
}

/** With an article, for a sentence: "a text", "an integer". */
export function aType(type: Type): string {
  const name = typeName(type);
  return `${/^[aeiou]/.test(name) ? "an" : "a"} ${name.startsWith("one of") ? `text, ${name}` : name}`.replace(
    /^an text/,
    "a text",
  );
}

export function sameType(a: Type, b: Type): boolean {
  if (a.kind === "exact" && b.kind === "exact") return a.scale === b.scale;
  if (a.kind === "text" && b.kind === "text") {
    return JSON.stringify(a.values ?? null) === JSON.stringify(b.values ?? null);
  }
  return a.kind === b.kind;
}

/** Text that may be one of either's values. */
export function joinedText(
  a: Extract<Type, { kind: "text" }>,
  b: Extract<Type, { kind: "text" }>,
): Type {
  if (a.values === undefined || b.values === undefined) return text;
  return { kind: "text", values: [...new Set([...a.values, ...b.values])] };
}

/** A sensible value to show in advice. */
export function exampleOf(type: Type): string {
  switch (type.kind) {
    case "text":
      return JSON.stringify(type.values?.[0] ?? "none");
    case "exact":
      return type.scale === 0 ? "0" : "0.0";
    case "number":
      return "0";
    case "boolean":
      return "false";
    case "time":
      return "now";
    case "duration":
      return "0s";
  }
}

const typeWords = [
  "text",
  "integer",
  "number",
  "decimal(2)",
  "boolean",
  "time",
  "duration",
  "one of",
];

/** What people write who know other languages. */
const foreignWords: Readonly<Record<string, string>> = {
  string: "text",
  str: "text",
  varchar: "text",
  char: "text",
  int: "integer",
  long: "integer",
  bigint: "integer",
  float: "number",
  double: "number",
  real: "number",
  money: "decimal(2)",
  decimal: "decimal(2)",
  bool: "boolean",
  timestamp: "time",
  date: "time",
  datetime: "time",
  interval: "duration",
};

/** The type that was written; null with a diagnostic where it is none. */
export function resolveType(reference: TypeReference, report: Report): Type | null {
  switch (reference.type) {
    case "unknown": {
      const foreign = Object.hasOwn(foreignWords, reference.word)
        ? foreignWords[reference.word]
        : undefined;
      const end = reference.span.start + reference.word.length;
      const span = { ...reference.span, end: Math.min(end, reference.span.end) };
      return report.error("PDA0201", span, `\`${reference.word}\` is not a type`, {
        label: "no such type",
        help:
          foreign === undefined
            ? suggest({ text: reference.word, span }, typeWords, "types")
            : [
                {
                  text: `the type is called \`${foreign}\` here`,
                  edits: [{ span, replacement: foreign }],
                },
              ],
      });
    }
    case "decimal":
      if (reference.places > 38) {
        return report.error(
          "PDA0202",
          reference.span,
          `a decimal has at most 38 digits, so it cannot have ${reference.places} places`,
          { label: "too many places", help: ["write a smaller number of places: `decimal(2)`"] },
        );
      }
      return exact(reference.places);
    case "oneOf": {
      const seen = new Map<string, TypeReference>();
      for (const value of reference.values) {
        if (seen.has(value.value)) {
          report.error(
            "PDA0203",
            value.span,
            `${JSON.stringify(value.value)} stands twice in one list of values`,
            { label: "again", help: ["leave one of the two out"] },
          );
        }
        seen.set(value.value, reference);
      }
      return { kind: "text", values: [...seen.keys()] };
    }
    default:
      return reference.type === "integer" ? integer : { kind: reference.type };
  }
}

/** The type that was written, or a stand-in that `unsure` knows. */
export function typeOrStandIn(
  reference: TypeReference,
  { report, unsure }: { readonly report: Report; readonly unsure: Set<Type> },
): Type {
  const type = resolveType(reference, report);
  if (type !== null) return type;
  const standIn: Type = { kind: "text" };
  unsure.add(standIn);
  return standIn;
}

/** A value and the type it is of. */
export interface Constant {
  readonly type: Type;
  readonly value: ConstantValue;
}
