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
  const timeMs = timeOf(head.plain('"time":"'));
  return { id, pattern, output, kind, key, timeMs };
}

const ZERO = 0x30;
const DAY_MS = 86_400_000;
/** From March of year 0 to 1970. */
const DAYS_TO_1970 = 719_468;

/** `2024-01-01T00:00:00.000Z` in milliseconds; a time before year 0 or after 9999 is longer. */
export function timeOf(text: string): number {
  if (text.length !== 24) return Date.parse(text);
  const number = (from: number, to: number): number => {
    let value = 0;
    for (let at = from; at < to; at++) value = 10 * value + text.charCodeAt(at) - ZERO;
    return value;
  };
  const month = number(5, 7);
  // Years that begin in March have their leap day at the end.
  const year = month > 2 ? number(0, 4) : number(0, 4) - 1;
  const leaps = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
  const ofYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + number(8, 10) - 1;
  const days = 365 * year + leaps + ofYear - DAYS_TO_1970;
  const seconds = 3_600 * number(11, 13) + 60 * number(14, 16) + number(17, 19);
  return days * DAY_MS + 1_000 * seconds + number(20, 23);
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
