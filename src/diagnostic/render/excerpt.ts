import type { Label, Source } from "../diagnostic.ts";
import { drawFrame } from "./frame.ts";
import { lineTable } from "./lines.ts";
import { markFor } from "./marks.ts";
import { paintWith } from "./paint.ts";
import type { PrettyLook } from "./pretty.ts";
import { printable } from "./width.ts";

const WIDTH = 120;
const LEAST_ROOM = 30;

/** The code around a label, as a diagnostic shows it, for what is no diagnostic: it has no code and no page. */
export function renderExcerpt(
  label: Label,
  notes: readonly string[],
  sources: readonly Source[],
  look: PrettyLook,
): string {
  const paint = paintWith(look.colour);
  const lines = lineTable(sources)(label.span.source);
  const position = lines?.position(label.span.start);
  const gutter = String(lines?.lineOf(label.span.end) ?? 1).length;
  const indent = " ".repeat(gutter);
  const place = position === undefined ? "" : `:${position.line}:${position.column}`;
  const rows = [`${indent}${paint.quiet("-->")} ${printable(label.span.source)}${place}`];
  if (lines !== null) {
    const brush = () => ({ paint: paint.error, stroke: "^" as const });
    const room = Math.max(LEAST_ROOM, (look.width ?? WIDTH) - gutter - 3);
    rows.push(paint.quiet(`${indent} |`));
    rows.push(
      ...drawFrame(lines, [markFor(lines, label.span, label.text, true)], {
        ...{ paint, brush, gutter, room },
      }),
    );
    rows.push(paint.quiet(`${indent} |`));
  }
  rows.push(...notes.map((note) => `${indent} ${paint.quiet("=")} ${printable(note)}`));
  return `${rows.join("\n")}\n`;
}
