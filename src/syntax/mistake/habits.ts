import { Colon, Equal, LCurly, Name, NumberToken, Text, words } from "../../../grammar/tokens.ts";
import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import { forms } from "../forms.ts";
import { edit, type Place } from "./place.ts";

/*
 * What people write out of habit, from other languages or from speech, and what is written here instead.
 */

const isRule = (place: Place): boolean => forms.get(place.rule)?.what === "a rule";

/** `if product = "x" on view`, `on view -> found if product = "x"`. */
export function guardElsewhere(place: Place): Diagnostic | null {
  if (place.found.tokenType !== words.if || !isRule(place)) return null;
  return place.report(
    "PDA0021",
    "a guard stands behind the event of its rule, and before the arrow",
    "not here",
    [{ text: 'write it like this: `on search if term != "" -> searched { … }`' }],
  );
}

/** `on view { if product = "x" { emit … } }`. */
export function conditionalAction(place: Place): Diagnostic | null {
  if (place.found.tokenType !== words.if || place.rule !== "action") return null;
  return place.report("PDA0021", "actions have no conditions of their own", "among the actions", [
    {
      text: "write two rules, one after the other: `on search if … { … }` and `on search { … }`; the first that fits fires",
    },
    { text: "or choose a value: `term: if … then … else …`" },
  ]);
}

/** `on purchase if amount > 10 -> bought else -> idle`. */
export function elseInRule(place: Place): Diagnostic | null {
  const { found, mistake } = place;
  if (found.tokenType !== words.else || !isRule(place) || mistake.first !== found) return null;
  return place.report("PDA0020", "a rule has no `else`", "begins no rule", [
    {
      text: "write a second rule for the same event behind it, without the guard: the first that fits fires",
    },
  ]);
}

/** `set n = 0`, `let n = 0`. */
export function assignWord(place: Place): Diagnostic | null {
  const { found, mistake, source } = place;
  if (place.rule !== "action" || mistake.first !== found) return null;
  const span = place.span();
  const head =
    /^(?:set|let|var|const|assign)[ \t]+(?=[\p{ID_Start}_][\p{ID_Continue}]*[ \t]*=)/u.exec(
      source.text.slice(span.start),
    );
  if (head === null) return null;
  return place.report("PDA0009", `${place.seen()} is not needed before a register`, "not needed", [
    { text: "leave it out", edits: edit({ ...span, end: span.start + head[0].length }, "") },
  ]);
}

/** `on purchase if amount > 10 then -> bought`. */
export function thenInRule(place: Place): Diagnostic | null {
  if (place.found.tokenType !== words.then || !isRule(place)) return null;
  const span = place.span();
  const rest = place.source.text.slice(span.end);
  const next = /^\s*(?=->|\{)/.exec(rest)?.[0] ?? null;
  return place.report("PDA0009", "a rule has no `then`", "not needed", [
    next === null
      ? { text: 'write it like this: `on search if term != "" -> searched { … }`' }
      : { text: "leave it out", edits: edit({ ...span, end: span.end + next.length }, "") },
  ]);
}

/** `timeout 10m -> idle`, `after 10m of inactivity -> idle`. */
export function timerElsewhere(place: Place): Diagnostic | null {
  const { found, source } = place;
  if (!isRule(place) || place.mistake.first !== found) return null;
  const { start } = place.of(found);
  const begins = /^(?:timeout|timer|wait|sleep|every|idle)[ \t]+\d/i.test(source.text.slice(start));
  const goesOn = /\bafter[ \t]+\S+[ \t]*$/.test(source.text.slice(0, start));
  if (!begins && !(goesOn && /^(?:of|without)$/i.test(found.image))) return null;
  const message = begins ? "begins no timer" : "is no part of a timer";
  return place.report("PDA0020", `${place.seen()} ${message}`, "a word of other tools", [
    {
      text: "how long in this state: `after 30m -> abandoned`; how long without an event: `after 30m idle -> abandoned`",
    },
    { text: "what has to come in time: `within 60d else -> overdue`" },
  ]);
}

/** `pop query`. */
export function namedPop(place: Place): Diagnostic | null {
  const { previous, found } = place;
  if (place.rule !== "action" || place.mistake.first !== found) return null;
  if (previous?.tokenType !== words.pop && previous?.tokenType !== words.clear) return null;
  if (!/^[ \t]*[\p{ID_Start}_]/u.test(place.source.text.slice(place.of(previous).end))) return null;
  const word = previous.image;
  const what = word === "pop" ? "takes the top frame, whatever its kind" : "takes all frames";
  const span = { ...place.span(), start: place.of(previous).end };
  return place.report("PDA0020", `\`${word}\` ${what}, and names none`, "no name here", [
    { text: "leave it out", edits: edit(span, "") },
    ...(word === "pop"
      ? [{ text: "to pop a frame of one kind only, test it in the guard: `if top is query`" }]
      : []),
  ]);
}

/** `event view where page = "/view"`, `event view = "product view"`. */
export function eventWord(place: Place): Diagnostic | null {
  const { found, previous, mistake } = place;
  if (place.rule !== "eventsItem" || mistake.first !== found || previous === null) return null;
  const isWhere = found.tokenType === words.where || found.tokenType === words.if;
  if (!isWhere && found.tokenType !== Equal) return null;
  const word = isWhere ? "when" : "is";
  const message = isWhere
    ? "a record is told by `when`"
    : "the name that the log has for an event stands after `is`";
  return place.report("PDA0022", `${message}, not ${place.seen()}`, `\`${word}\` here`, [
    { text: `write \`${word}\``, edits: edit(place.span(), word) },
  ]);
}

/** `key visitor, product`. */
export function secondKey(place: Place): Diagnostic | null {
  const { found, mistake, source } = place;
  if (place.rule !== "eventsItem" || mistake.first !== found) return null;
  const { start } = place.span();
  const before = /\bkey[ \t]+([\p{ID_Continue}]+)[ \t]*,[ \t]*$/u.exec(source.text.slice(0, start));
  if (before === null) return null;
  const lanes = `by ${before[1]}, ${place.written(place.span())}`;
  return place.report("PDA0020", "events have one key", "a second one", [
    { text: `leave it out here; \`${lanes}\` in a pattern runs one automaton per pair` },
  ]);
}

/** `stack query { … } depth 5 refuse, filter { … }`. */
export function kindAfterDepth(place: Place): Diagnostic | null {
  const { found, mistake, source } = place;
  if (place.rule !== "patternItem" || mistake.first !== found) return null;
  const before = source.text.slice(0, place.span().start).slice(-60);
  if (!/\bdepth\s+\d+\s+(?:drop\s+oldest|refuse)\s*,\s*$/.test(before)) return null;
  return place.report("PDA0021", "`depth` stands behind the last kind of frame", "too late", [
    {
      text: "write it like this: `stack query { term: text }, filter { facet: text } depth 32 drop oldest`",
    },
  ]);
}

/** `product is "a"`. */
export function isForEqual(place: Place): Diagnostic | null {
  const { found, previous } = place;
  if (previous?.tokenType !== words.is || place.rule !== "comparison") return null;
  if (found.tokenType !== Text && found.tokenType !== NumberToken) return null;
  const word = place.of(previous);
  return place.report(
    "PDA0020",
    "values are compared by `=`; `is` asks for a kind of frame, or whether there is a value",
    "`=` here",
    [{ text: "write `=`", edits: edit(word, "=") }],
    word,
  );
}

/** `product: text optional`. */
export function optionalWord(place: Place): Diagnostic | null {
  const { previous, source } = place;
  if (place.rule !== "field" || !place.expects(Colon) || previous === null) return null;
  const word = place.of(previous);
  if (!/^(?:optional|nullable)$/i.test(place.written(word))) return null;
  const start = source.text.slice(0, word.start).trimEnd().length;
  return place.report(
    "PDA0020",
    "a field that may be missing has `?` behind its type",
    "`?` here",
    [{ text: "write `?`", edits: edit({ ...word, start }, "?") }],
    word,
  );
}

/** `start: browsing`, `key = visitor`. */
export function needlessColon(place: Place): Diagnostic | null {
  const { found, previous, mistake, source } = place;
  if (mistake.rules.at(-1) !== "anyName" || previous === null) return null;
  if (found.tokenType !== Colon && found.tokenType !== Equal) return null;
  if (previous !== mistake.first || !Name.categoryMatchesMap?.[previous.tokenTypeIdx]) return null;
  const { end } = place.span();
  const rest = /^[ \t]*(?=[\p{ID_Start}_])/u.exec(source.text.slice(end));
  if (rest === null) return null;
  const span = { ...place.span(), start: place.of(previous).end, end: end + rest[0].length };
  const head = place.written(place.of(previous));
  return place.report("PDA0009", `${place.seen()} is not needed after \`${head}\``, "not needed", [
    { text: "leave it out", edits: edit(span, " ") },
  ]);
}

/** A line of a scenario that begins with its event, its time, or a word of other tools. */
export function scenarioLine(place: Place): Diagnostic | null {
  const { found, mistake } = place;
  if (place.rule !== "scenario" || mistake.first !== found || place.expects(LCurly)) return null;
  return place.report("PDA0020", `${place.seen()} begins no line of a scenario`, "not a line", [
    { text: 'write it like this: `at 4s view { product: "p1" } => found { product: "p1" }`' },
    { text: "or, at the end: `ends in browsing, stack empty`" },
  ]);
}

/** `at 0 view`. */
export function instantWithoutUnit(place: Place): Diagnostic | null {
  const { found } = place;
  if (place.rule !== "instant" || found.tokenType !== NumberToken) return null;
  const written = found.image;
  return place.report("PDA0031", `\`${written}\` has no unit of time`, "seconds, minutes, hours?", [
    written === "0"
      ? { text: "write `0s`", edits: edit(place.span(), "0s") }
      : { text: `write \`${written}s\`, \`${written}m\` or \`${written}h\`` },
  ]);
}
