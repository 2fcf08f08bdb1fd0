import type { Diagnostic, Help, Label, Source } from "../diagnostic.ts";
import { drawEdits } from "./edits.ts";
import { type Brush, drawFrame } from "./frame.ts";
import { type Lines, lineTable } from "./lines.ts";
import { type Mark, markFor } from "./marks.ts";
import { type Paint, paintWith } from "./paint.ts";
import { summaryLine } from "./summary.ts";
import { printable } from "./width.ts";

export interface PrettyLook {
  readonly colour: boolean;
  /** Cells of a line of the terminal; longer code is cut around what is marked. */
  readonly width?: number;
}

const WIDTH = 120;
/** Code gets this much however narrow the terminal is. */
const LEAST_ROOM = 30;

/** For people: every diagnostic with its code window, then one line that sums up. */
export function renderPretty(
  diagnostics: readonly Diagnostic[],
  sources: readonly Source[],
  look: PrettyLook,
): string {
  const linesFor = lineTable(sources);
  const paint = paintWith(look.colour);
  const blocks = diagnostics.map((diagnostic) =>
    renderOne(diagnostic, linesFor, paint, look.width ?? WIDTH),
  );
  const summary = summaryLine(diagnostics);
  if (summary !== null) blocks.push(`${paint.strong(summary)}\n`);
  return blocks.join("\n");
}

function renderOne(
  diagnostic: Diagnostic,
  linesFor: (source: string) => Lines | null,
  paint: Paint,
  width: number,
): string {
  const severe = diagnostic.severity === "error" ? paint.error : paint.warning;
  const { span } = diagnostic.primary;
  const labels = [diagnostic.primary, ...diagnostic.related];
  const gutter = gutterOf(diagnostic, linesFor);
  const indent = " ".repeat(gutter);
  const room = Math.max(LEAST_ROOM, width - gutter - 3);
  const rows = [
    `${severe(`${diagnostic.severity}[${diagnostic.code}]`)}${paint.strong(`: ${printable(diagnostic.message)}`)}`,
  ];
  const brush = (mark: Mark): Brush =>
    mark.primary ? { paint: severe, stroke: "^" } : { paint: paint.quiet, stroke: "-" };

  const files = [...new Set(labels.map((label) => label.span.source))];
  for (const file of files) {
    const lines = linesFor(file);
    const own = labels.filter((label) => label.span.source === file);
    const anchor = (own[0] as Label).span;
    const arrow = file === span.source ? "-->" : ":::";
    const position = lines?.position(anchor.start);
    const place = position === undefined ? "" : `:${position.line}:${position.column}`;
    rows.push(`${indent}${paint.quiet(arrow)} ${printable(file)}${place}`);
    if (lines === null) continue;
    const marks = own.map((label) =>
      markFor(lines, label.span, label.text, label === diagnostic.primary),
    );
    rows.push(paint.quiet(`${indent} |`));
    rows.push(...drawFrame(lines, marks, { paint, brush, gutter, room }));
    if (file !== files.at(-1)) rows.push(paint.quiet(`${indent} |`));
  }
  rows.push(...helpRows(diagnostic.help, linesFor, { paint, gutter, room }));
  return `${rows.join("\n")}\n`;
}

function helpRows(
  helps: readonly Help[],
  linesFor: (source: string) => Lines | null,
  look: { readonly paint: Paint; readonly gutter: number; readonly room: number },
): string[] {
  const { paint, gutter } = look;
  const indent = " ".repeat(gutter);
  // The bar that closes the code window.
  const rows = helps.length > 0 ? [paint.quiet(`${indent} |`)] : [];
  for (const help of helps) {
    const edits = help.edits ?? [];
    const [first, ...more] = printableLines(help.text);
    if (edits.length === 0) {
      rows.push(`${indent} ${paint.quiet("=")} ${paint.help("help")}: ${first}`);
      rows.push(...more.map((line) => `${indent}         ${line}`));
      continue;
    }
    rows.push(`${paint.help("help")}: ${first}`, ...more.map((line) => `      ${line}`));
    for (const file of new Set(edits.map((edit) => edit.span.source))) {
      const lines = linesFor(file);
      if (lines === null) continue;
      const own = edits.filter((edit) => edit.span.source === file);
      rows.push(...drawEdits(lines, own, look));
    }
  }
  return rows;
}

const printableLines = (text: string): string[] => text.split("\n").map(printable);

function gutterOf(diagnostic: Diagnostic, linesFor: (source: string) => Lines | null): number {
  const spans = [
    diagnostic.primary.span,
    ...diagnostic.related.map((label) => label.span),
    ...diagnostic.help.flatMap((help) => (help.edits ?? []).map((edit) => edit.span)),
  ];
  const last = Math.max(1, ...spans.map((span) => linesFor(span.source)?.lineOf(span.end) ?? 1));
  return String(last).length;
}
