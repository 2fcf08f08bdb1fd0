import type { IToken } from "chevrotain";
import { Lexer } from "../../grammar/chevrotain.ts";
import type { Nested } from "../../grammar/parser.ts";
import { Identifier, LCurly, lexed, RCurly, wordFacts } from "../../grammar/tokens.ts";
import type { Diagnostic, Source } from "../diagnostic/diagnostic.ts";
import { lineStarts } from "./line-starts.ts";
import { mend } from "./mend.ts";
import type { Comment } from "./tree.ts";

/** What the parser reads: a token that knows its place in lines and braces. */
export interface Token extends Nested {
  nesting: number;
  startsLine: boolean;
  /** UTF-16 units between the beginning of its line and the token. */
  indent: number;
  line: number;
}

export interface Lexed {
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
  readonly diagnostics: readonly Diagnostic[];
}

// Built once: a lexer has no state between calls.
const lexer = new Lexer([...lexed], {
  positionTracking: "onlyOffset",
  ensureOptimizations: true,
  skipValidations: true,
});
const byText = new Map(wordFacts.map((fact) => [fact.text, fact.type]));

export function lex(source: Source): Lexed {
  const { tokens, groups } = lexer.tokenize(source.text);
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    // Kept from here on, because a mended token's image may be longer or shorter than what was written.
    token.endOffset = token.startOffset + token.image.length - 1;
    if (token.tokenType === Identifier) {
      const word = byText.get(token.image);
      if (word !== undefined) {
        token.tokenType = word;
        token.tokenTypeIdx = word.tokenTypeIdx ?? 0;
      }
    }
  }
  const diagnostics: Diagnostic[] = [];
  const mended = mend(source, tokens, diagnostics);
  return {
    tokens: place(source.text, mended),
    comments: (groups.comments as IToken[]).map((comment) => ({
      text: comment.image.trimEnd(),
      span: {
        source: source.name,
        start: comment.startOffset,
        end: comment.startOffset + comment.image.trimEnd().length,
      },
    })),
    diagnostics,
  };
}

function place(text: string, tokens: readonly IToken[]): Token[] {
  const starts = lineStarts(text);
  let nesting = 0;
  let line = 0;
  return tokens.map((token, i) => {
    const before = line;
    while (line < starts.length && starts[line]! <= token.startOffset) line++;
    if (token.tokenType === RCurly) nesting = Math.max(0, nesting - 1);
    const placed = Object.assign(token, {
      nesting,
      startsLine: i === 0 || line > before,
      line,
      indent: token.startOffset - starts[line - 1]!,
    });
    if (token.tokenType === LCurly) nesting++;
    return placed;
  });
}
