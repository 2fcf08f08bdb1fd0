import type { CatalogueEntry } from "../catalogue.ts";
import { withPattern, withRules } from "./shop.ts";

const found = "emits found { product: text }";
const onView = "on view { emit found { product } }";

const withParts = (waiting: string, paying: string) =>
  withPattern(`session gap 30m
start waiting
state waiting { ${waiting} }
part checkout {
  start paying
  state paying { ${paying} }
}`);
const goodParts = withParts("on cart { call checkout then -> waiting }", "on purchase { return }");

/** Rules and actions that stand where they cannot. */
export const rulesCatalogue: readonly CatalogueEntry[] = [
  {
    code: "PDA0406",
    severity: "error",
    title: "after a rule that takes everything",
    explanation:
      "The first transition that fits fires. After `on other` without a guard only `on any` can still be reached in the same block, after `on any` without a guard nothing.",
    wrong: withRules(found, `on other -> waiting\n${onView}`),
    right: withRules(found, `${onView}\non other -> waiting`),
  },
  {
    code: "PDA0407",
    severity: "error",
    title: "action in `on end`",
    explanation:
      "When a session ends its memory is gone in the next moment, so only `emit` and `for each` make sense there.",
    wrong: withRules(
      `${found}\nremember last: text = "none"`,
      `on view { last = product }\non end { emit found { product: last }  last = "none" }`,
    ),
    right: withRules(
      `${found}\nremember last: text = "none"`,
      "on view { last = product }\non end { emit found { product: last } }",
    ),
  },
  {
    code: "PDA0408",
    severity: "error",
    title: "action in `afterwards`",
    explanation:
      "`afterwards` keeps the books after every event, whichever transition took it. Only assignments to registers stand in it.",
    wrong: withPattern(`session gap 30m
${found}
start waiting
state waiting { on cart -> waiting }
afterwards on view { emit found { product } }`),
    right: withPattern(`session gap 30m
${found}
remember last: text = "none"
start waiting
state waiting { on cart { emit found { product: last } } }
afterwards on view { last = product }`),
  },
  {
    code: "PDA0409",
    severity: "error",
    title: "not the last action",
    explanation:
      "`call`, `return` and `end session` say how it goes on, so they are the last action of a list.",
    wrong: withRules(found, "on view { end session  emit found { product } }"),
    right: withRules(found, "on view { emit found { product }  end session }"),
  },
  {
    code: "PDA0410",
    severity: "error",
    title: "two ways to go on",
    explanation:
      "A `call` names the state that follows it with `then`, and `return` goes where its call said. The rule itself names no state beside them.",
    wrong: withParts(
      "on cart -> waiting { call checkout then -> waiting }",
      "on purchase { return }",
    ),
    right: goodParts,
  },
  {
    code: "PDA0411",
    severity: "error",
    title: "not a state",
    explanation: "An arrow leads to a state. Groups only share rules, and parts are called.",
    wrong: withPattern(`session gap 30m
start waiting
group all {
  on cart -> all
  state waiting { on view -> looking }
  state looking { on search -> waiting }
}`),
    right: withPattern(`session gap 30m
start waiting
group all {
  on cart -> waiting
  state waiting { on view -> looking }
  state looking { on search -> waiting }
}`),
  },
  {
    code: "PDA0412",
    severity: "error",
    title: "across the border of a part",
    explanation:
      "A part is entered only by a call and left only by `return`, so that it can be called from several places. Arrows stay inside or outside.",
    wrong: withParts(
      "on cart { call checkout then -> waiting }",
      "on search -> waiting  on purchase { return }",
    ),
    right: goodParts,
  },
  {
    code: "PDA0413",
    severity: "error",
    title: "action in the `else` of a depth",
    explanation:
      "What happens when the stack is full names the state to go to; it does not call a part or return from one.",
    wrong: withRules(
      "stack query { term: text } depth 9 else -> waiting { return }\nemits found { product: text, term: text? }",
      "on search { push query { term } }\non view { emit found { product, term: top.term } }",
    ),
    right: withRules(
      "stack query { term: text } depth 9 else -> waiting { clear }\nemits found { product: text, term: text? }",
      "on search { push query { term } }\non view { emit found { product, term: top.term } }",
    ),
  },
  {
    code: "PDA0414",
    severity: "error",
    title: "action in `for each`",
    explanation:
      "`for each` runs over the frames without changing anything: only `emit` stands in it.",
    wrong: withRules(
      "stack query { term: text } depth 9 drop oldest\nemits asked { term: text }",
      "on search { push query { term } }\non view { for each query { emit asked { term: query.term }  pop } }",
    ),
    right: withRules(
      "stack query { term: text } depth 9 drop oldest\nemits asked { term: text }",
      "on search { push query { term } }\non view { for each query { emit asked { term: query.term } }  clear }",
    ),
  },
  {
    code: "PDA0415",
    severity: "error",
    title: "`return` outside of a part",
    explanation:
      "`return` goes back to where a part was called. Outside of parts there is nothing to go back to.",
    wrong: withRules(found, `${onView}\non cart { return }`),
    right: withRules(found, `${onView}\non cart -> waiting`),
  },
  {
    code: "PDA0416",
    severity: "error",
    title: "`with event` without an event",
    explanation:
      "`with event` adds the record at hand to an output. In a timer, at the end of a session and in the `else` of a depth there is none.",
    wrong: withRules(
      "emits visit { id: text }",
      "on view -> waiting\non end { emit visit { id: session.id, with event } }",
    ),
    right: withRules(
      "emits visit { id: text }",
      "on view -> waiting\non end { emit visit { id: session.id } }",
    ),
  },
  {
    code: "PDA0422",
    severity: "error",
    title: "event named twice",
    explanation: "One `on` names the same event twice. Often another one was meant.",
    wrong: withRules(found, "on view, view { emit found { product } }"),
    right: withRules(found, "on view, cart { emit found { product } }"),
  },
  {
    code: "PDA0423",
    severity: "error",
    title: "`afterwards on other`",
    explanation:
      "`on other` means events that no transition took; `afterwards` runs whether one took them or not. Name the events, or write `afterwards on any`.",
    wrong: withPattern(`session gap 30m
emits seen { count: integer }
remember seen: integer = 0
start waiting
state waiting { on cart { emit seen { count: seen } } }
afterwards on other { seen = seen + 1 }`),
    right: withPattern(`session gap 30m
emits seen { count: integer }
remember seen: integer = 0
start waiting
state waiting { on cart { emit seen { count: seen } } }
afterwards on any { seen = seen + 1 }`),
  },
];
