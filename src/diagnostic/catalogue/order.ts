import type { CatalogueEntry } from "../catalogue.ts";
import { indented } from "./shop.ts";

/** The order words: what stands before the machine. */
export const orderCatalogue: readonly CatalogueEntry[] = [
  {
    code: "PDA0440",
    severity: "error",
    title: "two orders",
    explanation:
      "`reorder` puts events in order of time, `order by` in the order of a number that the source gives them. One of them decides. A number is the better guide: it shows where an event is missing, so nothing is held where none is.",
    wrong: metered("reorder within 5s\norder by seq wait 5s"),
    right: metered("order by seq wait 5s"),
  },
  {
    code: "PDA0441",
    severity: "error",
    title: "causes in lanes",
    explanation:
      "`follow cause` gives each event the configuration that its cause left, so what belongs together is told by causes. `by` tells it by a field. A pattern does one or the other.",
    wrong: metered("by meter, line\nfollow cause from opener, id from number wait 5s keep 100"),
    right: metered("follow cause from opener, id from number wait 5s keep 100"),
  },
  {
    code: "PDA0442",
    severity: "error",
    title: "causes and corrections",
    explanation:
      "`late retract` puts a late event in its place by time and steps again what came after it. Where causes are followed, an event starts from its cause and not from what came before it in time: there is nothing to correct.",
    wrong: metered(
      "follow cause from opener, id from number wait 5s keep 100\nlate retract within 10m",
    ),
    right: metered("late retract within 10m"),
  },
  {
    code: "PDA0443",
    severity: "error",
    title: "a field that the word cannot use",
    explanation:
      "Copies, causes and ids are told by texts or integers, because only these are equal or not without doubt. `order by` needs integers, which step by one, so that a missing one is noticed; a time is no such number, and events are put in order of time by `reorder`.",
    wrong: metered("order by timestamp wait 5s"),
    right: metered("reorder within 5s"),
  },
  {
    code: "PDA0444",
    severity: "warning",
    title: "copies are forgotten too soon",
    explanation:
      "`dedupe` remembers an event until time has moved on by what is stated. Where other words let in events that come later than that, so they let in late copies, and each counts as an event of its own.",
    wrong: metered("dedupe by number within 5s\nreorder within 10m"),
    right: metered("dedupe by number within 10m\nreorder within 10m"),
  },
  {
    code: "PDA0445",
    severity: "error",
    title: "its own cause",
    explanation:
      "`follow cause` names two fields: the one that says which event an event follows from, and the one that events are known by. Were they the same, every event would follow from itself.",
    wrong: metered("follow cause from number, id from number wait 5s keep 100"),
    right: metered("follow cause from opener, id from number wait 5s keep 100"),
  },
  {
    code: "PDA0446",
    severity: "warning",
    title: "a word that never takes effect",
    explanation:
      "An ignored event meets no order word. Where only ignored events have the field that a word names, the word changes nothing.",
    wrong: metered("ignore beat\ndedupe by beat_number within 10m"),
    right: metered("ignore beat\ndedupe by number within 10m"),
  },
];

/** A file with one pattern on the readings of meters; `words` are its order words. */
function metered(words: string): string {
  return `events meters {
  key meter
  time timestamp
  event reading { value: integer, line: text, seq: integer?, number: text?, opener: text? }
  event beat { beat_number: text }
}

pattern high on meters {
  session gap 1h
${indented(words, "  ")}
  emits high { value: integer }
  start waiting
  state waiting {
    on reading if value > 100 { emit high { value } }
  }
}
`;
}
