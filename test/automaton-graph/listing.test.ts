import { expect, test } from "vitest";
import type { Expression, Type } from "../../src/automaton/automaton.ts";
import { renderListing } from "../../src/automaton/listing.ts";
import { actionText, constantText, expressionText } from "../../src/automaton/wording.ts";
import { attribution } from "./samples.ts";

const text: Type = { kind: "text" };
const whole: Type = { kind: "exact", scale: 0 };
const boolean: Type = { kind: "boolean" };
const name = (of: string, type: Type = whole): Expression => ({ op: "field", name: of, type });
const a = name("a");
const b = name("b");
const c = name("c");
const of = (
  op: "add" | "subtract" | "multiply" | "and" | "or" | "orElse",
  left: Expression,
  right: Expression,
): Expression => ({ op, left, right, type: whole });
const compare = (left: Expression, right: Expression): Expression => ({
  op: "compare",
  operator: "=",
  left,
  right,
  type: boolean,
});
const query = (field: string, depth: number): Expression => ({
  op: "frameField",
  of: { frame: "bound", depth },
  kind: "query",
  name: field,
  type: text,
});
const not = (operand: Expression): Expression => ({ op: "not", operand, type: boolean });

test.each<[string, Expression]>([
  ["a - (b - c)", of("subtract", a, of("subtract", b, c))],
  ["a - b - c", of("subtract", of("subtract", a, b), c)],
  ["(a + b) * c", of("multiply", of("add", a, b), c)],
  ["a + b * c", of("add", a, of("multiply", b, c))],
  ["a or else b + c", of("add", of("orElse", a, b), c)],
  ["(a + b) or else c", of("orElse", of("add", a, b), c)],
  ["(a = b or b = c) and a = c", of("and", of("or", compare(a, b), compare(b, c)), compare(a, c))],
  ["not (a = b and b = c)", not(of("and", compare(a, b), compare(b, c)))],
  ["not a = b", not(compare(a, b))],
  ["a is missing", not({ op: "isKnown", operand: a, type: boolean })],
  ["-(a + b)", { op: "negate", operand: of("add", a, b), type: whole }],
  [
    "(if a = b then a else b) + c",
    // biome-ignore lint/suspicious/noThenProperty: it is the name in the automaton's format
    of("add", { op: "if", condition: compare(a, b), then: a, otherwise: b, type: whole }, c),
  ],
  [
    "any query q where any query q2 where q2.term = q.term",
    {
      op: "any",
      kind: "query",
      where: {
        op: "any",
        kind: "query",
        where: compare(query("term", 0), query("term", 1)),
        type: boolean,
      },
      type: boolean,
    },
  ],
  [
    "round(a / b, 2)",
    { op: "roundedQuotient", left: a, right: b, type: { kind: "exact", scale: 2 } },
  ],
  [
    "nearest query.term",
    {
      op: "frameField",
      of: { frame: "nearest", kind: "query" },
      kind: "query",
      name: "term",
      type: text,
    },
  ],
  ["top is filter", { op: "frameIs", of: { frame: "top" }, kind: "filter", type: boolean }],
])("%s", (expected, expression) => {
  expect(expressionText(expression)).toBe(expected);
});

test.each<[string, string | number | boolean, Type]>([
  ["9.95", "995", { kind: "exact", scale: 2 }],
  ["-0.03", "-3", { kind: "exact", scale: 2 }],
  ["7", "7", whole],
  ["1h30m", 5_400_000, { kind: "duration" }],
  ["-30s", -30_000, { kind: "duration" }],
  ['"a\\"b"', 'a"b', text],
  ["true", true, boolean],
  ["2024-01-01T00:00:00.000Z", 1_704_067_200_000, { kind: "time" }],
])("the constant %s", (expected, value, type) => {
  expect(constantText(value, type)).toBe(expected);
});

test("a sharing reads as it is written", () => {
  const amount = name("amount");
  expect(
    actionText({
      do: "forEach",
      kind: "touch",
      sharing: {
        amount,
        weight: {
          op: "call",
          function: "halving",
          arguments: [
            { op: "frameAge", of: { frame: "loop" }, type: { kind: "duration" } },
            { op: "constant", value: 604_800_000, type: { kind: "duration" } },
          ],
          type: { kind: "number" },
        },
        as: "share",
      },
      emits: [
        {
          do: "emit",
          output: "credit",
          fields: [
            {
              name: "campaign",
              value: {
                op: "frameField",
                of: { frame: "loop" },
                kind: "touch",
                name: "campaign",
                type: text,
              },
            },
            { name: "amount", value: { op: "part", type: whole } },
          ],
          withEvent: true,
        },
      ],
    }),
  ).toBe(
    "for each touch sharing amount by halving(age(touch), 1w) as share { emit credit { campaign: touch.campaign, amount: share, with event } }",
  );
});

test("the listing of the search attribution", () => {
  expect(renderListing(attribution)).toBe(`pattern search_attribution on shop
  one per visitor
  session gap 30m max 12h
  stack query { term: text }
  emits attribution { stage: text, term: text, product: text? }

  start browsing

  state browsing   (start)
    on search -> searched { push query { term }  emit attribution { stage: "searched", term } }

  group attributed
    on search -> searched { replace query { term }  emit attribution { stage: "searched", term } }
    on other -> browsing { clear }

    state searched
      on view -> found { emit attribution { stage: "found", term: top.term, product } }

    state found
      on view { emit attribution { stage: "found", term: top.term, product } }
      on cart -> carted { emit attribution { stage: "carted", term: top.term, product } }

    state carted
      on view, cart { emit attribution { stage: "considered", term: top.term, product } }
      on purchase -> browsing { emit attribution { stage: "bought", term: top.term, product }  clear }
`);
});
