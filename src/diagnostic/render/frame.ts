import { type Canvas, canvas } from "./canvas.ts";
import type { Lines } from "./lines.ts";
import { isOneLine, type Mark } from "./marks.ts";
import type { Paint } from "./paint.ts";
import { cellsOf, printable, widthOf } from "./width.ts";

/** How a mark is painted, and with which character it is drawn. */
export interface Brush {
  readonly paint: (text: string) => string;
  readonly stroke: string;
}

export interface FrameLook {
  readonly paint: Paint;
  readonly brush: (mark: Mark) => Brush;
  /** Digits of the greatest line number. */
  readonly gutter: number;
  /** Cells for code. */
  readonly room: number;
}

/** More lines than this between the ends of one mark are left out. */
const LINES_WITHIN = 4;

/**
 * The code window of one source, in rustc's layout: marks on one line are underlined,
 * their texts hang below from right to left; marks over several lines are drawn as brackets on the left.
 */
export function drawFrame(lines: Lines, marks: readonly Mark[], look: FrameLook): string[] {
  const brackets = bracketsOf(marks.filter((mark) => !isOneLine(mark)));
  const margin = 2 * brackets.length;
  const shown = shownLines(marks);
  const rows: string[] = [];
  const open = new Set<Mark>();

  const row = (gutter: string, separator: string, content: Canvas): void => {
    const bar = `${gutter.padStart(look.gutter)} ${separator}`;
    const text = content.text();
    rows.push(`${look.paint.quiet(bar)}${text === "" ? "" : ` ${text}`}`);
  };
  /** A canvas with the bars of the brackets that are open. */
  const barred = (): Canvas => {
    const content = canvas();
    brackets.forEach((column, index) => {
      for (const mark of column) {
        if (open.has(mark)) content.put(2 * index, "|", look.brush(mark).paint);
      }
    });
    return content;
  };

  shown.forEach((line, index) => {
    const before = shown[index - 1];
    if (before !== undefined && line > before + 1) {
      const gap = barred().text();
      rows.push(
        `${look.paint.quiet("...")}${gap === "" ? "" : `${" ".repeat(look.gutter)}${gap}`}`,
      );
    }
    const own = marks.filter((mark) => isOneLine(mark) && mark.first.line === line);
    const touching = marks.filter((mark) => mark.first.line === line || mark.last.line === line);
    const window = windowOf(lines.text(line), line, touching, look.room);
    const at = (cell: number): number => margin + window.shift(cell);

    // The beginning of a bracket whose line has nothing before it needs no row of its own.
    const content = barred();
    const beginnings: { readonly mark: Mark; readonly column: number }[] = [];
    brackets.forEach((column, columnIndex) => {
      for (const mark of column) {
        if (mark.first.line !== line) continue;
        if (lines.text(line).slice(0, mark.first.cell).trim() === "") {
          content.put(2 * columnIndex, "/", look.brush(mark).paint);
          open.add(mark);
        } else beginnings.push({ mark, column: columnIndex });
      }
    });
    content.put(margin, window.text);
    row(String(line), "|", content);

    for (const content of underlines(own, barred, at, look)) row("", "|", content);
    for (const { mark, column } of beginnings) {
      const brush = look.brush(mark);
      const drawn = barred();
      const corner = at(mark.first.cell);
      drawn.put(2 * column + 1, "_".repeat(Math.max(0, corner - 2 * column - 1)), brush.paint);
      drawn.put(corner, brush.stroke, brush.paint);
      row("", "|", drawn);
      open.add(mark);
    }
    brackets.forEach((column, columnIndex) => {
      for (const mark of column) {
        if (mark.last.line !== line) continue;
        const brush = look.brush(mark);
        const drawn = barred();
        const corner = Math.max(margin, at(mark.last.cell) - 1);
        drawn.put(2 * columnIndex + 1, "_".repeat(corner - 2 * columnIndex - 1), brush.paint);
        drawn.put(corner, brush.stroke, brush.paint);
        if (mark.text !== "") drawn.put(corner + 2, mark.text, brush.paint);
        row("", "|", drawn);
        open.delete(mark);
      }
    });
  });
  return rows;
}

/** Brackets side by side where they overlap, the one that begins first outermost. */
function bracketsOf(marks: readonly Mark[]): Mark[][] {
  const columns: Mark[][] = [];
  const sorted = [...marks].sort(
    (left, right) => left.first.line - right.first.line || right.last.line - left.last.line,
  );
  for (const mark of sorted) {
    const free = columns.find((column) =>
      column.every((other) => other.last.line < mark.first.line),
    );
    if (free === undefined) columns.push([mark]);
    else free.push(mark);
  }
  return columns;
}

function shownLines(marks: readonly Mark[]): number[] {
  const shown = new Set<number>();
  for (const { first, last } of marks) {
    const near = last.line - first.line <= LINES_WITHIN;
    for (let line = first.line; line <= last.line; line++) {
      if (near || line <= first.line + 1 || line === last.line) shown.add(line);
      else line = last.line - 1;
    }
  }
  const sorted = [...shown].sort((left, right) => left - right);
  // One line left out takes as much room as the mark that says so.
  const filled = sorted.flatMap((line, index) =>
    sorted[index + 1] === line + 2 ? [line, line + 1] : [line],
  );
  return filled;
}

/** The underlines of one line and the texts that hang from them. */
function underlines(
  marks: readonly Mark[],
  barred: () => Canvas,
  at: (cell: number) => number,
  look: FrameLook,
): Canvas[] {
  if (marks.length === 0) return [];
  const fromRight = [...marks].sort(
    (left, right) =>
      right.first.cell - left.first.cell || Number(left.primary) - Number(right.primary),
  );
  const first = barred();
  // The primary one is drawn last, over the others.
  for (const mark of [...marks].sort(
    (left, right) => Number(left.primary) - Number(right.primary),
  )) {
    const { stroke, paint } = look.brush(mark);
    const length = Math.max(1, at(mark.last.cell) - at(mark.first.cell));
    first.put(at(mark.first.cell), stroke.repeat(length), paint);
  }
  const rows = [first];
  const rightmost = fromRight[0] as Mark;
  const alone = fromRight.slice(1).every((mark) => mark.last.cell < rightmost.first.cell);
  let hanging = fromRight.filter((mark) => mark.text !== "");
  if (alone && rightmost.text !== "") {
    first.put(at(rightmost.last.cell) + 1, rightmost.text, look.brush(rightmost).paint);
    hanging = hanging.slice(1);
  }
  if (hanging.length === 0) return rows;
  const connect = (content: Canvas, left: readonly Mark[]): Canvas => {
    for (const mark of left) content.put(at(mark.first.cell), "|", look.brush(mark).paint);
    return content;
  };
  rows.push(connect(barred(), hanging));
  hanging.forEach((mark, index) => {
    const content = connect(barred(), hanging.slice(index + 1));
    rows.push(content.put(at(mark.first.cell), mark.text, look.brush(mark).paint));
  });
  return rows;
}

/** A line as printed: whole where there is room, else the part around its marks. */
function windowOf(
  raw: string,
  line: number,
  marks: readonly Mark[],
  room: number,
): { readonly text: string; readonly shift: (cell: number) => number } {
  const text = printable(raw).trimEnd();
  if (widthOf(text) <= room) return { text, shift: (cell) => cell };
  const starts = marks.map((mark) => (mark.first.line === line ? mark.first.cell : 0));
  const ends = marks.map((mark) => (mark.last.line === line ? mark.last.cell : 0));
  const begin = Math.min(...starts, Number.MAX_SAFE_INTEGER);
  const end = Math.max(...ends, 0);
  const from = marks.length === 0 || end < room ? 0 : Math.max(0, begin - Math.floor(room / 4));
  const leading = from > 0 ? "…" : "";
  let cell = 0;
  let cut = "";
  for (const character of text) {
    if (cell >= from && cell + cellsOf(character) < from + room) cut += character;
    cell += cellsOf(character);
    if (cell >= from + room) break;
  }
  const trailing = widthOf(text) > from + room ? "…" : "";
  const shift = (cell: number): number =>
    Math.min(Math.max(0, cell - from) + leading.length, room + leading.length);
  return { text: `${leading}${cut}${trailing}`, shift };
}
