import { lineStarts } from "../syntax/line-starts.ts";

export interface Position {
  /** From 0. */
  readonly line: number;
  /** UTF-16 units from the beginning of the line. */
  readonly character: number;
}

/** Offsets of a text as lines and columns, and back. */
export class Lines {
  private readonly starts: readonly number[];
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
    this.starts = lineStarts(text);
  }

  position(offset: number): Position {
    const within = Math.max(0, Math.min(offset, this.text.length));
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.starts[middle]! <= within) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: within - this.starts[low]! };
  }

  /** A column beyond its line is the line's end. */
  offset({ line, character }: Position): number {
    const start = this.starts[line];
    if (start === undefined) return line < 0 ? 0 : this.text.length;
    const next = this.starts[line + 1] ?? this.text.length + 1;
    let end = next - 1;
    if (this.text[end] === "\n" && this.text[end - 1] === "\r") end--;
    return Math.min(start + Math.max(0, character), Math.max(start, end));
  }
}
