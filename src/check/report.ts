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

/**
 * Errors of single values and of rules that come too late leave the states, rules and stack of a pattern whole,
 * so what is said of those would not be an echo of them.
 */
const narrow: ReadonlySet<Code> = new Set(["PDA0301", "PDA0302", "PDA0303", "PDA0304", "PDA0406"]);

/** Whether the pattern that this was found in is as it was meant, but for single values. */
export function isWhole(diagnostics: readonly Diagnostic[]): boolean {
  return !diagnostics.some((d) => d.severity === "error" && !narrow.has(d.code));
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((d) => d.severity === "error");
}
