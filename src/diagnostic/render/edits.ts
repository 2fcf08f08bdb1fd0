import type { Edit } from "../diagnostic.ts";
import type { Lines } from "./lines.ts";
import type { Paint } from "./paint.ts";
import { printable, widthOf } from "./width.ts";

const LINES_SHOWN = 8;

/**
 * What the edits of one source come to: an insertion into a line is shown with `+` under it,
 * anything else as the old lines and the new ones.
 */
export function drawEdits(
  lines: Lines,
  edits: readonly Edit[],
  look: { readonly paint: Paint; readonly gutter: number; readonly room: number },
): string[] {
  const sorted = [...edits].sort((left, right) => left.span.start - right.span.start);
  const first = sorted[0];
  if (first === undefined) return [];
  const { text } = lines.source;
  const firstLine = lines.lineOf(first.span.start);
  const lastLine = lines.lineOf(Math.max(...sorted.map((edit) => edit.span.end)));
  const start = lines.start(firstLine);
  const end = lines.start(lastLine) + lines.text(lastLine).length;
  const gutter = (line: number | null, sign: string): string =>
    look.paint.quiet(`${(line === null ? "" : String(line)).padStart(look.gutter)} ${sign}`);
  const rows = [gutter(null, "|")];

  const oneLine = firstLine === lastLine;
  const inserts = sorted.every(
    (edit) => edit.span.start === edit.span.end && !/[\r\n]/.test(edit.replacement),
  );
  const fits = end - start < look.room;
  if (oneLine && inserts && fits && text.slice(start, end).trim() !== "") {
    let shown = "";
    let underline = "";
    let at = start;
    for (const edit of sorted) {
      const kept = printable(text.slice(at, edit.span.start));
      const added = printable(edit.replacement);
      shown += kept + look.paint.added(added);
      const padding = " ".repeat(widthOf(kept));
      const visible = added.trim();
      underline +=
        padding +
        " ".repeat(widthOf(added) - widthOf(added.trimStart())) +
        look.paint.added("+".repeat(widthOf(visible))) +
        " ".repeat(widthOf(added) - widthOf(added.trimEnd()));
      at = edit.span.start;
    }
    shown += printable(text.slice(at, end));
    rows.push(`${gutter(firstLine, "|")} ${shown.trimEnd()}`);
    rows.push(`${gutter(null, "|")} ${underline.trimEnd()}`);
    return rows;
  }

  let changed = "";
  let at = start;
  for (const edit of sorted) {
    changed += text.slice(at, edit.span.start) + edit.replacement;
    at = Math.max(at, edit.span.end);
  }
  changed += text.slice(at, end);
  const split = (whole: string): string[] => whole.split(/\r\n|\n|\r/);
  let before = split(text.slice(start, end));
  let after = split(changed);
  // Lines that stay as they are at either end tell nothing.
  let skipped = 0;
  while (before.length > 0 && after.length > 0 && before[0] === after[0]) {
    before = before.slice(1);
    after = after.slice(1);
    skipped++;
  }
  while (before.length > 0 && after.length > 0 && before.at(-1) === after.at(-1)) {
    before = before.slice(0, -1);
    after = after.slice(0, -1);
  }
  const from = changedFrom(before[0] ?? "", after[0] ?? "") - Math.floor(look.room / 2);
  const signed = (sign: "-" | "+", texts: readonly string[], paint: (text: string) => string) => {
    texts.slice(0, LINES_SHOWN).forEach((line, index) => {
      const code = paint(cut(printable(line).trimEnd(), from, look.room));
      rows.push(`${gutter(firstLine + skipped + index, sign)} ${code}`.trimEnd());
    });
    if (texts.length > LINES_SHOWN) rows.push(look.paint.quiet("..."));
  };
  const blank = (line: string): boolean => line.trim() === "";
  signed("-", before.every(blank) ? [] : before, look.paint.removed);
  signed("+", after.every(blank) ? [] : after, look.paint.added);
  return rows;
}

/** Where two lines begin to differ. */
function changedFrom(before: string, after: string): number {
  const left = printable(before);
  const right = printable(after);
  let same = 0;
  while (same < left.length && left[same] === right[same]) same++;
  return same;
}

/** The part of a long line from about `from` on. */
function cut(line: string, from: number, room: number): string {
  if (widthOf(line) <= room) return line;
  const begin = Math.max(0, from);
  const part = Array.from(line.slice(begin)).slice(0, room).join("");
  return `${begin > 0 ? "…" : ""}${part}${begin + part.length < line.length ? "…" : ""}`;
}
