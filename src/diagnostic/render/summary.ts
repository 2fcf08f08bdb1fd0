import type { Diagnostic } from "../diagnostic.ts";
import { printable } from "./width.ts";

/** "2 errors, 1 warning in shop.pda"; null where there is nothing to sum up. */
export function summaryLine(diagnostics: readonly Diagnostic[]): string | null {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error").length;
  const warnings = diagnostics.length - errors;
  if (diagnostics.length === 0) return null;
  const counts = [counted(errors, "error"), counted(warnings, "warning")].filter(
    (text) => text !== null,
  );
  const files = new Set(diagnostics.map((diagnostic) => diagnostic.primary.span.source));
  const [only] = files;
  const where = files.size === 1 && only !== undefined ? printable(only) : `${files.size} files`;
  return `${counts.join(", ")} in ${where}`;
}

const counted = (count: number, noun: string): string | null =>
  count === 0 ? null : `${count} ${noun}${count === 1 ? "" : "s"}`;
