import type { IToken, TokenType } from "chevrotain";
import type { Span } from "../../src/diagnostic/diagnostic.ts";

/** A token with how many braces are open around it (`{` and `}` themselves: outside of the block). */
export interface Nested extends IToken {
  readonly nesting: number;
  /** UTF-16 units between the beginning of its line and the token. */
  readonly indent: number;
}

/** A part that was left out of the tree, because it could not be read. */
export interface Lost {
  readonly span: Span;
  /** The names in it: what it would have declared or used. */
  readonly names: readonly string[];
}

/** What was seen where something else was expected; `syntax/mistakes.ts` puts it into words. */
export interface Mistake {
  /** The rule that was being read, and those around it, outermost first. */
  readonly rules: readonly string[];
  readonly expected: readonly TokenType[];
  readonly found: IToken;
  readonly previous: IToken | null;
  /** The token with which the innermost recoverable part began. */
  readonly first: IToken | null;
  /** A name for what the parser itself recognised. */
  readonly special?: Special;
}

export type Special =
  | "missing arrow"
  | "missing brace"
  | "missing close"
  | "missing word"
  | "wrong arrow"
  | "wrong yields"
  | "misspelled word"
  | "equal for colon"
  | "colon for equal"
  | "chained comparison"
  | "is not"
  | "needless comma"
  | "target of end"
  | "wrong guard"
  | "foreign test"
  | "or for comma"
  | "needless word"
  | "too long";

/** The word among candidates that a writer most likely meant, or null. */
export type Closest = (word: string, candidates: readonly string[]) => string | null;
