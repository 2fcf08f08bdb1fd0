import type { Diagnostic, Source } from "../diagnostic.ts";
import { lineTable } from "./lines.ts";
import { printable } from "./width.ts";

/** One line each: `shop.pda:12:8: error[PDA0101]: there is no event \`serach\``. */
export function renderShort(
  diagnostics: readonly Diagnostic[],
  sources: readonly Source[],
): string {
  const linesFor = lineTable(sources);
  return diagnostics
    .map((diagnostic) => {
      const { span } = diagnostic.primary;
      const position = linesFor(span.source)?.position(span.start);
      const place = position === undefined ? "" : `:${position.line}:${position.column}`;
      const head = `${printable(span.source)}${place}: ${diagnostic.severity}[${diagnostic.code}]`;
      return `${head}: ${printable(diagnostic.message)}\n`;
    })
    .join("");
}
