import type { TokenType } from "chevrotain";
import { Comma, Name, Text, words } from "../../../grammar/tokens.ts";
import { divide } from "../../syntax/divide.ts";
import type { Token } from "../../syntax/lex.ts";
import type { Document } from "../document.ts";
import type { Graph } from "./graph.ts";
import { type Expected, type Frame, type Place, walk } from "./walk.ts";

/** Where the cursor is, in terms of the grammar. */
export interface Cursor extends Place {
  /** What would be replaced: the word or text that the cursor is in. */
  readonly start: number;
  readonly end: number;
  /** The cursor is inside of quotes. */
  readonly quoted: boolean;
}

/** null in comments, numbers, and where nothing can be said. */
export function cursorAt({ source, lexed }: Document, offset: number, graph: Graph): Cursor | null {
  const { tokens, comments } = lexed;
  const commented = ({ span }: { span: { start: number; end: number } }) =>
    span.start < offset && !/[\r\n]/.test(source.text.slice(span.end, offset));
  if (comments.some(commented)) return null;
  const touched = tokens.find(
    (token) =>
      token.startOffset < offset &&
      offset <= endOf(token) - (token.tokenType === Text ? 1 : 0) &&
      (isName(token) || isHard(token) || token.tokenType === Text),
  );
  const start = touched?.startOffset ?? offset;
  const inside = tokens.some((token) => token.startOffset < start && start < endOf(token));
  const number = tokens.some((token) => endOf(token) === start && /^\d/.test(token.image));
  if (inside || (number && touched === undefined)) return null;
  const before = tokens.filter((token) => endOf(token) <= start);
  const place = walk(graph, "file", divide(before).at(-1) ?? []);
  const quoted = touched?.tokenType === Text;
  return { ...place, start, end: quoted ? endOf(touched) : offset, quoted };
}

export const endOf = (token: Token): number => (token.endOffset ?? token.startOffset) + 1;

export const isName = (token: Token): boolean =>
  Name.categoryMatchesMap?.[token.tokenTypeIdx] === true;

const isHard = (token: Token): boolean => /^[a-z]+$/.test(token.image);

/** The innermost rule of a name around a place. */
export function around(frame: Frame | null, rule: string): Frame | null {
  for (let at = frame; at !== null; at = at.parent) if (at.rule === rule) return at;
  return null;
}

/** All of them, the innermost first. */
export function allAround(frame: Frame | null, rule: string): Frame[] {
  const found: Frame[] = [];
  for (let at = frame; at !== null; at = at.parent) if (at.rule === rule) found.push(at);
  return found;
}

/** The name that stands so many tokens after the beginning of a rule. */
export function nameIn({ tokens }: Place, frame: Frame | null, after: number): string | null {
  const token = frame === null ? undefined : tokens[frame.start + after];
  return token !== undefined && isName(token) ? token.image : null;
}

/** The name after a word, behind the beginning of a rule. */
export function nameAfter({ tokens }: Place, frame: Frame | null, word: TokenType): string | null {
  if (frame === null) return null;
  for (let at = frame.start; at < tokens.length - 1; at++) {
    const next = tokens[at + 1]!;
    if (tokens[at]!.tokenType === word && at > frame.start && isName(next)) return next.image;
  }
  return null;
}

/** The events of the transition around a place. */
export function triggerEvents({ tokens }: Place, frame: Frame): string[] {
  const rule = around(frame, "transition") ?? around(frame, "afterwards");
  if (rule === null) return [];
  const names: string[] = [];
  const first = rule.rule === "afterwards" ? rule.start + 2 : rule.start + 1;
  for (let at = first; at < tokens.length; at += 2) {
    const token = tokens[at]!;
    if (!isName(token) || token.tokenType === words.other || token.tokenType === words.any) break;
    names.push(token.image);
    if (tokens[at + 1]?.tokenType !== Comma) break;
  }
  return names;
}

/** The first of what is expected that would stand in a rule. */
export const expectedIn = ({ expected }: Place, rule: string): Expected | null =>
  expected.find(({ frame }) => around(frame, rule) !== null) ?? null;
