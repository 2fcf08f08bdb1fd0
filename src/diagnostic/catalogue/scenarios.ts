import type { CatalogueEntry } from "../catalogue.ts";
import { withShop } from "./shop.ts";

const tested = (lines: string, pattern = "interest") =>
  withShop(`pattern interest on shop {
  session gap 30m
  emits found { product: text }
  start waiting
  state waiting { on view, cart { emit found { product } } }
}

scenario "a product is looked at" for ${pattern} {
  ${lines.trim().split("\n").join("\n  ")}
}`);

const good = tested('at 0s view { product: "p1" } => found { product: "p1" }');

/** Scenarios that cannot be run as written. */
export const scenariosCatalogue: readonly CatalogueEntry[] = [
  {
    code: "PDA0601",
    severity: "error",
    title: "scenario for an unknown pattern",
    explanation: "A scenario tests one pattern of its file, which it names after `for`.",
    wrong: tested('at 0s view { product: "p1" } => found { product: "p1" }', "intrest"),
    right: good,
  },
  {
    code: "PDA0602",
    severity: "error",
    title: "unknown field of an event",
    explanation:
      "An event of a scenario has the fields that its block declares, and may name the key. Its time stands after `at`.",
    wrong: tested('at 0s view { product: "p1", colour: "red" } => found { product: "p1" }'),
    right: good,
  },
  {
    code: "PDA0604",
    severity: "error",
    title: "event without a required field",
    explanation:
      "A record without a field that is not optional would be a dead letter. Give the field a value; or, if that is what is tested, write `missing` and expect `=> fails`.",
    wrong: tested("at 0s view => nothing"),
    right: tested("at 0s view { product: missing } => fails"),
  },
  {
    code: "PDA0605",
    severity: "error",
    title: "dead letter that is not expected",
    explanation:
      "A field that is not optional is `missing`, so the record is a dead letter and reaches no pattern. A scenario that means it says so with `=> fails`.",
    wrong: tested("at 0s view { product: missing } => nothing"),
    right: tested("at 0s view { product: missing } => fails"),
  },
  {
    code: "PDA0606",
    severity: "error",
    title: "expected to be missing, and never is",
    explanation:
      "An output or a frame is expected to lack a field that is not optional. It always has it.",
    wrong: tested('at 0s view { product: "p1" } => found { product: missing }'),
    right: good,
  },
  {
    code: "PDA0607",
    severity: "error",
    title: "fields of an undeclared record",
    explanation:
      "`undeclared` stands for a record that fits no declared event. It has a key and a time, and nothing else that a pattern could read.",
    wrong: tested('at 0s undeclared { product: "p1" }'),
    right: tested('at 0s undeclared { visitor: "b" }'),
  },
  {
    code: "PDA0608",
    severity: "error",
    title: "after the end of time",
    explanation:
      "`at end` lets time run out: all timers and sessions end. Only `ends …` can follow.",
    wrong: tested('at end => nothing\nat 0s view { product: "p1" } => found { product: "p1" }'),
    right: tested('at 0s view { product: "p1" } => found { product: "p1" }\nat end => nothing'),
  },
  {
    code: "PDA0609",
    severity: "error",
    title: "wrong number of values after `for`",
    explanation:
      "`ends … for` names one configuration: the key, and in a pattern with lanes the lane's values too.",
    wrong: tested(
      'at 0s view { product: "p1" } => found { product: "p1" }\nends in waiting for "scenario", "p1"',
    ),
    right: tested(
      'at 0s view { product: "p1" } => found { product: "p1" }\nends in waiting for "scenario"',
    ),
  },
  {
    code: "PDA0610",
    severity: "error",
    title: "nothing that could come in disorder",
    explanation:
      "`survives` takes the events of its scenario as one session and asks what becomes of it where events come late or mixed up. So there have to be some.",
    wrong: tested('survives "snowplow-kinesis" with error under 1%'),
    right: tested(
      'at 0s view { product: "p1" } => found { product: "p1" }\nsurvives "snowplow-kinesis" with error under 1%',
    ),
  },
  {
    code: "PDA0611",
    severity: "error",
    title: "no such share of sessions",
    explanation:
      "`with error under P%` says how many sessions may go wrong, and is held by an interval around what was measured. No measurement shows that the share is zero, and it is never more than 100%.",
    wrong: tested(
      'at 0s view { product: "p1" } => found { product: "p1" }\nsurvives "snowplow-kinesis" with error under 0%',
    ),
    right: tested(
      'at 0s view { product: "p1" } => found { product: "p1" }\nsurvives "snowplow-kinesis" with error under 0.1%',
    ),
  },
  {
    code: "PDA0612",
    severity: "error",
    title: "retraction that never comes",
    explanation:
      "Only a pattern that says `late retract within D` takes an output back when an event comes late. All others leave standing what they have said.",
    wrong: tested('at 0s view { product: "p1" } => retracted found'),
    right: good,
  },
];
