import { forms } from "../../grammar/builtins.ts";
import { Duration, tokenFacts, wordFacts } from "../../grammar/tokens.ts";
import { milliseconds } from "../syntax/durations.ts";
import type { Token } from "../syntax/lex.ts";
import { endOf } from "./complete/cursor.ts";
import { statesIn } from "./complete/surroundings.ts";
import type { Document } from "./document.ts";
import { allActions, rulesOf, stackEffect, topsText } from "./effect.ts";
import { thingsAt } from "./find.ts";
import { builtinNamed, signatureText } from "./functions.ts";
import type { Bound } from "./names/bind.ts";
import type { NamedThing } from "./names/symbol.ts";
import type { Project } from "./project.ts";

export interface Hover {
  readonly start: number;
  readonly end: number;
  /** Markdown. */
  readonly text: string;
}

/** What stands at an offset, in a few lines. */
export function hoverAt(document: Document, offset: number, project: Project): Hover | null {
  const { tokens } = document.lexed;
  const at = tokens.findIndex((one) => one.startOffset <= offset && offset < endOf(one));
  const token = tokens[at];
  if (token === undefined) return null;
  const bound = project.bound(document);
  const things = thingsAt(bound, document.source.name, offset);
  const paragraphs =
    things.length > 0
      ? [...new Set(things.map((thing) => thingText(thing, bound, document, project)))]
      : tokenText(tokens, at, document, project);
  if (paragraphs.length === 0) return null;
  return { start: token.startOffset, end: endOf(token), text: paragraphs.join("\n\n") };
}

const code = (text: string): string => `\`\`\`pda\n${text}\n\`\`\``;

function thingText(thing: NamedThing, bound: Bound, document: Document, project: Project): string {
  const [definition] = thing.definitions;
  if (definition === undefined) return "";
  const home = project.files(document).find(({ source }) => source.name === definition.name.source);
  const written = home === undefined ? thing.name : headOf(thing, home.source.text);
  const of = thing.owner === null ? "" : ` of \`${thing.owner}\``;
  const lines = [code(written), `${thing.kind}${of}`];
  const comment = home === undefined ? null : commentOf(definition.whole.start, home);
  if (comment !== null) lines.push(comment);
  lines.push(...provedText(thing, bound, document, project));
  return lines.join("\n\n");
}

/** The declaration without the block of what stands inside, where that is long. */
function headOf(thing: NamedThing, text: string): string {
  const { whole } = thing.definitions[0]!;
  const written = text.slice(whole.start, whole.end);
  if (["state", "group", "part", "pattern", "events"].includes(thing.kind)) {
    return written.slice(0, Math.max(0, written.indexOf("{"))).trimEnd() || thing.name;
  }
  if (thing.kind === "register" || thing.kind === "output") return written;
  if (thing.kind === "share" || thing.kind === "found frame") return thing.name;
  return written;
}

/** The comment lines right above, or the one behind on the same line. */
function commentOf(
  start: number,
  file: {
    readonly source: { readonly text: string };
    readonly comments: Document["lexed"]["comments"];
  },
): string | null {
  const { text } = file.source;
  const lines: string[] = [];
  let above = start;
  for (const { span, text: comment } of [...file.comments].reverse()) {
    if (span.end > above) continue;
    const between = text.slice(span.end, above);
    const before =
      text
        .slice(0, span.start)
        .split(/[\r\n]/)
        .at(-1) ?? "";
    if (!/^(?:\r\n?|\n)[^\S\r\n]*$/.test(between) || before.trim() !== "") break;
    lines.unshift(comment.slice(2).trim());
    above = span.start;
  }
  if (lines.length > 0) return lines.join(" ");
  const line = text.slice(start).search(/[\r\n]|$/) + start;
  const behind = file.comments.find(
    ({ span }) => span.start > start && span.end <= line && span.end >= line - 1,
  );
  return behind === undefined ? null : behind.text.slice(2).trim();
}

/** What the checker has proved of a state, and of the stack. */
function provedText(
  thing: NamedThing,
  bound: Bound,
  document: Document,
  project: Project,
): string[] {
  const pattern = [...bound.patterns.values()].find(
    ({ thing: one }) => thing.id.startsWith(`${one.id}/`) || one === thing,
  );
  const name = pattern?.thing.name ?? thing.owner;
  const proved =
    name === null || name === undefined ? null : project.proved(document.source.name, name);
  if (proved === null || pattern === undefined || pattern.kinds.size === 0) return [];
  if (thing.kind === "pattern" || thing.kind === "frame kind") {
    const { stackBound } = proved;
    return [
      stackBound === null
        ? "No bound of the stack is proved."
        : `The stack holds at most ${stackBound} ${stackBound === 1 ? "frame" : "frames"}.`,
    ];
  }
  if (!["state", "group", "part"].includes(thing.kind)) return [];
  const tops = [...new Set(statesIn(thing.name, pattern).flatMap((one) => proved.tops[one] ?? []))];
  if (tops.length === 0) return ["Never reached."];
  return [`On top of the stack here: ${topsText(tops)}.`];
}

/** Words, functions and durations. */
function tokenText(
  tokens: readonly Token[],
  at: number,
  document: Document,
  project: Project,
): string[] {
  const token = tokens[at]!;
  if (token.tokenType === Duration) {
    const sum = milliseconds(token.image);
    return [`${code(token.image)}\n\n${String(sum).replace(/\B(?=(\d{3})+$)/g, " ")} milliseconds`];
  }
  if (tokens[at + 1]?.image === "(") {
    const builtin = builtinNamed(token.image);
    const form = forms.find(({ name }) => name === token.image);
    if (form !== undefined) return [form.doc];
    if (builtin !== null) {
      const { name, signatures, doc, examples } = builtin;
      const shown = examples.map(({ expression, value }) => `\`${expression}\` is \`${value}\``);
      return [
        code(signatures.map((one) => signatureText(name, one)).join("\n")),
        doc,
        shown.join("; "),
      ];
    }
  }
  const fact =
    wordFacts.find(({ type }) => type === token.tokenType) ??
    tokenFacts.find(({ type }) => type === token.tokenType);
  if (fact === undefined) return [];
  return [
    "text" in fact ? `\`${token.image}\`: ${fact.doc}` : fact.doc,
    ...effectText(token.startOffset, document, project),
  ];
}

/** At the first word of a rule or an action: what it does to the stack. */
function effectText(start: number, document: Document, project: Project): string[] {
  for (const { pattern, place, rule } of rulesOf(document.file)) {
    if (start < rule.span.start || start >= rule.span.end) continue;
    if (start === rule.span.start) {
      const effect = stackEffect(rule.actions) ?? "leaves it as it is";
      const proved = project.proved(document.source.name, pattern.name.text);
      const tops = place === null ? undefined : proved?.tops[place];
      const before =
        tops === undefined || tops.length === 0 ? "" : ` On top before: ${topsText(tops)}.`;
      return [`Stack: ${effect}.${before}`];
    }
    const action = allActions(rule.actions).find(({ span }) => span.start === start);
    const effect = action === undefined ? null : stackEffect([action]);
    return effect === null ? [] : [`Stack: ${effect}.`];
  }
  return [];
}
