/**
 * A diagnostic is data; rendering it is another function (see render/).
 * User errors are diagnostics, never exceptions.
 */

/** One text that a diagnostic can point into. */
export interface Source {
  /** What a reader calls it: a path, `-` for standard input, or any label. */
  readonly name: string;
  readonly text: string;
}

/** A half-open range of UTF-16 offsets in the text of one source. */
export interface Span {
  /** The `name` of the source. */
  readonly source: string;
  readonly start: number;
  readonly end: number;
}

export type Severity = "error" | "warning";

/** A code of the catalogue, `PDA0123`. Codes are never reused. */
export type Code = `PDA${string}`;

export interface Label {
  readonly span: Span;
  /** A few words beside the underlined text; may be empty. */
  readonly text: string;
}

/** Text to put in place of a range; offered only where it is certain. */
export interface Edit {
  readonly span: Span;
  readonly replacement: string;
}

export interface Help {
  /** A concrete way out, as a statement. */
  readonly text: string;
  readonly edits?: readonly Edit[];
}

export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  /** One sentence that stands alone, without a final full stop. */
  readonly message: string;
  readonly primary: Label;
  readonly related: readonly Label[];
  readonly help: readonly Help[];
}
