import { describe, expect, it } from "vitest";
import { compiled } from "./compiled.ts";

const base = `events shop {
  key visitor
  time ts
  event view is "product view" when page = "/view" { product: text, note: text?, price: decimal(2) }
  event cart { product: text }
}

pattern seen on shop {
  session gap 30m
  stack query { term: text } depth 5 drop oldest
  remember total: decimal(2) = 0
  remember n: integer = 0
  emits found { product: text, total: decimal(2), n: integer }
  start idle
  state idle {
    on view if product = "a" -> looked { total = total + price  n = n + 1  push query { term: product } }
    on cart, view -> looked
  }
  state looked {
    on view if top is query and top.term = product -> idle { emit found { product, total, n }  pop }
    on cart if depth = 0 -> idle
    on cart if since(session.start) > 5m or now - session.start > 5m -> idle
    after 10m idle -> idle
  }
}

scenario "one" for seen {
  at 0s view { product: "a", price: 1.00 }
  at 5s view { product: "a", price: 1.00 } => found { n: 1 }
  ends in idle
}
`;

/**
 * What other languages and speech suggest, and the sentence that it is told. Edits make the good text of it again,
 * or, where none is certain, the way out is in the help that is named last.
 */
const habits: readonly (readonly [good: string, bad: string, message: string, help?: string])[] = [
  ["total = total + price ", "total += price ", "`total +=` is written `total = total + …` here"],
  ["n = n + 1", "n++", "`n++` is written `n = n + 1` here"],
  [
    "total = total + price ",
    "total -= price ",
    "`total -=` is written `total = total - …` here",
    "say what the register is to hold: `total = total + amount`",
  ],
  [
    'product = "a"',
    'product in ("a", "b")',
    "`in` is no operator of the language",
    "compare with each: `product = … or product = …`",
  ],
  [
    'product = "a"',
    'product like "a%"',
    "`like` is no operator of the language",
    'use a function: `contains(product, "…")`, `starts_with(product, "…")`, or `matches(product, "…")` with a regular expression',
  ],
  [
    'contains(product, "a")',
    'product contains "a"',
    "`contains` is a function, and stands before its values",
  ],
  [
    'product = "a" or product = "b"',
    'product = "a" or "b"',
    "`or` needs something that is true or false, and this is a text",
  ],
  ["note is missing", "note = null", "no value is called `null`"],
  ["note is known", "note != missing", "no value is called `missing`"],
  ["since(session.start) > 5m", "session.start > 5m", "a time and a duration cannot be compared"],
  ["now - session", "now() - session", "`now` is a value, not a function"],
  ["depth = 0", "stack is empty", "only a frame can be tested for its kind `empty`"],
  [
    'top is query and kind(top) = "query"',
    'top is query and top.kind = "query"',
    "frame kind `query` has no field `kind`",
  ],
  ["cart, view", "cart or view", "events that a rule takes are joined by `,`, not `or`"],
  ["-> looked {", "-> state looked {", "`state` is not needed before the name of a state"],
  ["start idle", "start at idle", "`at` is not needed before the name of a state"],
  ["start idle", "start: idle", "`:` is not needed after `start`"],
  ["key visitor", "key = visitor", "`=` is not needed after `key`"],
  ["-> looked {", "then -> looked {", "a rule has no `then`"],
  ["pop }", "pop query }", "`pop` takes the top frame, whatever its kind, and names none"],
  ["when page", "where page", "a record is told by `when`, not `where`"],
  [
    'is "product view"',
    '= "product view"',
    "the name that the log has for an event stands after `is`, not `=`",
  ],
  [
    "note: text?",
    "note: text optional",
    "a field that may be missing has `?` behind its type",
    "write `?`",
  ],
  ["at 0s view", "at 0 view", "`0` has no unit of time"],
  ["at 5s view", "at 5 view", "`5` has no unit of time", "write `5s`, `5m` or `5h`"],
  [
    "at 5s view",
    "5s view",
    "`5s` begins no line of a scenario",
    'write it like this: `at 4s view { product: "p1" } => found { product: "p1" }`',
  ],
  [
    'on view if product = "a"',
    'if product = "a" on view',
    "a guard stands behind the event of its rule, and before the arrow",
    'write it like this: `on search if term != "" -> searched { … }`',
  ],
  [
    "emit found { product, total, n }",
    'if product = "a" { emit found { product, total, n } }',
    "actions have no conditions of their own",
    "write two rules, one after the other: `on search if … { … }` and `on search { … }`; the first that fits fires",
  ],
  [
    "depth 5 drop oldest",
    "depth 5",
    "`stack query { term: text } depth 5` does not say what happens where the stack is full",
    "add `drop oldest`, `refuse` or `else -> full { clear }`",
  ],
  [
    "start idle",
    "start idle\n  at most 5 lanes",
    "`at most 5 lanes` does not say what happens to a lane too many",
    "add `drop oldest` or `refuse`",
  ],
  [
    "after 10m idle",
    "timeout 10m",
    "`timeout` begins no timer",
    "how long in this state: `after 30m -> abandoned`; how long without an event: `after 30m idle -> abandoned`",
  ],
  [
    "after 10m idle",
    "after 10m of inactivity",
    "`of` is no part of a timer",
    "how long in this state: `after 30m -> abandoned`; how long without an event: `after 30m idle -> abandoned`",
  ],
  [
    "key visitor",
    "key visitor, product",
    "events have one key",
    "leave it out here; `by visitor, product` in a pattern runs one automaton per pair",
  ],
  [
    "remember n: integer = 0",
    "remember n = 0",
    "`n` has no type",
    'write `n: text`, or integer, number, decimal(2), boolean, time, duration, one of ("a", "b")',
  ],
  [
    "remember n: integer = 0",
    "let n = 0",
    "what a pattern keeps between events is declared by `remember`",
    "write `remember total: decimal(2) = 0`, with its type and its first value",
  ],
  [
    'when page = "/view"',
    'when page contains "/view"',
    "a comparison such as `=` is expected before `contains`",
    'write it like this: `when page = "/search"`',
  ],
  [
    "depth 5 drop oldest",
    "depth 5 drop oldest, filter { facet: text }",
    "`depth` stands behind the last kind of frame",
    "write it like this: `stack query { term: text }, filter { facet: text } depth 32 drop oldest`",
  ],
  ["price > 1000.50", "price > 1,000.50", "`1,000.50` is written `1000.50`"],
  [
    'product = "a"',
    'product is "a"',
    "values are compared by `=`; `is` asks for a kind of frame, or whether there is a value",
  ],
  [
    "price > 5 and price < 10",
    "price between 5 and 10",
    "`between` is no operator of the language",
    "compare with both: `price >= … and price <= …`",
  ],
  [
    "on cart if depth = 0 -> idle",
    "on cart if depth = 0 -> idle\n    else -> idle",
    "a rule has no `else`",
    "write a second rule for the same event behind it, without the guard: the first that fits fires",
  ],
  ["n = n + 1", "set n = n + 1", "`set` is not needed before a register"],
  ["total, n: depth }", "total, depth as n }", "`as` gives no value another name"],
  ["session gap 30m", "session gap 30m,", "statements are not separated by commas"],
  ["after 10m idle -> idle", "after 10m idle -> idle,", "rules are not separated by commas"],
  ["n = n + 1  push", "n = n + 1, push", "actions are not separated by commas", "leave it out"],
  ['at 5s view { product: "a"', 'at 5s view { prodct: "a"', "event `view` has no field `prodct`"],
  [
    "query { term: product }",
    "query { terms: product }",
    "frame kind `query` has no field `terms`",
  ],
  [
    "stack query { term: text }",
    "stack query",
    "frame kind `query` has no field `term`",
    "declare it: `query { term: … }`",
  ],
];

describe("habits of other languages", () => {
  for (const [good, bad, message, way] of habits) {
    it(`${bad}: ${message}`, () => {
      // Some good texts are no part of the base: they stand where its first guard does, or what it emits.
      const place = good.endsWith("}") ? "total, n }" : 'product = "a"';
      const whole = base.includes(good) ? base : base.replace(place, () => good);
      expect(whole.split(good).length).toBeGreaterThan(1);
      expect(errors(whole)).toEqual([]);
      const text = whole.replace(good, () => bad);
      const { diagnostics } = compiled(text);
      expect(diagnostics[0]?.message).toBe(message);
      const help = diagnostics[0]?.help[0];
      if (way !== undefined) expect(help?.text).toBe(way);
      else {
        expect(diagnostics.length).toBe(1);
        expect(edited(text, help?.edits ?? [])).toBe(whole);
      }
    });
  }
});

it("a state may be called as the words that are not needed before one", () => {
  const states =
    "start at state at { on view -> state on cart -> at } state state { on view -> at }";
  expect(
    errors(`events shop { key visitor time ts event view event cart }
pattern seen on shop { session gap 30m ${states} }`),
  ).toEqual([]);
});

it("parameters that are called otherwise are each told, and known", () => {
  const { diagnostics } = compiled(`events shop { key visitor time ts event view }
parameter wait: duration = 30m
const most: integer = 5

pattern seen on shop { session gap wait remember n: integer = 0 start idle
  state idle { on view if n < most { n = n + 1 } } }`);
  const told = diagnostics.map(({ code, help }) => `${code} ${help[0]?.text}`);
  expect(told).toEqual(["PDA0022 did you mean `param`?", "PDA0022 did you mean `param`?"]);
});

const errors = (text: string) =>
  compiled(text).diagnostics.filter(({ severity }) => severity === "error");

function edited(
  text: string,
  edits: readonly { readonly span: { start: number; end: number }; readonly replacement: string }[],
): string {
  return [...edits]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce(
      (left, { span, replacement }) =>
        left.slice(0, span.start) + replacement + left.slice(span.end),
      text,
    );
}
