import type { Diagnostic, Source } from "../diagnostic/diagnostic.ts";
import { type Lexed, lex } from "../syntax/lex.ts";
import { type Parsed, parse } from "../syntax/parse.ts";
import type { File } from "../syntax/tree.ts";

/** A text with what is read of it; each is made once, when it is first asked for. */
export class Document {
  readonly source: Source;
  /** The version before: what reads as it did is not read again. Given up as soon as it was made use of. */
  private before: Document | null;
  private lexedOnce: Lexed | null = null;
  private parsedOnce: Parsed | null = null;

  constructor(source: Source, before: Document | null = null) {
    this.source = source;
    // Of versions that nobody asked anything of none is kept.
    this.before = before?.parsedOnce === null ? before.before : before;
  }

  get lexed(): Lexed {
    this.lexedOnce ??= lex(this.source);
    return this.lexedOnce;
  }

  get file(): File {
    return this.parsed.file;
  }

  get syntax(): readonly Diagnostic[] {
    return this.parsed.diagnostics;
  }

  get parsed(): Parsed {
    if (this.parsedOnce === null) {
      this.parsedOnce = parse(this.source, this.lexed, this.before?.parsedOnce ?? null);
      this.before = null;
    }
    return this.parsedOnce;
  }
}
