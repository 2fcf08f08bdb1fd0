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
    if (token.tokenType !== Identifier) continue;
    const word = byText.get(token.image);
    if (word === undefined) continue;
    token.tokenType = word;
    token.tokenTypeIdx = word.tokenTypeIdx ?? 0;
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
  const placed: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const { image, startOffset, tokenType } = token;
    const before = line;
    while (line < starts.length && starts[line]! <= startOffset) line++;
    if (tokenType === RCurly) nesting = Math.max(0, nesting - 1);
    placed.push({
      image,
      startOffset,
      endOffset: token.endOffset ?? startOffset + image.length - 1,
      tokenTypeIdx: token.tokenTypeIdx,
      tokenType,
      payload: token.payload,
      nesting,
      startsLine: i === 0 || line > before,
      line,
      indent: startOffset - starts[line - 1]!,
    });
    if (tokenType === LCurly) nesting++;
  }
  return placed;
}
