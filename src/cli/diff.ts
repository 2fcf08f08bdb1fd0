/** Lines around a change that stay and are shown. */
const CONTEXT = 3;
/** Beyond so many changed lines a finer comparison costs more than it tells. */
const LINES_MAX = 3000;

interface Line {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

/** A unified diff of two texts; empty where they are equal. */
export function unifiedDiff(name: string, before: string, after: string): string {
  if (before === after) return "";
  const lines = compare(split(before), split(after));
  const rows = [`--- ${name}`, `+++ ${name}`];
  for (const [from, to] of hunks(lines)) {
    const shown = lines.slice(from, to);
    const old = lines.slice(0, from).filter(({ sign }) => sign !== "+").length + 1;
    const fresh = lines.slice(0, from).filter(({ sign }) => sign !== "-").length + 1;
    const olds = shown.filter(({ sign }) => sign !== "+").length;
    const freshes = shown.filter(({ sign }) => sign !== "-").length;
    rows.push(`@@ -${old},${olds} +${fresh},${freshes} @@`);
    rows.push(...shown.map(({ sign, text }) => `${sign}${text}`));
  }
  return `${rows.join("\n")}\n`;
}

/** A last line without its end is another line than one with it. */
function split(text: string): string[] {
  const lines = text.split("\n");
  const last = lines.pop() ?? "";
  return last === "" ? lines : [...lines, `${last}\n\\ No newline at end of file`];
}

/** By longest common subsequence, equal ends taken off first. */
function compare(before: readonly string[], after: readonly string[]): Line[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail++;
  }
  const keep = (text: string): Line => ({ sign: " ", text });
  return [
    ...before.slice(0, head).map(keep),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(keep),
  ];
}

function middle(before: readonly string[], after: readonly string[]): Line[] {
  const result: Line[] = [];
  let row = 0;
  let column = 0;
  if (before.length <= LINES_MAX && after.length <= LINES_MAX) {
    const common = commonLengths(before, after);
    const at = (r: number, c: number): number => common[r * (after.length + 1) + c] ?? 0;
    while (row < before.length && column < after.length) {
      if (before[row] === after[column]) {
        result.push({ sign: " ", text: before[row] as string });
        row++;
        column++;
      } else if (at(row + 1, column) >= at(row, column + 1)) {
        result.push({ sign: "-", text: before[row++] as string });
      } else result.push({ sign: "+", text: after[column++] as string });
    }
  }
  for (const text of before.slice(row)) result.push({ sign: "-", text });
  for (const text of after.slice(column)) result.push({ sign: "+", text });
  return result;
}

/** At (r, c), how many lines the rests from r and from c have in common. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint16Array {
  const width = after.length + 1;
  const common = new Uint16Array((before.length + 1) * width);
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      common[row * width + column] =
        before[row] === after[column]
          ? (common[(row + 1) * width + column + 1] ?? 0) + 1
          : Math.max(
              common[(row + 1) * width + column] ?? 0,
              common[row * width + column + 1] ?? 0,
            );
    }
  }
  return common;
}

/** Ranges of lines that hold changes with what stands around them. */
function hunks(lines: readonly Line[]): (readonly [number, number])[] {
  const ranges: [number, number][] = [];
  lines.forEach((line, index) => {
    if (line.sign === " ") return;
    const from = Math.max(0, index - CONTEXT);
    const to = Math.min(lines.length, index + CONTEXT + 1);
    const last = ranges.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = to;
    else ranges.push([from, to]);
  });
  return ranges;
}
