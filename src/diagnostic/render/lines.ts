import type { Source } from "../diagnostic.ts";

/** Where an offset lies, for people: lines from 1, columns from 1 in characters (code points). */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One text cut into lines: `\n`, `\r\n` and a lone `\r` end one; a byte-order mark belongs to none. */
export interface Lines {
  readonly source: Source;
  readonly count: number;
  /** From 1; without its end. */
  readonly text: (line: number) => string;
  /** Offset at which a line begins. */
  readonly start: (line: number) => number;
  readonly lineOf: (offset: number) => number;
  readonly position: (offset: number) => Position;
}

const BYTE_ORDER_MARK = 0xfeff;

export function linesOf(source: Source): Lines {
  const { text } = source;
  const starts = [text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0];
  const ends: number[] = [];
  const breaks = /\r\n|\n|\r/g;
  for (let found = breaks.exec(text); found !== null; found = breaks.exec(text)) {
    ends.push(found.index);
    starts.push(breaks.lastIndex);
  }
  ends.push(text.length);

  const start = (line: number): number => starts[line - 1] ?? text.length;
  const lineOf = (offset: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
  return {
    source,
    count: starts.length,
    text: (line) => text.slice(start(line), ends[line - 1] ?? text.length),
    start,
    lineOf,
    position: (offset) => {
      const line = lineOf(offset);
      const before = text.slice(start(line), Math.max(start(line), offset));
      return { line, column: Array.from(before).length + 1 };
    },
  };
}

/** The lines of each source by its name; cut once, when first asked for. */
export function lineTable(sources: readonly Source[]): (name: string) => Lines | null {
  const known = new Map(sources.map((source) => [source.name, source]));
  const cut = new Map<string, Lines>();
  return (name) => {
    const source = known.get(name);
    if (source === undefined) return null;
    const lines = cut.get(name) ?? linesOf(source);
    cut.set(name, lines);
    return lines;
  };
}
