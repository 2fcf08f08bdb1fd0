import type { Diagnostic, Source } from "../diagnostic.ts";
import { lineTable } from "./lines.ts";

/** Workflow commands that a GitHub job turns into annotations, one line each. */
export function renderGithub(
  diagnostics: readonly Diagnostic[],
  sources: readonly Source[],
): string {
  const linesFor = lineTable(sources);
  return diagnostics
    .map((diagnostic) => {
      const { span } = diagnostic.primary;
      const properties = [`file=${property(span.source)}`];
      const lines = linesFor(span.source);
      if (lines !== null) {
        const start = lines.position(span.start);
        const end = lines.position(Math.max(span.start, span.end));
        properties.push(`line=${start.line}`, `endLine=${end.line}`, `col=${start.column}`);
        // Columns across lines are refused by the annotations' reader.
        if (end.line === start.line) properties.push(`endColumn=${end.column}`);
      }
      properties.push(`title=${property(diagnostic.code)}`);
      const help = diagnostic.help.map((each) => `help: ${each.text}`);
      const message = data([diagnostic.message, ...help].join("\n"));
      return `::${diagnostic.severity} ${properties.join(",")}::${message}\n`;
    })
    .join("");
}

const data = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
