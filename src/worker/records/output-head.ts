/** What a message needs to know of an output, of which there is only the line (rule 27). */
export interface OutputHead {
  readonly id: string;
  readonly pattern: string;
  readonly output: string;
  readonly kind: string;
  readonly key: string;
  readonly timeMs: number;
}

/** Reads the head of a line that a machine wrote: names in their order, no blanks. */
export function outputHead(line: string): OutputHead {
  const head = new HeadReader(line);
  // Ids are percent-encoded and names are identifiers: none of them has an escape.
  const id = head.plain('{"id":"');
  const pattern = head.plain('"pattern":"');
  const output = head.plain('"output":"');
  const kind = head.plain('"kind":"');
  const key = head.text('"key":"');
  const timeMs = Date.parse(head.plain('"time":"'));
  return { id, pattern, output, kind, key, timeMs };
}

class HeadReader {
  readonly #line: string;
  #at = 0;

  constructor(line: string) {
    this.#line = line;
  }

  /** The text behind the next `opening`. */
  plain(opening: string): string {
    const start = this.#behind(opening);
    const end = this.#line.indexOf('"', start);
    this.#at = end + 2;
    return this.#line.slice(start, end);
  }

  /** The same of one that may have escapes. */
  text(opening: string): string {
    const start = this.#behind(opening);
    const line = this.#line;
    let end = line.indexOf('"', start);
    const backslash = line.indexOf("\\", start);
    if (backslash < 0 || backslash > end) {
      this.#at = end + 2;
      return line.slice(start, end);
    }
    for (end = start; line[end] !== '"'; end++) if (line[end] === "\\") end++;
    this.#at = end + 2;
    return JSON.parse(line.slice(start - 1, end + 1)) as string;
  }

  #behind(opening: string): number {
    const line = this.#line;
    // What stands between is `rev`, `version`, `lane` or `session`, none of which is asked for.
    const at = line.startsWith(opening, this.#at) ? this.#at : line.indexOf(opening, this.#at);
    if (at < 0) throw new Error(`an output without ${opening}: ${line.slice(0, 200)}`);
    return at + opening.length;
  }
}
