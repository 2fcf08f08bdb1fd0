const GAP = "  ";

export interface Layout {
  /** Of the screen. */
  readonly width: number;
  /** So many columns are flush left; the others, figures, are flush right. */
  readonly left: number;
}

/**
 * A table whose columns are as wide as what stands in them. Where that is wider than the screen, the first cell of
 * each row stands on a line of its own, above the others.
 */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { width, left }: Layout,
): string[] {
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...all.map((row) => row[i]!.length)));
  const line = (row: readonly string[], from: number): string =>
    row
      .map((cell, i) => (i < left ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .slice(from)
      .join(GAP)
      .trimEnd();
  const whole = widths.reduce((sum, each) => sum + each, GAP.length * (head.length - 1));
  return whole <= width
    ? all.map((row) => line(row, 0))
    : all.flatMap((row) => [row[0]!, `${GAP}${GAP}${line(row, 1)}`]);
}

/** Words on lines that are not longer than the screen, where a word is not. */
export function wrapped(text: string, width: number, indent = ""): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(" ")) {
    if (line.trim() !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${indent}`;
    }
    line += line.trim() === "" ? word : ` ${word}`;
  }
  return [...lines, line];
}
