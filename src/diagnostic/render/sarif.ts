import { findCode } from "../codes.ts";
import type { Diagnostic, Help, Label, Source, Span } from "../diagnostic.ts";
import { lineTable } from "./lines.ts";

/** SARIF 2.1.0, for code scanning. `version` is the program's own. */
export function renderSarif(
  diagnostics: readonly Diagnostic[],
  sources: readonly Source[],
  version: string,
): string {
  const linesFor = lineTable(sources);
  const codes = [...new Set(diagnostics.map((diagnostic) => diagnostic.code))].sort();

  const region = (span: Span) => {
    const lines = linesFor(span.source);
    if (lines === null) return {};
    const start = lines.position(span.start);
    const end = lines.position(Math.max(span.start, span.end));
    return {
      region: {
        startLine: start.line,
        startColumn: start.column,
        endLine: end.line,
        endColumn: end.column,
      },
    };
  };
  const artifact = (source: string) => ({
    artifactLocation: {
      uri: encodeURI(source.replaceAll("\\", "/").replace(/\p{Cs}/gu, "\ufffd")),
    },
  });
  const location = (span: Span) => ({
    physicalLocation: { ...artifact(span.source), ...region(span) },
  });
  const labelled = (label: Label, id: number) => ({
    id,
    ...location(label.span),
    ...(label.text === "" ? {} : { message: { text: label.text } }),
  });
  const fix = (help: Help) => {
    const edits = help.edits ?? [];
    const files = [...new Set(edits.map((edit) => edit.span.source))];
    return {
      description: { text: help.text },
      artifactChanges: files.map((file) => ({
        ...artifact(file),
        replacements: edits
          .filter((edit) => edit.span.source === file)
          .map((edit) => ({
            deletedRegion: region(edit.span).region ?? { charOffset: edit.span.start },
            insertedContent: { text: edit.replacement },
          })),
      })),
    };
  };

  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "pda",
            version,
            rules: codes.map((code) => rule(code)),
          },
        },
        columnKind: "unicodeCodePoints",
        results: diagnostics.map((diagnostic) => {
          const fixes = diagnostic.help.filter((help) => (help.edits ?? []).length > 0).map(fix);
          const helpTexts = diagnostic.help.map((help) => `help: ${help.text}`);
          return {
            ruleId: diagnostic.code,
            ruleIndex: codes.indexOf(diagnostic.code),
            level: diagnostic.severity,
            message: { text: [diagnostic.message, ...helpTexts].join("\n") },
            locations: [location(diagnostic.primary.span)],
            ...(diagnostic.related.length > 0
              ? { relatedLocations: diagnostic.related.map(labelled) }
              : {}),
            ...(fixes.length > 0 ? { fixes } : {}),
          };
        }),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function rule(code: string) {
  const entry = findCode(code);
  if (entry === null) return { id: code };
  return {
    id: code,
    shortDescription: { text: entry.title },
    fullDescription: { text: entry.explanation },
    defaultConfiguration: { level: entry.severity },
  };
}
