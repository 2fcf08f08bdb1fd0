import type { IToken, TokenType } from "chevrotain";
import type { Code, Diagnostic, Edit, Source, Span } from "../../diagnostic/diagnostic.ts";

/** The tokens of a text on their way to what they mean. */
export class Mending {
  readonly source: Source;
  readonly tokens: readonly IToken[];
  readonly mended: IToken[] = [];
  /** The token that is looked at next. */
  next = 0;
  private readonly diagnostics: Diagnostic[];

  constructor(source: Source, tokens: readonly IToken[], diagnostics: Diagnostic[]) {
    this.source = source;
    this.tokens = tokens;
    this.diagnostics = diagnostics;
  }

  /** A token behind (-1) or ahead (1) of the one that is mended. */
  beside(offset: number): IToken | undefined {
    return this.tokens[this.next - 1 + offset];
  }

  span(start: number, end: number): Span {
    return { source: this.source.name, start, end };
  }

  /** Several tokens as one. */
  whole(first: IToken, last: IToken): IToken {
    const image = this.source.text.slice(first.startOffset, last.startOffset + last.image.length);
    return { ...first, image, endOffset: first.startOffset + image.length - 1 };
  }

  report(
    code: Code,
    at: IToken | Span,
    message: string,
    label: string,
    help: string,
    replacement?: string | readonly Edit[],
  ): void {
    const span = "image" in at ? this.span(at.startOffset, at.startOffset + at.image.length) : at;
    const edits = typeof replacement === "string" ? [{ span, replacement }] : (replacement ?? []);
    this.diagnostics.push({
      code,
      severity: "error",
      message,
      primary: { span, text: label },
      related: [],
      help: [edits.length === 0 ? { text: help } : { text: help, edits }],
    });
  }

  /** The token is read as another one. */
  as(token: IToken, type: TokenType, image: string, payload?: unknown): void {
    retype(token, type, image);
    token.payload = payload;
    this.mended.push(token);
  }
}

export function retype(token: IToken, type: TokenType, image: string): void {
  // Where it ends in the text, because its image may be longer or shorter from here on.
  token.endOffset ??= token.startOffset + token.image.length - 1;
  token.image = image;
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx ?? 0;
}
