import type { IToken, TokenType } from "chevrotain";
import type { Mistake } from "../../../grammar/parser.ts";
import type {
  Code,
  Diagnostic,
  Edit,
  Help,
  Label,
  Source,
  Span,
} from "../../diagnostic/diagnostic.ts";

/** Puts a mistake of its kind into words; null where it is of another kind. */
export type Explanation = (place: Place) => Diagnostic | null;

/** Where the parser stumbled, and what can be said of it. */
export class Place {
  readonly source: Source;
  readonly mistake: Mistake;
  readonly found: IToken;
  readonly ended: boolean;
  /** The innermost rule that is more than a name or a literal. */
  readonly rule: string;

  constructor(source: Source, mistake: Mistake) {
    this.source = source;
    this.mistake = mistake;
    this.found = mistake.found;
    this.ended = !Number.isFinite(mistake.found.startOffset);
    const rules = mistake.rules.filter((rule) => !leaves.has(rule));
    this.rule = rules[rules.length - 1] ?? "declaration";
  }

  get previous(): IToken | null {
    const previous = this.mistake.previous;
    return previous === null || !Number.isFinite(previous.startOffset) ? null : previous;
  }

  expects(type: TokenType): boolean {
    return this.mistake.expected.includes(type);
  }

  /** Where the found token stands; at the end of a declaration, the last character of what was read. */
  span(): Span {
    if (!this.ended) return this.of(this.found);
    const { end } = this.after();
    return { source: this.source.name, start: Math.max(0, end - 1), end };
  }

  of(token: IToken): Span {
    return {
      source: this.source.name,
      start: token.startOffset,
      end: Math.max((token.endOffset ?? token.startOffset) + 1, token.startOffset),
    };
  }

  /** An empty range right after the token read last. */
  after(): Span {
    const { previous } = this;
    const end = previous === null ? 0 : this.of(previous).end;
    return { source: this.source.name, start: end, end };
  }

  written(span: Span): string {
    return this.source.text.slice(span.start, span.end);
  }

  seen(): string {
    return this.ended
      ? "the end of the declaration"
      : `\`${shorten(this.written(this.of(this.found)))}\``;
  }

  report(
    code: Code,
    message: string,
    label: string,
    help: readonly Help[],
    span = this.span(),
  ): Diagnostic {
    const primary: Label = { span, text: label };
    return { code, severity: "error", message, primary, related: [], help };
  }
}

const leaves = new Set(["anyName", "textLiteral", "numberLiteral", "durationLiteral"]);
export const shorten = (text: string): string =>
  text.length > 40 ? `${text.slice(0, 40)}…` : text;

/** Rules whose text is a value. */
export const valueRules = new Set(
  "expression conjunction negation comparison sum product sign fallback member primary conditional anyFrame functionCall".split(
    " ",
  ),
);

export const edit = (span: Span, replacement: string): readonly Edit[] => [{ span, replacement }];
export const quoted = (type: TokenType): string => `\`${type.LABEL ?? type.name}\``;
