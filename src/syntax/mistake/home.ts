import type { TokenType } from "chevrotain";
import { Arrow, LCurly, Name, wordFacts, words } from "../../../grammar/tokens.ts";
import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import { forms } from "../forms.ts";
import { edit, type Place, shorten } from "./place.ts";

/** Whether a member of a block, or a declaration, was to begin here. */
function startsMember(place: Place): boolean {
  const { found, mistake } = place;
  return mistake.first === found || mistake.rules.length <= 1;
}

export function reserved(place: Place): Diagnostic | null {
  const fact = wordFacts.find(({ type }) => type === place.found.tokenType);
  if (fact?.use !== "reserved" || !startsMember(place)) return null;
  return place.report(
    "PDA0017",
    `\`${fact.text}\` is reserved for a later version`,
    "not understood yet",
    [{ text: "take this out for now" }],
  );
}

/** `on search goto searched` */
export function jumpWord(place: Place): Diagnostic | null {
  const { found, source } = place;
  if (!/^(go|goto|go_to|to|becomes|enter|next)$/i.test(place.written(place.span()))) return null;
  if (forms.get(place.rule)?.what !== "a rule") return null;
  if (!/^[ \t]+[\p{L}_]/u.test(source.text.slice(place.of(found).end))) return null;
  return place.report(
    "PDA0011",
    `an arrow \`->\` leads to a state, not \`${place.written(place.span())}\``,
    "`->` here",
    [{ text: "write `->`", edits: edit(place.span(), "->") }],
  );
}

/** `{ found { product } }`: the word before the name was forgotten. */
export function forgottenAction(place: Place): Diagnostic | null {
  const { found, source } = place;
  const isName = Name.categoryMatchesMap?.[found.tokenTypeIdx] === true;
  if (place.rule !== "action" || !isName) return null;
  if (!/^\s*\{/.test(source.text.slice(place.of(found).end))) return null;
  const name = place.written(place.of(found));
  return place.report(
    "PDA0020",
    `\`${name}\` is no action: a word such as \`emit\` or \`push\` is missing before it`,
    "a word is missing before this",
    [
      {
        text: `to give out an output, write \`emit ${name} { … }\`; to put a frame on the stack, \`push ${name} { … }\``,
      },
    ],
  );
}

/** `on purchase { pop -> idle }`: the target stands before the braces. */
export function targetInside(place: Place): Diagnostic | null {
  const { found, source } = place;
  if (place.rule !== "action" || found.tokenType !== Arrow) return null;
  const arrow = place.of(found);
  const state = /^->[ \t]*([\p{ID_Continue}]+)/u.exec(source.text.slice(arrow.start));
  const brace = opening(source.text, arrow.start);
  const head = /[^\n{}]*$/.exec(source.text.slice(0, brace))?.[0].trim() ?? "";
  const leads = /^(on|after|within)\b/.test(head) && !head.includes("->") && state !== null;
  const form = leads ? `${shorten(head)} -> ${state[1]} { … }` : "on search -> searched { … }";
  const edits = leads
    ? [
        ...edit({ ...arrow, start: brace, end: brace }, `-> ${state[1]} `),
        ...edit({ ...arrow, end: arrow.start + state[0].length }, ""),
      ]
    : [];
  return place.report(
    "PDA0021",
    "the state that a rule leads to stands before its braces, not in them",
    "among the actions",
    [{ text: `write it like this: \`${form}\``, ...(leads ? { edits } : {}) }],
  );
}

/** Where the `{` stands that is still open at a place. */
function opening(text: string, at: number): number {
  let open = 0;
  for (let i = at - 1; i >= 0; i--) {
    if (text[i] === "}") open++;
    else if (text[i] === "{" && open-- === 0) return i;
  }
  return 0;
}

const homes = new Map<TokenType, string>([
  ...[words.push, words.pop, words.replace, words.clear, words.emit, words.call, words.return].map(
    (type): [TokenType, string] => [
      type,
      "an action, and stands in the `{ … }` of a rule: `on search -> found { … }`",
    ],
  ),
  ...[words.on, words.after, words.within, words.afterwards].map((type): [TokenType, string] => [
    type,
    "a rule, and stands in a `state`, a `group` or a `part`",
  ]),
  ...[words.state, words.group, words.part, words.start].map((type): [TokenType, string] => [
    type,
    "a part of a pattern, and stands in `pattern NAME on EVENTS { … }`",
  ]),
  ...[
    words.session,
    words.expire,
    words.stack,
    words.emits,
    words.remember,
    words.ignore,
    words.calls,
    words.by,
    words.dedupe,
    words.reorder,
    words.order,
    words.late,
    words.follow,
  ].map((type): [TokenType, string] => [
    type,
    "a statement of a pattern, and stands directly in `pattern NAME on EVENTS { … }`",
  ]),
  ...[words.event, words.key, words.time, words.id, words.type].map((type): [TokenType, string] => [
    type,
    "a part of an events block, and stands in `events NAME { … }`",
  ]),
  ...[words.use, words.param, words.events, words.pattern, words.scenario].map(
    (type): [TokenType, string] => [type, "a declaration, and stands outside of all braces"],
  ),
]);

/** A known first word in the wrong kind of block, or before the braces of its block. */
export function notHere(place: Place): Diagnostic | null {
  const before = place.rule === "pattern" && place.expects(LCurly);
  if (!before && !startsMember(place)) return null;
  const home = homes.get(place.found.tokenType);
  if (home === undefined || memberRules.get(place.rule)?.has(place.found.tokenType)) return null;
  const label = before ? "before the pattern's braces" : "not in this block";
  return place.report("PDA0021", `${place.seen()} cannot stand here`, label, [
    { text: `\`${place.written(place.span())}\` begins ${home}` },
  ]);
}

/** `session expire after 30d`: two statements, of which a pattern has one. */
export function expireInSession(place: Place): Diagnostic | null {
  const { first } = place.mistake;
  if (place.rule !== "session" || first === null || place.found.tokenType !== words.expire)
    return null;
  const before = { ...place.of(first), end: place.span().start };
  return place.report(
    "PDA0021",
    "`expire` cannot stand here: a pattern has `session gap …` or `expire after …`, not both in one",
    "a statement of its own",
    [
      {
        text: "to forget a key after so long without an event, leave out `session`",
        edits: edit(before, ""),
      },
      {
        text: "for visits, which may have a greatest length, too, write `session gap 30m max 12h`",
      },
    ],
  );
}

const memberRules = new Map<string, ReadonlySet<TokenType>>([
  ["declaration", new Set([words.use, words.param, words.events, words.pattern, words.scenario])],
]);

export function misplaced(place: Place): Diagnostic {
  return place.report(
    "PDA0021",
    `${place.seen()} cannot stand here`,
    "outside of every declaration",
    [{ text: "a file consists of `use`, `param`, `events`, `pattern` and `scenario`" }],
  );
}
