import type { Diagnostic, Source, Span } from "../diagnostic.ts";
import { lineTable } from "./lines.ts";

/** Grows by members only; a change that could break a reader gets a new number. */
export const DIAGNOSTICS_FORMAT = "pushdown-diagnostics/1";

/**
 * One JSON object. Offsets count UTF-16 units from 0, lines and columns count from 1,
 * columns in characters.
 */
export function renderJson(diagnostics: readonly Diagnostic[], sources: readonly Source[]): string {
  const linesFor = lineTable(sources);
  const place = (span: Span) => {
    const at = (offset: number) => ({
      offset,
      ...(linesFor(span.source)?.position(offset) ?? {}),
    });
    return { source: span.source, start: at(span.start), end: at(span.end) };
  };
  const value = {
    format: DIAGNOSTICS_FORMAT,
    errors: diagnostics.filter((diagnostic) => diagnostic.severity === "error").length,
    warnings: diagnostics.filter((diagnostic) => diagnostic.severity === "warning").length,
    diagnostics: diagnostics.map((diagnostic) => ({
      code: diagnostic.code,
      severity: diagnostic.severity,
      message: diagnostic.message,
      primary: { ...place(diagnostic.primary.span), text: diagnostic.primary.text },
      related: diagnostic.related.map((label) => ({ ...place(label.span), text: label.text })),
      help: diagnostic.help.map((help) => ({
        text: help.text,
        edits: (help.edits ?? []).map((edit) => ({
          ...place(edit.span),
          replacement: edit.replacement,
        })),
      })),
    })),
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}
