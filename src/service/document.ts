import type { Diagnostic, Source } from "../diagnostic/diagnostic.ts";
import { type Lexed, lex } from "../syntax/lex.ts";
import { parse } from "../syntax/parse.ts";
import type { File } from "../syntax/tree.ts";

/** A text with what is read of it; each is made once, when it is first asked for. */
export class Document {
  readonly source: Source;
  private lexedOnce: Lexed | null = null;
  private parsedOnce: { file: File; diagnostics: readonly Diagnostic[] } | null = null;

  constructor(source: Source) {
    this.source = source;
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

  private get parsed() {
    this.parsedOnce ??= parse(this.source);
    return this.parsedOnce;
  }
}
