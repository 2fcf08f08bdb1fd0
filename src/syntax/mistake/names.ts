import { Colon, Minus, Name, Text, wordFacts, words } from "../../../grammar/tokens.ts";
import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import { forms } from "../forms.ts";
import { edit, type Place, shorten, valueRules } from "./place.ts";

/** `from user-id`. */
export function pathWithDash(place: Place): Diagnostic | null {
  const { found, previous, source } = place;
  if (
    found.tokenType !== Minus ||
    previous === null ||
    found.startOffset !== place.of(previous).end
  )
    return null;
  if (
    !/^(field|fields|eventsItem|timeItem|fromPath|path|conditionNot|events|event)$/.test(place.rule)
  )
    return null;
  const head = /[\p{ID_Continue}]+$/u.exec(source.text.slice(0, found.startOffset))?.[0] ?? "";
  const tail = /^[-\p{ID_Continue}]+/u.exec(source.text.slice(found.startOffset))?.[0] ?? "-";
  const span = {
    source: source.name,
    start: found.startOffset - head.length,
    end: found.startOffset + tail.length,
  };
  return place.report(
    "PDA0027",
    `\`${head}${tail}\` is no name, because of its \`-\``,
    "quotes are needed",
    [{ text: `write it in quotes, after \`from\` or \`when\`: \`"${head}${tail}"\`` }],
    span,
  );
}

export function missingName(place: Place): Diagnostic | null {
  const innermost = place.mistake.rules[place.mistake.rules.length - 1];
  const isTarget = innermost === "target" && place.expects(Name);
  if ((innermost !== "anyName" && !isTarget) || valueRules.has(place.rule)) return null;
  const { found, previous } = place;
  const hard = wordFacts.find(({ type, use }) => type === found.tokenType && use === "hard");
  const previousWord = previous === null ? null : place.written(place.of(previous));
  const after = previousWord === null ? "here" : `after \`${shorten(previousWord)}\``;
  const startsNext =
    (found as { startsLine?: boolean }).startsLine === true && found !== place.mistake.first;
  if (hard !== undefined && !startsNext)
    return place.report(
      "PDA0016",
      `\`${hard.text}\` is a word of the language and cannot be a name`,
      "no name",
      [{ text: otherName(place.rule, hard.text) }],
    );
  if (found.tokenType === Text) {
    const inner = found.payload as string;
    const plain = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(inner);
    return place.report(
      "PDA0015",
      `a name is expected ${after}, not a text`,
      "a name has no quotes",
      [
        plain
          ? { text: `write \`${inner}\``, edits: edit(place.span(), inner) }
          : { text: "write a name: letters, digits and `_`, the first one no digit" },
      ],
    );
  }
  const head = forms.get(place.rule);
  if (place.found === place.mistake.first && head !== undefined) return null;
  return place.report(
    "PDA0015",
    `a name is missing ${after}`,
    place.ended ? "the declaration ends here" : `a name should stand before this`,
    [{ text: previous?.tokenType === words.was ? FORMER : howTo(head?.form) }],
  );
}

const FORMER = "write what it was called in the pattern before: `was searched`";

const howTo = (form: string | undefined): string =>
  form === undefined ? "write a name" : `write it like this: \`${form}\``;

/** A name that is left to the writer, and how the log's own is kept. */
function otherName(rule: string, word: string): string {
  if (rule === "event")
    return `choose another name, and say how the log calls it: \`event other is "${word}"\``;
  if (rule === "field")
    return `choose another name, and say how the log calls it: \`other: text from ${word}\``;
  return "choose another name";
}

/** `pattern on shop {`, `pattern found {`. */
export function patternHead(place: Place): Diagnostic | null {
  if (place.rule !== "pattern" || !place.expects(words.on)) return null;
  const { previous } = place;
  if (previous?.tokenType === words.on)
    return place.report(
      "PDA0015",
      "a name is missing after `pattern`",
      "the pattern's name belongs before this",
      [{ text: "write it like this: `pattern found on shop { … }`" }],
      place.of(previous),
    );
  const name = previous === null ? "" : place.written(place.of(previous));
  return place.report(
    "PDA0029",
    `\`${name}\` does not say whose events it reads`,
    "`on` and the name of an events block belong before this",
    [{ text: `write \`pattern ${name} on EVENTS\`, with the name of an \`events\` block` }],
  );
}

/** `on if x > 5`, `on -> found`. */
export function missingEvent(place: Place): Diagnostic | null {
  if (place.rule !== "trigger") return null;
  return place.report(
    "PDA0015",
    "an event is missing after `on`",
    "the name of an event should stand before this",
    [{ text: "write one or several events, `other`, `any` or `end`: `on search, view -> found`" }],
  );
}

export function missingType(place: Place): Diagnostic | null {
  if (place.rule !== "typeReference" || place.previous?.tokenType !== Colon) return null;
  return place.report(
    "PDA0026",
    `a type is missing before ${place.seen()}`,
    "a type belongs before this",
    [
      {
        text: 'write text, integer, number, decimal(2), boolean, time, duration, or one of ("a", "b")',
      },
    ],
  );
}

export function fieldWithoutType(place: Place): Diagnostic | null {
  if (!place.expects(Colon)) return null;
  const name = place.previous === null ? "" : place.written(place.of(place.previous));
  if (place.rule === "field" || place.rule === "remember" || place.rule === "param")
    return place.report("PDA0026", `\`${name}\` has no type`, "`:` and a type belong before this", [
      {
        text: `write \`${name}: text\`, or integer, number, decimal(2), boolean, time, duration, one of ("a", "b")`,
      },
    ]);
  return place.report("PDA0026", `\`${name}\` has no value`, "`:` and a value belong before this", [
    { text: `write \`${name}: "…"\`` },
  ]);
}
