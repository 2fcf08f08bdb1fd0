import { JsonTexts } from "./texts.ts";

/** Rule 4: nesting beyond this is damage. */
export const DEPTH_MAX = 500;

// Signs stand in each file that reads them: an imported number would be looked up for every byte.
const QUOTE = 0x22;
const NEWLINE = 0x0a;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

/** Values that nothing is wanted of: read as strictly as the others, so that damage does not depend on the pattern. */
export class JsonSkipping extends JsonTexts {
  /** Whether a line feed ends a record, and is no blank. */
  protected readonly lines: boolean;
  /** What encloses the value being skipped: 1 object, 0 array. */
  readonly #open = new Uint8Array(DEPTH_MAX + 1);

  constructor(lines: boolean) {
    super();
    this.lines = lines;
  }

  protected blanks(start: number): number {
    const bytes = this.bytes;
    let i = start;
    for (;;) {
      const byte = bytes[i];
      if (byte === 0x20 || byte === 0x09 || byte === 0x0d) i++;
      else if (byte === NEWLINE && !this.lines) i++;
      else return i;
    }
  }

  /** Number, true, false or null. */
  protected scalar(start: number): number {
    const bytes = this.bytes;
    let i = start;
    let byte = bytes[i]!;
    if (byte === 0x2d) byte = bytes[++i]!;
    if (byte === 0x30) byte = bytes[++i]!;
    else if (byte > 0x30 && byte <= 0x39) {
      do byte = bytes[++i]!;
      while (byte >= 0x30 && byte <= 0x39);
    } else return i === start ? this.#word(start) : this.fail(i, "No JSON number");
    if (byte === 0x2e) {
      byte = bytes[++i]!;
      if (!(byte >= 0x30 && byte <= 0x39)) return this.fail(i, "No JSON number");
      do byte = bytes[++i]!;
      while (byte >= 0x30 && byte <= 0x39);
    }
    if (byte === 0x65 || byte === 0x45) {
      byte = bytes[++i]!;
      if (byte === 0x2b || byte === 0x2d) byte = bytes[++i]!;
      if (!(byte >= 0x30 && byte <= 0x39)) return this.fail(i, "No JSON number");
      do byte = bytes[++i]!;
      while (byte >= 0x30 && byte <= 0x39);
    }
    return i;
  }

  #word(i: number): number {
    const bytes = this.bytes;
    const byte = bytes[i];
    if (byte === 0x74) {
      if (bytes[i + 1] === 0x72 && bytes[i + 2] === 0x75 && bytes[i + 3] === 0x65) return i + 4;
    } else if (byte === 0x6e) {
      if (bytes[i + 1] === 0x75 && bytes[i + 2] === 0x6c && bytes[i + 3] === 0x6c) return i + 4;
    } else if (byte === 0x66) {
      const als = bytes[i + 1] === 0x61 && bytes[i + 2] === 0x6c && bytes[i + 3] === 0x73;
      if (als && bytes[i + 4] === 0x65) return i + 5;
    }
    return this.fail(i, "A value was expected");
  }

  /** Any value nothing is wanted of, without recursion. `enclosing`: how many enclose it. */
  protected skip(start: number, enclosing: number): number {
    const bytes = this.bytes;
    const open = this.#open;
    let depth = enclosing;
    let i = start;
    for (;;) {
      const byte = bytes[i]!;
      if (byte === QUOTE) i = this.text(i + 1);
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        if (++depth > DEPTH_MAX) return this.fail(i, "Nested more than 500 deep");
        const object = byte === OPEN_OBJECT;
        open[depth] = object ? 1 : 0;
        i = this.blanks(i + 1);
        if (bytes[i] !== (object ? CLOSE_OBJECT : CLOSE_ARRAY)) {
          if (object) i = this.#skipName(i);
          if (i < 0) return -1;
          continue;
        }
        i++;
        depth--;
      } else i = this.scalar(i);
      if (i < 0) return -1;
      // Behind a value: close what ends here, or go on to the next one.
      for (;;) {
        if (depth === enclosing) return i;
        if (bytes[i]! <= 0x20) i = this.blanks(i);
        const object = open[depth] === 1;
        const behind = bytes[i];
        if (behind === COMMA) {
          i = this.blanks(i + 1);
          if (object) i = this.#skipName(i);
          if (i < 0) return -1;
          break;
        }
        if (behind !== (object ? CLOSE_OBJECT : CLOSE_ARRAY)) {
          return this.fail(i, object ? "A comma or } was expected" : "A comma or ] was expected");
        }
        i++;
        depth--;
      }
    }
  }

  #skipName(start: number): number {
    const bytes = this.bytes;
    if (bytes[start] !== QUOTE) {
      return this.fail(start, "A member's name in quotes was expected");
    }
    let i = this.text(start + 1);
    if (i < 0) return -1;
    i = this.blanks(i);
    if (bytes[i] !== COLON) return this.fail(i, "A colon was expected");
    return this.blanks(i + 1);
  }
}
