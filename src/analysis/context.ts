import type { Code, Diagnostic, Help, Label, Severity, Span } from "../diagnostic/diagnostic.ts";
import type { Solved } from "./facts.ts";
import type { Occurrence } from "./head.ts";
import type { Reached } from "./reached.ts";
import type { Witness } from "./witness.ts";

export interface Details {
  readonly label?: string;
  readonly related?: readonly Label[];
  readonly help?: readonly (string | Help)[];
}

/** What every finding is made with. */
export interface Context {
  readonly solved: Solved;
  /** Where a piece was written, by JSON pointer. */
  span(pointer: string): Span;
  /** The same, cut down to its first words where they are known. */
  head(pointer: string, words: string): Span;
  /** Concrete events that lead along a journey and replay, if some are found. */
  witness(journey: readonly Occurrence[], reached: Reached): Witness | null;
}

export function finding(
  severity: Severity,
  code: Code,
  span: Span,
  message: string,
  details: Details = {},
): Diagnostic {
  return {
    code,
    severity,
    message,
    primary: { span, text: details.label ?? "" },
    related: details.related ?? [],
    help: (details.help ?? []).map((help) => (typeof help === "string" ? { text: help } : help)),
  };
}
