import type { CatalogueEntry } from "../catalogue.ts";
import { withRules } from "./shop.ts";

const found = "emits found { product: text }";
const emitFound = "{ emit found { product } }";
const guarded = (guard: string) => withRules(found, `on purchase if ${guard} ${emitFound}`);

const field = (type: string) =>
  `events plant {\n  key device\n  time at_time\n  event reading { value: ${type} }\n}\n`;

/** Values and places of different types. */
export const typesCatalogue: readonly CatalogueEntry[] = [
  {
    code: "PDA0201",
    severity: "error",
    title: "unknown type",
    explanation:
      "The types are text, integer, number, decimal(n), boolean, time, duration and `one of (…)`. A `?` behind a type makes it optional.",
    wrong: field("string"),
    right: field("text"),
  },
  {
    code: "PDA0202",
    severity: "error",
    title: "too many decimal places",
    explanation: "Exact values have at most 38 digits, so at most 38 of them are decimal places.",
    wrong: field("decimal(40)"),
    right: field("decimal(4)"),
  },
  {
    code: "PDA0203",
    severity: "error",
    title: "value listed twice",
    explanation: "A list `one of (…)` names the same text twice. Often another was meant.",
    wrong: field('one of ("on", "off", "on")'),
    right: field('one of ("on", "off")'),
  },
  {
    code: "PDA0204",
    severity: "error",
    title: "wrong type for this place",
    explanation:
      "A value is given to a field, register or parameter of another type. Nothing is converted behind your back: a number does not become a text, nor a text a number.",
    wrong: withRules("emits sold { items: text }", "on purchase { emit sold { items } }"),
    right: withRules("emits sold { items: integer }", "on purchase { emit sold { items } }"),
  },
  {
    code: "PDA0205",
    severity: "error",
    title: "decimal places would be lost",
    explanation:
      "An exact value is given to a place with fewer decimal places. Nothing is cut off silently: say how it is rounded, or give the place more decimal places.",
    wrong: withRules("emits sold { amount: integer }", "on purchase { emit sold { amount } }"),
    right: withRules(
      "emits sold { amount: integer }",
      "on purchase { emit sold { amount: round(amount) } }",
    ),
  },
  {
    code: "PDA0206",
    severity: "error",
    title: "exact value beside a number",
    explanation:
      "A decimal is exact, a `number` is not. The two are not mixed silently: `number(x)` makes a number of an exact value, `round(x, n)` a decimal of a number. Integers become numbers by themselves.",
    wrong: withRules("emits sold { amount: number }", "on purchase { emit sold { amount } }"),
    right: withRules(
      "emits sold { amount: number }",
      "on purchase { emit sold { amount: number(amount) } }",
    ),
  },
  {
    code: "PDA0207",
    severity: "error",
    title: "values that cannot be compared",
    explanation:
      "Values of two types are compared, such as a text with a number. They would never be equal. Text stands in quotes, numbers without; durations have a unit.",
    wrong: guarded("product = 17850"),
    right: guarded('product = "17850"'),
  },
  {
    code: "PDA0208",
    severity: "error",
    title: "not among the values",
    explanation:
      "A text that is declared as `one of (…)` is compared with, or given, a text that the list does not contain. The test would never be true.",
    wrong: withRules(found, `on cart if channel = "webb" ${emitFound}`),
    right: withRules(found, `on cart if channel = "web" ${emitFound}`),
  },
  {
    code: "PDA0209",
    severity: "error",
    title: "exact division without rounding",
    explanation:
      "Integers and decimals are divided only inside `round(x / y, n)`, which says how many decimal places are kept. To divide as numbers, write `number(x) / number(y)`.",
    wrong: guarded("amount / items > 10"),
    right: guarded("round(amount / items, 2) > 10"),
  },
  {
    code: "PDA0210",
    severity: "error",
    title: "operator does not work on these",
    explanation:
      "`+`, `-`, `*` and `/` work on numbers. A time plus or minus a duration is a time, the difference of two times is a duration, and a duration can be multiplied by an integer. Texts are not joined.",
    wrong: guarded("at - 30 > session.start"),
    right: guarded("at - 30s > session.start"),
  },
  {
    code: "PDA0211",
    severity: "error",
    title: "wrong number of values",
    explanation: "A function is given more or fewer values than it takes.",
    wrong: guarded("starts_with(product)"),
    right: guarded('starts_with(product, "p")'),
  },
  {
    code: "PDA0212",
    severity: "error",
    title: "wrong type for a function",
    explanation: "A function is given a value of a type that it does not take.",
    wrong: guarded("length(items) > 3"),
    right: guarded("length(product) > 3"),
  },
  {
    code: "PDA0213",
    severity: "error",
    title: "must be written out",
    explanation:
      "Regular expressions, time zones and numbers of decimal places are written out in the text, so that they are checked before anything runs.",
    wrong: guarded('matches("p1", product)'),
    right: guarded('matches(product, "^p[0-9]+$")'),
  },
  {
    code: "PDA0214",
    severity: "error",
    title: "not true or false",
    explanation:
      "A guard, `if`, `where`, `and`, `or` and `not` need something that is true or false. Other values are compared first.",
    wrong: guarded("items"),
    right: guarded("items > 0"),
  },
  {
    code: "PDA0215",
    severity: "error",
    title: "branches of two types",
    explanation:
      "Both branches of `if … then … else …`, and both sides of `or else`, stand for one value, so they are of one type.",
    wrong: guarded("(if at_desk then product else items) = product"),
    right: guarded('(if at_desk then product else "none") = product'),
  },
  {
    code: "PDA0216",
    severity: "error",
    title: "too many digits",
    explanation: "Exact values have at most 38 digits, decimal places included.",
    wrong: guarded(`items > 1${"0".repeat(38)}`),
    right: guarded("items > 1000000"),
  },
  {
    code: "PDA0217",
    severity: "error",
    title: "regular expression refused",
    explanation:
      "Regular expressions are those of RE2: they run in linear time, whatever the text. Look-around and back references are not among them, and brackets must be closed.",
    wrong: guarded('matches(product, "(p")'),
    right: guarded('matches(product, "(p)")'),
  },
  {
    code: "PDA0218",
    severity: "error",
    title: "unknown time zone",
    explanation:
      "A time zone is named as in the IANA tables: `Europe/Berlin`, `America/New_York`, `UTC`.",
    wrong: guarded('hour(now, "Berlin time") < 9'),
    right: guarded('hour(now, "Europe/Berlin") < 9'),
  },
  {
    code: "PDA0219",
    severity: "error",
    title: "true and false have no order",
    explanation: "Values that are true or false are compared with `=` and `!=` only.",
    wrong: guarded("at_desk > false"),
    right: guarded("at_desk != false"),
  },
  {
    code: "PDA0220",
    severity: "error",
    title: "no time at all",
    explanation:
      "Gaps, lifetimes and timers last longer than zero: a timer of no time would fall due in the moment that it is set.",
    wrong: withRules(found, `after 0s -> waiting\non view ${emitFound}`),
    right: withRules(found, `after 10m -> waiting\non view ${emitFound}`),
  },
  {
    code: "PDA0221",
    severity: "error",
    title: "makes no lane",
    explanation:
      "Lanes are told apart by texts and integers: by what identifies a thing, not by how much or when.",
    wrong: withRules(`by visitor, amount\n${found}`, `on purchase ${emitFound}`),
    right: withRules(`by visitor, product\n${found}`, `on purchase ${emitFound}`),
  },
  {
    code: "PDA0222",
    severity: "error",
    title: "one name, two types",
    explanation:
      "A field is read that several events or frame kinds have, each of another type. Declare them alike, or read them one by one.",
    wrong: `events shop {
  key visitor
  time timestamp
  event view { product: text }
  event cart { product: integer }
}

pattern interest on shop {
  session gap 30m
  emits found { product: text }
  start waiting
  state waiting { on view, cart { emit found { product } } }
}
`,
    right: `events shop {
  key visitor
  time timestamp
  event view { product: text }
  event cart { product: text }
}

pattern interest on shop {
  session gap 30m
  emits found { product: text }
  start waiting
  state waiting { on view, cart { emit found { product } } }
}
`,
  },
  {
    code: "PDA0223",
    severity: "error",
    title: "a frame is no value",
    explanation:
      "`top`, `bottom` and `nearest query` are frames. Values are their fields: `top.term`. Whether a frame is there is tested with `top is known` or `top is query`.",
    wrong: withRules(
      "stack query { term: text }\nemits asked { term: text? }",
      "on search { clear  push query { term } }\non view { emit asked { term: top } }",
    ),
    right: withRules(
      "stack query { term: text }\nemits asked { term: text? }",
      "on search { clear  push query { term } }\non view { emit asked { term: top.term } }",
    ),
  },
  {
    code: "PDA0224",
    severity: "error",
    title: "amount that is not exact",
    explanation:
      "`for each … sharing` splits an amount so that the parts add up to it exactly. That needs an exact amount: an integer or a decimal.",
    wrong: withRules(
      "stack query depth 9 drop oldest\nemits credit { amount: decimal(2) }",
      `on search { push query }
on purchase { for each query sharing number(amount) by 1 as part { emit credit { amount: round(part, 2) } } }`,
    ),
    right: withRules(
      "stack query depth 9 drop oldest\nemits credit { amount: decimal(2) }",
      `on search { push query }
on purchase { for each query sharing amount by 1 as part { emit credit { amount: part } } }`,
    ),
  },
  {
    code: "PDA0226",
    severity: "error",
    title: "must be a constant",
    explanation:
      "Durations of timers and sessions, first values, and values of parameters and scenarios are the same in every step: written out, or a parameter.",
    wrong: withRules(
      `${found}\nremember deep: integer = depth`,
      `on view if deep > 0 ${emitFound}`,
    ),
    right: withRules(`${found}\nremember deep: integer = 1`, `on view if deep > 0 ${emitFound}`),
  },
  {
    code: "PDA0227",
    severity: "error",
    title: "not a time",
    explanation: 'A time is written as ISO 8601 text: `"2024-01-31"` or `"2024-01-31T12:00Z"`.',
    wrong: guarded('at > "31.01.2024"'),
    right: guarded('at > "2024-01-31"'),
  },
];
