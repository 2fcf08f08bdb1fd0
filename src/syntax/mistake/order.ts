import type { TokenType } from "chevrotain";
import { LCurly, words } from "../../../grammar/tokens.ts";
import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import type { Place } from "./place.ts";

const lateWords = "write `late drop`, `late apply`, `late emit NAME` or `late retract within 10m`";

interface Clause {
  readonly rule: string;
  readonly word: TokenType;
  readonly unstated: string;
  readonly help: string;
}

const clause = (rule: string, word: TokenType, unstated: string, help: string): Clause => ({
  ...{ rule, word, unstated, help },
});

const clauses: readonly Clause[] = [
  clause(
    "dedupe",
    words.within,
    "how far apart copies of an event may lie",
    "add `within 10m`: an id is remembered for so long",
  ),
  clause(
    "reorder",
    words.within,
    "how long events are held",
    "add `within 2s`: an event that comes up to 2 seconds late is put in its place",
  ),
  clause(
    "orderBy",
    words.wait,
    "how long a missing number is waited for",
    "add `wait 10s`: then the number is given up",
  ),
  clause(
    "follow",
    words.wait,
    "how long an unknown cause is waited for",
    "add `wait 10s`: then the event starts afresh",
  ),
  clause(
    "follow",
    words.keep,
    "how many configurations of a session are kept",
    "add `keep 100`: one for each of the last 100 events",
  ),
  clause(
    "late",
    words.within,
    "how late an event may be put in its place",
    "add `within 10m`: what comes later than that is dropped",
  ),
  clause(
    "depth",
    words.else,
    "what happens where the stack is full",
    "add `drop oldest`, `refuse` or `else -> full { clear }`",
  ),
  clause(
    "overflow",
    words.drop,
    "what happens to a lane too many",
    "add `drop oldest` or `refuse`",
  ),
  clause("late", words.drop, "what becomes of events that come late", lateWords),
];

/** `order by seq`, and nothing more: a clause that cannot be left out. */
export function unstated(place: Place): Diagnostic | null {
  const { first } = place.mistake;
  const { previous, found } = place;
  const endsHere = place.ended || (found as { startsLine?: boolean }).startsLine === true;
  const meant = clauses.find(({ rule, word }) => rule === place.rule && place.expects(word));
  if (meant === undefined || first === null || previous === null || !endsHere) return null;
  const span = { ...place.of(first), end: place.of(previous).end };
  return place.report(
    "PDA0029",
    `\`${place.written(span)}\` does not say ${meant.unstated}`,
    "not all of it",
    [{ text: meant.help }],
    span,
  );
}

/** `late discard`. */
export function lateOtherwise(place: Place): Diagnostic | null {
  if (place.rule !== "late" || !place.expects(words.drop)) return null;
  return place.report(
    "PDA0029",
    `${place.seen()} does not say what becomes of events that come late`,
    "no word for it",
    [{ text: lateWords }],
  );
}

/** `late emit late_events { … }`. */
export function lateFields(place: Place): Diagnostic | null {
  const { found, previous, source } = place;
  if (found.tokenType !== LCurly || previous === null) return null;
  const name = place.written(place.of(previous));
  if (!/\blate\s+emit\s+\S+$/.test(source.text.slice(0, place.of(previous).end))) return null;
  return place.report(
    "PDA0020",
    `\`late emit ${name}\` gives out the late record itself, so it names no fields`,
    "not needed",
    [{ text: "leave the braces out: the data of the output are the record's own members" }],
  );
}

/** What other tools call it. */
const elsewhere: readonly (readonly [words: RegExp, message: string, help: string])[] = [
  [
    /^(?:deduplicate|dedup|distinct|unique|idempotent)$/i,
    "copies of events are dropped by `dedupe`",
    "write `dedupe by FIELD within 10m`, with the field that tells events apart",
  ],
  [
    /^(?:sort|sorted|buffer|hold)$/i,
    "events are put in order of time by `reorder`",
    "write `reorder within 10s`: so long events are held",
  ],
  [
    /^(?:lateness|allowed_lateness|allow_late|grace)$/i,
    "what becomes of late events says `late`",
    lateWords,
  ],
  [
    /^(?:let|var|const|def|define|set|variable|register|memory|counter)$/i,
    "what a pattern keeps between events is declared by `remember`",
    "write `remember total: decimal(2) = 0`, with its type and its first value",
  ],
  [
    /^(?:output|outputs|alert|alerts|returns|produces)$/i,
    "what a pattern gives out is declared by `emits`",
    "write `emits found { product: text }`, or `emits alert found { product: text }`",
  ],
  [
    /^(?:initial|initially|begin|init)$/i,
    "where a pattern begins says `start`",
    "write `start browsing`, with the name of a state",
  ],
  [
    /^(?:end|finally|finish)$/i,
    "what happens when a session ends says `on end`",
    "write `on end { emit found { … } }`",
  ],
  [
    /^watermark$/i,
    "how far time has come is not said in a pattern",
    "write `--watermark 10s` behind `pda run`; to wait for events that come late, `reorder within 10s`",
  ],
];

/** `deduplicate by id`, `let total = 0`, `watermark 5s`. */
export function orderElsewhere(place: Place): Diagnostic | null {
  const { found, mistake } = place;
  if (place.rule !== "patternItem" || mistake.first !== found) return null;
  const known = elsewhere.find(([words]) => words.test(found.image));
  if (known === undefined) return null;
  const [, message, help] = known;
  return place.report("PDA0020", message, "a word of other tools", [{ text: help }]);
}
