import type { CatalogueEntry } from "../catalogue.ts";
import { withPattern, withRules, withShop } from "./shop.ts";

const found = "emits found { product: text }";

/** Names that stand for nothing, for too much, or for something else. */
export const namesCatalogue: readonly CatalogueEntry[] = [
  {
    code: "PDA0101",
    severity: "error",
    title: "unknown event",
    explanation:
      "A rule, `ignore` or a scenario names an event that the pattern's block of events does not declare. It would wait for ever. Correct the name, or declare the event.",
    wrong: withRules(found, "on veiw { emit found { product } }"),
    right: withRules(found, "on view { emit found { product } }"),
  },
  {
    code: "PDA0102",
    severity: "error",
    title: "unknown state",
    explanation:
      "An arrow, `start`, a call or a scenario names a state that the pattern does not have. Correct the name, or add the state.",
    wrong: withPattern(`session gap 30m
start waiting
state waiting { on search -> serching }
state searching { on view -> waiting }`),
    right: withPattern(`session gap 30m
start waiting
state waiting { on search -> searching }
state searching { on view -> waiting }`),
  },
  {
    code: "PDA0103",
    severity: "error",
    title: "unknown output",
    explanation:
      "`emit` names an output that the pattern does not declare. Outputs are declared with their fields: `emits found { product: text }`.",
    wrong: withRules(
      found,
      "on view { emit found { product } }\non cart { emit fund { product } }",
    ),
    right: withRules(found, "on view, cart { emit found { product } }"),
  },
  {
    code: "PDA0104",
    severity: "error",
    title: "unknown field",
    explanation:
      "A field is given to an output or a frame that has no field of that name, or `by` names one that no event has. Correct the name, or declare the field.",
    wrong: withRules(found, "on view { emit found { product, cost: price } }"),
    right: withRules(
      "emits found { product: text, cost: decimal(2)? }",
      "on view { emit found { product, cost: price } }",
    ),
  },
  {
    code: "PDA0105",
    severity: "error",
    title: "unknown frame kind",
    explanation:
      "A frame is pushed, read or counted whose kind the stack does not declare. Kinds are declared with their fields: `stack query { term: text }`.",
    wrong: withRules("stack query", "on search { clear  push quary }"),
    right: withRules("stack query", "on search { clear  push query }"),
  },
  {
    code: "PDA0106",
    severity: "error",
    title: "unknown register",
    explanation:
      "A value is assigned to a name that is not remembered. Registers are declared in the pattern: `remember last: text?`.",
    wrong: withRules(
      `${found}\nremember last: text?`,
      "on search { lst = term }\non view if last is missing { emit found { product } }",
    ),
    right: withRules(
      `${found}\nremember last: text?`,
      "on search { last = term }\non view if last is missing { emit found { product } }",
    ),
  },
  {
    code: "PDA0107",
    severity: "error",
    title: "unknown name",
    explanation:
      "A value is read by a name that is neither a field of the event, nor a register, a parameter, a value of the lane, or a word that every step knows (`key`, `at`, `now`, `depth`, `session.id`).",
    wrong: withRules(found, "on view { emit found { product: prodct } }"),
    right: withRules(found, "on view { emit found { product: product } }"),
  },
  {
    code: "PDA0108",
    severity: "error",
    title: "ambiguous name",
    explanation:
      "A bare name could be two things, such as a field of the event and a register. Which one is meant is not guessed: rename one of them.",
    wrong: withRules(
      `${found}\nremember product: text = "none"`,
      "on view { emit found { product } }",
    ),
    right: withRules(
      `${found}\nremember last: text = "none"`,
      "on view { emit found { product: last }  last = product }",
    ),
  },
  {
    code: "PDA0109",
    severity: "error",
    title: "name given twice",
    explanation:
      "Two things of one kind have the same name, or one field is given twice. States, groups and parts share their names. Rename one of the two.",
    wrong: withPattern(`session gap 30m
start waiting
state waiting { on search -> searching }
state searching { on view -> waiting }
state searching { on cart -> waiting }`),
    right: withPattern(`session gap 30m
start waiting
state waiting { on search -> searching }
state searching { on view, cart -> waiting }`),
  },
  {
    code: "PDA0110",
    severity: "error",
    title: "unknown function",
    explanation:
      "There is no function of this name. The functions are few and fixed; the reference lists them with examples.",
    wrong: withRules(found, "on view if lenght(product) > 3 { emit found { product } }"),
    right: withRules(found, "on view if length(product) > 3 { emit found { product } }"),
  },
  {
    code: "PDA0111",
    severity: "error",
    title: "unknown events",
    explanation:
      "A pattern runs `on` a block of events, and there is none of this name in the file or in a file that it uses.",
    wrong: withShop(`pattern interest on shops {
  session gap 30m
  start waiting
  state waiting { on search -> waiting }
}`),
    right: withShop(`pattern interest on shop {
  session gap 30m
  start waiting
  state waiting { on search -> waiting }
}`),
  },
  {
    code: "PDA0112",
    severity: "error",
    title: "unknown part",
    explanation:
      "`call` names something that is not a part of the pattern. Only parts are called; states are gone to with an arrow.",
    wrong: withPattern(`session gap 30m
start waiting
state waiting { on cart { call chekout then -> waiting } }
part checkout {
  start paying
  state paying { on purchase { return } }
}`),
    right: withPattern(`session gap 30m
start waiting
state waiting { on cart { call checkout then -> waiting } }
part checkout {
  start paying
  state paying { on purchase { return } }
}`),
  },
  {
    code: "PDA0113",
    severity: "error",
    title: "unknown field of a frame or session",
    explanation:
      "A frame is asked for a field that its kind does not have, or `session` for something that it does not know. A session knows `id`, `start`, `latest` and `events`.",
    wrong: withRules(
      "stack query { term: text }\nemits asked { term: text? }",
      "on search { clear  push query { term } }\non view { emit asked { term: top.trem } }",
    ),
    right: withRules(
      "stack query { term: text }\nemits asked { term: text? }",
      "on search { clear  push query { term } }\non view { emit asked { term: top.term } }",
    ),
  },
  {
    code: "PDA0114",
    severity: "error",
    title: "not a field of this event",
    explanation:
      "A field is read that this event does not have, or not every event of an `on` with several. Declare it for all of them, or write a rule for each event.",
    wrong: withRules(found, "on view, search { emit found { product } }"),
    right: withRules(found, "on view { emit found { product } }"),
  },
  {
    code: "PDA0115",
    severity: "error",
    title: "field out of reach",
    explanation:
      "A field of an event is read where there is no event, or where it could be any: in a timer, in `on end`, `on other`, `on any`, or in the `else` of a depth. Keep the value in a register when it comes.",
    wrong: withRules(found, "on view -> waiting\nafter 10m { emit found { product } }"),
    right: withRules(
      `${found}\nremember last: text?`,
      'on view -> waiting { last = product }\nafter 10m { emit found { product: last or else "none" } }',
    ),
  },
  {
    code: "PDA0116",
    severity: "error",
    title: "word out of place",
    explanation:
      "Some words are known only in some places: `index` and `count` in `for each`, `ended by` in `on end`; and the event's time is called `at`, whatever the log calls it.",
    wrong: withRules("emits seen { when: time }", "on view { emit seen { when: timestamp } }"),
    right: withRules("emits seen { when: time }", "on view { emit seen { when: at } }"),
  },
  {
    code: "PDA0117",
    severity: "error",
    title: "name with another meaning",
    explanation:
      "An event cannot be called `other`, `any`, `end` or `undeclared`, because rules use these words; a frame kind cannot be called `top` or `bottom`. The log's own name goes behind `is`.",
    wrong: "events visits {\n  key visitor\n  time timestamp\n  event end\n}\n",
    right: 'events visits {\n  key visitor\n  time timestamp\n  event goodbye is "end"\n}\n',
  },
  {
    code: "PDA0118",
    severity: "error",
    title: "nothing after a dot",
    explanation:
      "Only frames (`top`, `bottom`, `nearest query`, the frame of a loop) and `session` have something after a dot. Fields of the event are read by their bare name.",
    wrong: withRules(found, "on view { emit found { product: view.product } }"),
    right: withRules(found, "on view { emit found { product } }"),
  },
  {
    code: "PDA0120",
    severity: "warning",
    title: "declared but not used",
    explanation:
      "A parameter, register, frame kind or output, or a field of the last two, is declared and nothing uses it. Often a rule is missing; else the declaration can go. Events and their fields may stay unused: they describe the log.",
    wrong: withRules(
      `${found}\nremember last: text?`,
      "on view { emit found { product }  last = product }",
    ),
    right: withRules(found, "on view { emit found { product } }"),
  },
  {
    code: "PDA0121",
    severity: "error",
    title: "not a register",
    explanation:
      "A value is assigned to a field of an event or to a parameter, which never change. Remember it under a name of its own.",
    wrong: withRules(found, 'on view { product = "none"  emit found { product } }'),
    right: withRules(
      `${found}\nremember last: text = "none"`,
      "on view { emit found { product: last }  last = product }",
    ),
  },
  {
    code: "PDA0122",
    severity: "error",
    title: "two for one old name",
    explanation:
      "`was` says what a state, a frame kind, a field or a register was called in the pattern before. What an open session holds under an old name goes one way, so an old name stands once. Several old names may become one state: `state browsing was looking, comparing`.",
    wrong: onlyStates("waiting was browsing", "searching was browsing"),
    right: onlyStates("waiting was idle, browsing", "searching"),
  },
  {
    code: "PDA0123",
    severity: "error",
    title: "an old name that is a new one, too",
    explanation:
      "A name of the pattern stands for itself: open sessions that hold something under it go on with it. So it cannot be an old name of something else, and a mapping that stays in the file after the change cannot take effect once more. Take an old `was` out before you use the name again; to let two names change places, change the pattern twice.",
    wrong: onlyStates("waiting was searching", "searching"),
    right: onlyStates("waiting was browsing", "searching"),
  },
];

/** A file with one pattern of two states, each by its name and old names. */
function onlyStates(first: string, second: string): string {
  return withPattern(`session gap 30m
${found}
start waiting
state ${first} { on search -> searching }
state ${second} { on view -> waiting { emit found { product } } }`);
}
