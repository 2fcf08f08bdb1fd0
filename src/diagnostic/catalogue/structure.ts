import type { CatalogueEntry } from "../catalogue.ts";
import { rulesCatalogue } from "./rules.ts";
import { withPattern, withRules, withShop } from "./shop.ts";

const found = "emits found { product: text }";
const onView = "on view { emit found { product } }";

/** What a block of events or a pattern states, how often and where. */
const statementsCatalogue: readonly CatalogueEntry[] = [
  {
    code: "PDA0401",
    severity: "error",
    title: "no end of the session",
    explanation:
      "Every pattern says when it may forget a key: `session gap 30m` for visits, `expire after 30d` for things that go on. Without it, every key would be remembered for ever.",
    wrong: withPattern(`${found}\nstart waiting\nstate waiting { ${onView} }`),
    right: withPattern(`session gap 30m\n${found}\nstart waiting\nstate waiting { ${onView} }`),
  },
  {
    code: "PDA0402",
    severity: "error",
    title: "stated twice",
    explanation:
      "Something that is stated once at most stands twice: `session` or `expire`, `start`, `stack`, `by`, `calls`, an order word such as `dedupe` or `late`, or the key, time or id of a block of events.",
    wrong: withPattern(`session gap 30m
expire after 30d
${found}
start waiting
state waiting { ${onView} }`),
    right: withPattern(`session gap 30m
${found}
start waiting
state waiting { ${onView} }`),
  },
  {
    code: "PDA0403",
    severity: "error",
    title: "no start",
    explanation:
      "A pattern, and each of its parts, says with `start` in which state it begins. The order in which states are written means nothing.",
    wrong: withPattern(`session gap 30m\n${found}\nstate waiting { ${onView} }`),
    right: withPattern(`session gap 30m\n${found}\nstart waiting\nstate waiting { ${onView} }`),
  },
  {
    code: "PDA0405",
    severity: "error",
    title: "rule outside of all states",
    explanation:
      "Transitions and timers belong to a state, or to the group or part that shares them. In the pattern itself stand only `on end`, `afterwards` and `ignore`.",
    wrong: withPattern(`session gap 30m
${found}
start waiting
on cart -> waiting
state waiting { ${onView} }`),
    right: withPattern(`session gap 30m
${found}
start waiting
group everywhere {
  on cart -> waiting
  state waiting { ${onView} }
}`),
  },
  {
    code: "PDA0417",
    severity: "error",
    title: "limit without lanes",
    explanation:
      "`at most N lanes` limits how many automata run for one key, so it needs `by`, which makes several of them.",
    wrong: withRules(`at most 200 lanes drop oldest\n${found}`, onView),
    right: withRules(`by visitor, product\nat most 200 lanes drop oldest\n${found}`, onView),
  },
  {
    code: "PDA0418",
    severity: "error",
    title: "session of something else",
    explanation:
      "`session gap … of visitor` gives all lanes of a key one session. It names the key, and makes sense only in a pattern with lanes.",
    wrong: withPattern(`by visitor, product
session gap 30m of product
${found}
start waiting
state waiting { ${onView} }`),
    right: withPattern(`by visitor, product
session gap 30m of visitor
${found}
start waiting
state waiting { ${onView} }`),
  },
  {
    code: "PDA0419",
    severity: "error",
    title: "lanes without the key",
    explanation:
      "Lanes stand inside the key of the events, so `by` names the key first: `by visitor, product`.",
    wrong: withRules(`by product\n${found}`, onView),
    right: withRules(`by visitor, product\n${found}`, onView),
  },
  {
    code: "PDA0420",
    severity: "error",
    title: "event without a lane",
    explanation:
      "In a pattern `by visitor, product` an event without a product belongs to no lane and is never seen by one. A rule that waits for it would wait for ever.",
    wrong: withRules(`by visitor, product\n${found}`, `${onView}\non search -> waiting`),
    right: withRules(`by visitor, product\n${found}`, `${onView}\non cart -> waiting`),
  },
  {
    code: "PDA0421",
    severity: "error",
    title: "ignored event",
    explanation:
      "An event named in `ignore` never reaches the pattern, so no rule can wait for it.",
    wrong: withRules(`${found}\nignore search, view`, `${onView}\non cart -> waiting`),
    right: withRules(`${found}\nignore search`, `${onView}\non cart -> waiting`),
  },
  {
    code: "PDA0424",
    severity: "error",
    title: "events without key or time",
    explanation:
      "A block of events names the field that says whose an event is (`key visitor`) and the one that says when it happened (`time timestamp`).",
    wrong: "events shop {\n  key visitor\n  event view { product: text }\n}\n",
    right: "events shop {\n  key visitor\n  time timestamp\n  event view { product: text }\n}\n",
  },
  {
    code: "PDA0427",
    severity: "error",
    title: "`from` or `rounded` outside of events",
    explanation:
      "`from` and `rounded` say how the fields of a record are read. Frames and outputs are not read from records; their values are given in `push` and `emit`.",
    wrong: withRules("emits found { product: text from sku }", onView),
    right: withRules(found, onView),
  },
  {
    code: "PDA0447",
    severity: "error",
    title: "`was` of what is not kept",
    explanation:
      "`was` says what open sessions hold under another name since the pattern before, or what they begin with: states, groups, parts, kinds of frames with their fields, registers. Events are read and outputs are sent; nothing of them is kept in a session.",
    wrong: withRules("emits found { product was article: text }", onView),
    right: withRules(found, onView),
  },
  {
    code: "PDA0429",
    severity: "error",
    title: "not a limit",
    explanation:
      "The limits of depth, lanes, calls and kept configurations are whole numbers from 1.",
    wrong: withRules(
      "stack query { term: text } depth 0 drop oldest\nemits found { product: text, term: text? }",
      "on search { push query { term } }\non view { emit found { product, term: top.term } }",
    ),
    right: withRules(
      "stack query { term: text } depth 9 drop oldest\nemits found { product: text, term: text? }",
      "on search { push query { term } }\non view { emit found { product, term: top.term } }",
    ),
  },
  {
    code: "PDA0430",
    severity: "error",
    title: "register without a first value",
    explanation:
      "A register is optional (`text?`), and missing until it is assigned, or it has a first value (`= 0`).",
    wrong: withRules(
      `${found}\nremember seen: integer`,
      "on view if seen = 0 { emit found { product }  seen = 1 }",
    ),
    right: withRules(
      `${found}\nremember seen: integer = 0`,
      "on view if seen = 0 { emit found { product }  seen = 1 }",
    ),
  },
  {
    code: "PDA0432",
    severity: "error",
    title: "optional parameter",
    explanation: "A parameter has a value in every run, so its type is never optional.",
    wrong: withShop(`param limit: integer? = 5
pattern interest on shop {
  session gap 30m
  ${found}
  start waiting
  state waiting { on purchase if items > limit { emit found { product } } }
}`),
    right: withShop(`param limit: integer = 5
pattern interest on shop {
  session gap 30m
  ${found}
  start waiting
  state waiting { on purchase if items > limit { emit found { product } } }
}`),
  },
  {
    code: "PDA0433",
    severity: "error",
    title: "nothing to round",
    explanation:
      "`rounded` lets a record have more decimal places than its field keeps. Only integers and decimals keep a stated number of them.",
    wrong:
      "events shop {\n  key visitor\n  time timestamp\n  event view { product: text rounded }\n}\n",
    right:
      "events shop {\n  key visitor\n  time timestamp\n  event view { price: decimal(2) rounded }\n}\n",
  },
];

export const structureCatalogue: readonly CatalogueEntry[] = [
  ...statementsCatalogue,
  ...rulesCatalogue,
  {
    code: "PDA0434",
    severity: "warning",
    title: "gap longer than the longest session",
    explanation:
      "`max` ends a session before its `gap` could: however long a visitor is silent, the longest session is over first. Often the two are swapped. Equal ones say that only the longest counts.",
    wrong: withPattern(`session gap 12h max 30m
emits seen { product: text }
start waiting
state waiting { on cart { emit seen { product } } }`),
    right: withPattern(`session gap 30m max 12h
emits seen { product: text }
start waiting
state waiting { on cart { emit seen { product } } }`),
  },
];
