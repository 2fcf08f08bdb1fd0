/**
 * Every built-in function: signature, documentation, examples that run as tests. Imports nothing.
 * Forms that are not ordinary functions, because they read the stack or the clock, are in `forms`.
 */

/**
 * Types of a signature. `exact` is any integer or decimal; the checker rescales several exact arguments
 * to the largest scale among them. `literal text` must be written out. `T?` may be missing.
 */
export type ParameterType =
  | "text"
  | "integer"
  | "exact"
  | "number"
  | "boolean"
  | "time"
  | "duration"
  | "literal text"
  | "literal pattern"
  | "literal zone"
  | "literal integer";

export interface Signature {
  readonly parameters: readonly { readonly name: string; readonly type: ParameterType }[];
  /** The last parameter may be repeated. */
  readonly variadic?: boolean;
  /** `same`: the (rescaled) type of the first argument; `places`: decimal of the literal last argument, integer for 0. */
  readonly result:
    | "text"
    | "integer"
    | "number"
    | "boolean"
    | "time"
    | "duration"
    | "same"
    | "places";
  /** The result may be missing. */
  readonly optional?: boolean;
}

export interface Builtin {
  readonly name: string;
  readonly signatures: readonly Signature[];
  readonly doc: string;
  /** Expressions with their values, both in the language. */
  readonly examples: readonly { readonly expression: string; readonly value: string }[];
}

const unary = (type: ParameterType, result: Signature["result"]): Signature => ({
  parameters: [{ name: "x", type }],
  result,
});
const texts = (second: string, result: Signature["result"], optional = false): Signature => ({
  parameters: [
    { name: "in", type: "text" },
    { name: second, type: "text" },
  ],
  result,
  optional,
});
const zoned = (result: Signature["result"]): Signature => ({
  parameters: [
    { name: "t", type: "time" },
    { name: "zone", type: "literal zone" },
  ],
  result,
});
const extremum: readonly Signature[] = (["exact", "number", "duration", "time"] as const).map(
  (type) => ({
    parameters: [
      { name: "a", type },
      { name: "b", type },
    ],
    variadic: true,
    result: "same" as const,
  }),
);

const table = [
  {
    name: "length",
    signatures: [unary("text", "integer")],
    doc: "The number of code points of a text.",
    examples: [
      { expression: 'length("forex")', value: "5" },
      { expression: 'length("a🙂")', value: "2" },
    ],
  },
  {
    name: "lower",
    signatures: [unary("text", "text")],
    doc: "The text in lower case, code point by code point, by a table that is part of the language.",
    examples: [{ expression: 'lower("ForEx ÄÖ")', value: '"forex äö"' }],
  },
  {
    name: "starts_with",
    signatures: [texts("prefix", "boolean")],
    doc: "Whether a text begins with another.",
    examples: [{ expression: 'starts_with("forex", "for")', value: "true" }],
  },
  {
    name: "contains",
    signatures: [texts("part", "boolean")],
    doc: "Whether a text occurs in another.",
    examples: [{ expression: 'contains("forex", "ore")', value: "true" }],
  },
  {
    name: "part_before",
    signatures: [texts("mark", "text", true)],
    doc: "What stands before the first occurrence of a mark; missing where the mark does not occur.",
    examples: [{ expression: 'part_before("shoes/red", "/") or else "none"', value: '"shoes"' }],
  },
  {
    name: "part_after",
    signatures: [texts("mark", "text", true)],
    doc: "What stands after the first occurrence of a mark; missing where the mark does not occur.",
    examples: [
      { expression: 'part_after("shoes/red", "/") or else "none"', value: '"red"' },
      { expression: 'part_after("shoes", "/") or else "none"', value: '"none"' },
    ],
  },
  {
    name: "matches",
    signatures: [
      {
        parameters: [
          { name: "in", type: "text" },
          { name: "pattern", type: "literal pattern" },
        ],
        result: "boolean",
      },
    ],
    doc: "Whether a regular expression (RE2 syntax, linear time) occurs anywhere in a text; `^` and `$` bind it to the ends.",
    examples: [
      { expression: 'matches("order-17", "[0-9]+$")', value: "true" },
      { expression: 'matches("order-17", "^[0-9]+$")', value: "false" },
    ],
  },
  {
    name: "abs",
    signatures: [unary("exact", "same"), unary("number", "same"), unary("duration", "same")],
    doc: "The value without its sign.",
    examples: [{ expression: "abs(3 - 5)", value: "2" }],
  },
  {
    name: "min",
    signatures: extremum,
    doc: "The smallest of two or more values.",
    examples: [{ expression: "min(3, 1.5)", value: "1.5" }],
  },
  {
    name: "max",
    signatures: extremum,
    doc: "The largest of two or more values.",
    examples: [{ expression: "max(30m, 1h)", value: "1h" }],
  },
  {
    name: "round",
    signatures: [
      unary("exact", "integer"),
      unary("number", "integer"),
      {
        parameters: [
          { name: "x", type: "exact" },
          { name: "places", type: "literal integer" },
        ],
        result: "places",
      },
      {
        parameters: [
          { name: "x", type: "number" },
          { name: "places", type: "literal integer" },
        ],
        result: "places",
      },
    ],
    doc: "An exact value with the stated number of decimal places, half away from zero; of a number its exact binary value is rounded. `round(x / y, n)` is the one place where exact values are divided.",
    examples: [
      { expression: "round(2.345, 2)", value: "2.35" },
      { expression: "round(10 / 3, 2)", value: "3.33" },
      { expression: "round(0 - 2.5)", value: "-3" },
    ],
  },
  {
    name: "number",
    signatures: [unary("exact", "number")],
    doc: "The nearest double of an exact value.",
    examples: [{ expression: "number(9.95)", value: "9.95" }],
  },
  {
    name: "year",
    signatures: [zoned("integer")],
    doc: "The calendar year in a time zone.",
    examples: [{ expression: 'year(now, "UTC")', value: "2024" }],
  },
  {
    name: "month",
    signatures: [zoned("integer")],
    doc: "The month, 1 to 12, in a time zone.",
    examples: [{ expression: 'month(now, "UTC")', value: "1" }],
  },
  {
    name: "day",
    signatures: [zoned("integer")],
    doc: "The day of the month, from 1, in a time zone.",
    examples: [{ expression: 'day(now, "UTC")', value: "1" }],
  },
  {
    name: "weekday",
    signatures: [zoned("integer")],
    doc: "The day of the week, 1 for Monday to 7 for Sunday, in a time zone.",
    examples: [{ expression: 'weekday(now, "UTC")', value: "1" }],
  },
  {
    name: "hour",
    signatures: [zoned("integer")],
    doc: "The hour of the day, 0 to 23, in a time zone.",
    examples: [{ expression: 'hour(now, "Europe/Berlin")', value: "1" }],
  },
  {
    name: "start_of_day",
    signatures: [zoned("time")],
    doc: "The first instant of the day in a time zone.",
    examples: [{ expression: 'start_of_day(now, "UTC") = now', value: "true" }],
  },
  {
    name: "start_of_month",
    signatures: [zoned("time")],
    doc: "The first instant of the month in a time zone.",
    examples: [{ expression: 'start_of_month(now, "UTC") = now', value: "true" }],
  },
  {
    name: "halving",
    signatures: [
      {
        parameters: [
          { name: "a", type: "duration" },
          { name: "halfLife", type: "duration" },
        ],
        result: "number",
      },
    ],
    doc: "A weight that halves with every half-life: the double nearest to 2^(-a/h). The half-life must be more than zero.",
    examples: [{ expression: "halving(14d, 7d)", value: "0.25" }],
  },
] as const satisfies readonly Builtin[];

export type BuiltinName = (typeof table)[number]["name"];

export const builtins: readonly Builtin[] = table;

/** Milliseconds of each unit of a duration, longest first: the order in which they may follow each other. */
export const durationUnits = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
} as const;

/** Forms that look like functions but read the stack or the clock. */
export const forms = [
  {
    name: "age",
    doc: "`age(top)`: how long ago the frame was pushed, a duration. Takes top, bottom, nearest K, or a bound frame.",
  },
  { name: "since", doc: "`since(t)`: now - t, a duration." },
  { name: "kind", doc: "`kind(top)`: the name of the frame's kind, a text." },
  { name: "count", doc: "`count(K)`: how many frames of kind K are on the stack, an integer." },
] as const;
