import type { Span } from "../diagnostic.ts";
import type { Lines } from "./lines.ts";
import { printable, widthOf } from "./width.ts";

/** A label laid onto the cells of the printed lines. */
export interface Mark {
  readonly first: { readonly line: number; readonly cell: number };
  /** `cell` is the one after the last marked. */
  readonly last: { readonly line: number; readonly cell: number };
  readonly text: string;
  readonly primary: boolean;
}

export function markFor(lines: Lines, span: Span, text: string, primary: boolean): Mark {
  const startLine = lines.lineOf(span.start);
  const end = withoutFinalBreak(lines, span);
  const endLine = lines.lineOf(end);
  const startCell = cellAt(lines, startLine, span.start);
  const endCell = cellAt(lines, endLine, end);
  return {
    first: { line: startLine, cell: startCell },
    last: {
      line: endLine,
      cell: startLine === endLine ? Math.max(endCell, startCell + 1) : Math.max(endCell, 1),
    },
    text: printable(text),
    primary,
  };
}

/** A span that ends where a line begins means the line before. */
function withoutFinalBreak(lines: Lines, { start, end }: Span): number {
  const line = lines.lineOf(end);
  if (end <= start || line === 1 || lines.start(line) !== end) return Math.max(start, end);
  return Math.max(start, lines.start(line - 1) + lines.text(line - 1).length);
}

function cellAt(lines: Lines, line: number, offset: number): number {
  const within = Math.max(0, offset - lines.start(line));
  return widthOf(printable(lines.text(line).slice(0, within)));
}

export const isOneLine = (mark: Mark): boolean => mark.first.line === mark.last.line;
