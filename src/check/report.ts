import type { Code, Diagnostic, Help, Label, Severity, Span } from "../diagnostic/diagnostic.ts";

export interface Details {
  /** A few words beside the underlined text. */
  readonly label?: string;
  readonly related?: readonly Label[];
  readonly help?: readonly (string | Help)[];
}

/** Where checks put what they find. Both functions give null, so that a check can end with `return report.error(...)`. */
export interface Report {
  readonly diagnostics: readonly Diagnostic[];
  error(code: Code, at: Span, message: string, details?: Details): null;
  warning(code: Code, at: Span, message: string, details?: Details): null;
}

export function createReport(): Report {
  const diagnostics: Diagnostic[] = [];
  const add =
    (severity: Severity) => (code: Code, at: Span, message: string, details?: Details) => {
      diagnostics.push({
        code,
        severity,
        message,
        primary: { span: at, text: details?.label ?? "" },
        related: details?.related ?? [],
        help: (details?.help ?? []).map((h) => (typeof h === "string" ? { text: h } : h)),
      });
      return null;
    };
  return { diagnostics, error: add("error"), warning: add("warning") };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((d) => d.severity === "error");
}
