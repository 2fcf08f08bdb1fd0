import { utf8Length } from "./json-scan/texts.ts";
import { DOUBLED, PLAIN, WIDE } from "./slots.ts";

const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** Finds the cells of one row (RFC 4180): ranges of bytes without their quotes. */
export class RowScanner {
  readonly separator: number;
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly forms: number[] = [];
  /** How many cells the row has. */
  count = 0;
  /** Behind the row's last cell, and behind its line feed. */
  end = 0;
  next = 0;
  /** Line feeds in the row, its last one included. */
  lines = 0;
  /** Why the row is none; null: it is one. */
  damage: string | null = null;

  constructor(separator: number) {
    this.separator = separator;
  }

  /** Scans the row at `start`; false: its end is not among the bytes. */
  scan(bytes: Uint8Array, start: number): boolean {
    this.count = 0;
    this.lines = 1;
    this.damage = null;
    let i = start;
    for (;;) {
      i = bytes[i] === QUOTE ? this.#quoted(bytes, i + 1) : this.#bare(bytes, i);
      if (i < 0) return false;
      const byte = bytes[i];
      if (byte === this.separator) {
        i++;
        continue;
      }
      if (byte === RETURN && bytes[i + 1] === NEWLINE) {
        this.end = i;
        this.next = i + 2;
        return true;
      }
      if (byte === NEWLINE) {
        this.end = i;
        this.next = i + 1;
        return true;
      }
      if (byte === undefined || (byte === RETURN && i + 1 === bytes.length)) return false;
      return this.#recover(
        bytes,
        i,
        "A quote inside a cell must be doubled, in a cell with quotes around it",
      );
    }
  }

  /** The row's texts. */
  texts(bytes: Uint8Array): string[] {
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    return Array.from({ length: this.count }, (_, i) => {
      const text = decoder.decode(bytes.subarray(this.starts[i], this.ends[i]));
      return (this.forms[i]! & DOUBLED) === 0 ? text : text.replaceAll('""', '"');
    });
  }

  #cell(start: number, end: number, form: number): void {
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.forms[this.count] = form;
    this.count++;
  }

  /** A cell without quotes: gives the offset of what ends it. */
  #bare(bytes: Uint8Array, start: number): number {
    const { separator } = this;
    let form = PLAIN;
    let i = start;
    for (; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (byte === separator || byte === NEWLINE || byte === QUOTE) break;
      if (byte === RETURN && (bytes[i + 1] === NEWLINE || i + 1 === bytes.length)) break;
      if (byte >= 0x80) {
        form = WIDE;
        i += this.#wide(bytes, i) - 1;
      }
    }
    if (i >= bytes.length) return -1;
    this.#cell(start, i, form);
    return i;
  }

  /** From behind the opening quote: gives the offset behind the closing one. */
  #quoted(bytes: Uint8Array, start: number): number {
    let form = PLAIN;
    for (let i = start; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (byte === QUOTE) {
        // The byte behind a quote says whether it closes; it may not have come yet.
        if (i + 1 === bytes.length) return -1;
        if (bytes[i + 1] !== QUOTE) {
          this.#cell(start, i, form);
          return i + 1;
        }
        form |= DOUBLED;
        i++;
      } else if (byte === NEWLINE) this.lines++;
      else if (byte >= 0x80) {
        form |= WIDE;
        i += this.#wide(bytes, i) - 1;
      }
    }
    return -1;
  }

  #wide(bytes: Uint8Array, i: number): number {
    const length = utf8Length(bytes, i);
    if (length === 0) this.damage ??= "Bytes that are no UTF-8";
    return Math.max(length, 1);
  }

  /** After a misplaced quote nothing is sure before the next line. */
  #recover(bytes: Uint8Array, at: number, damage: string): boolean {
    const end = bytes.indexOf(NEWLINE, at);
    if (end < 0) return false;
    this.damage = damage;
    this.end = end;
    this.next = end + 1;
    return true;
  }
}
