import { platformDecoder } from "./decoder.ts";
import type { Members } from "./mapped-event.ts";

const decoder = platformDecoder();

/**
 * The members of a record that was accepted, for `with event` (rule 27): source order, the source's own digits,
 * texts escaped as JSON.stringify does, no blanks. Of a name given twice the last value counts, as everywhere.
 */
export function jsonMembers(bytes: Uint8Array, start: number, end: number): Members {
  return membersOfText(decoder.utf8(bytes, start, end));
}

export function membersOfText(json: string): Members {
  const members = new Map<string, string>();
  const reader = new CompactReader(json);
  reader.object((name, value) => members.set(name, value));
  return [...members];
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

/** Walks JSON that is known to be valid. */
class CompactReader {
  readonly #json: string;
  #at = 0;
  /** Of the first backslash from here on, so that texts in front of it are taken as they stand. */
  #backslash: number;

  constructor(json: string) {
    this.#json = json;
    this.#backslash = this.#backslashFrom(0);
  }

  object(member: (name: string, value: string) => void): void {
    this.#expect(OPEN_OBJECT);
    if (this.#peek() === CLOSE_OBJECT) {
      this.#at++;
      return;
    }
    for (;;) {
      this.#peek();
      const quoted = this.#quoted();
      const name = quoted.includes("\\") ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
      this.#expect(COLON);
      member(name, this.#value());
      if (this.#next() === CLOSE_OBJECT) return;
    }
  }

  #value(): string {
    const first = this.#peek();
    if (first === QUOTE) {
      const quoted = this.#quoted();
      // Without escapes it is written as JSON.stringify writes it.
      return quoted.includes("\\") ? JSON.stringify(JSON.parse(quoted)) : quoted;
    }
    if (first === OPEN_OBJECT) {
      const parts: string[] = [];
      this.object((name, value) => parts.push(`${JSON.stringify(name)}:${value}`));
      return `{${parts.join(",")}}`;
    }
    if (first === OPEN_ARRAY) return this.#array();
    const start = this.#at;
    while (!this.#endsHere()) this.#at++;
    return this.#json.slice(start, this.#at);
  }

  /** Whether a number, true, false or null ends before the character at hand. */
  #endsHere(): boolean {
    const unit = this.#json.charCodeAt(this.#at);
    // Behind the last character it is NaN.
    return !(unit > 0x20) || unit === COMMA || unit === CLOSE_ARRAY || unit === CLOSE_OBJECT;
  }

  #array(): string {
    const parts: string[] = [];
    this.#at++;
    if (this.#peek() === CLOSE_ARRAY) {
      this.#at++;
      return "[]";
    }
    do parts.push(this.#value());
    while (this.#next() === COMMA);
    return `[${parts.join(",")}]`;
  }

  /** A text with its quotes. */
  #quoted(): string {
    const start = this.#at;
    let end = this.#json.indexOf('"', start + 1);
    while (end > this.#backslash) {
      // What the backslash escapes ends nothing.
      const behind = this.#backslash + 2;
      this.#backslash = this.#backslashFrom(behind);
      if (end < behind) end = this.#json.indexOf('"', behind);
    }
    this.#at = end + 1;
    return this.#json.slice(start, this.#at);
  }

  #backslashFrom(start: number): number {
    const at = this.#json.indexOf("\\", start);
    return at < 0 ? this.#json.length : at;
  }

  #peek(): number {
    let unit = this.#json.charCodeAt(this.#at);
    while (unit <= 0x20) unit = this.#json.charCodeAt(++this.#at);
    return unit;
  }

  #next(): number {
    const next = this.#peek();
    this.#at++;
    return next;
  }

  #expect(unit: number): void {
    if (this.#next() !== unit) throw new Error(`${String.fromCharCode(unit)} was expected`);
  }
}
