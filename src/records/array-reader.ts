import { JsonMapping } from "./json-mapping.ts";
import { jsonMembers } from "./members.ts";
import { PendingBytes } from "./pending-bytes.ts";
import {
  behindMark,
  damaged,
  MappedRecord,
  type ReaderOptions,
  type RecordReader,
  tooLong,
} from "./record-reader.ts";

const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * One JSON array, a record per element; positions count elements. Elements are told apart by brackets and
 * quotes alone, so that a damaged one does not spoil the next.
 */
export class ArrayReader implements RecordReader {
  count = 0;
  readonly #options: ReaderOptions;
  readonly #mapping: JsonMapping;
  readonly #pending = new PendingBytes();
  /** Before `[`; before an element or `]`; after a comma; in an element; behind one; behind `]`; past what can be read. */
  #place: "opening" | "first" | "next" | "inside" | "behind" | "after" | "over" = "opening";
  /** How far the element at hand has been looked through, from its beginning. */
  #seen = 0;
  #depth = 0;
  #quoted = false;
  /** The kept beginning of an element beyond the limit, and its length so far. */
  #long: { readonly head: Uint8Array; length: number } | null = null;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#mapping = new JsonMapping(options.mappers, { lines: false });
  }

  push(chunk: Uint8Array): void {
    this.#pending.push(chunk);
  }

  end(): void {
    this.#pending.end();
  }

  next(): MappedRecord | null {
    const pending = this.#pending;
    for (;;) {
      if (this.#place === "inside") {
        const end = this.#findEnd();
        if (end >= 0) return this.#element(end);
        if (!pending.ended) return null;
        // What is whole is read, though neither comma nor bracket follows.
        const { length } = pending.bytes;
        if (this.#depth === 0 && !this.#quoted) return this.#element(length);
        return this.#broken(length - 1, "The input ends inside this record");
      }
      const { bytes } = pending;
      if (this.#place === "over") {
        pending.start = bytes.length;
        return null;
      }
      if (!pending.begun && (bytes.length >= 3 || pending.ended)) {
        pending.begun = true;
        pending.start = behindMark(bytes);
      }
      while (isBlank(bytes[pending.start])) pending.start++;
      const byte = bytes[pending.start];
      if (byte === undefined) {
        if (!pending.ended || this.#place === "after") return null;
        if (this.#place === "opening" && this.count === 0) return null;
        return this.#broken(pending.start, "The input ends before the array does");
      }
      if (this.#place === "after") return this.#broken(bytes.length, "Something follows the array");
      if (this.#place === "opening") {
        if (byte !== OPEN_ARRAY) return this.#broken(bytes.length, "A JSON array was expected");
        pending.start++;
        this.#place = "first";
      } else if (this.#place === "behind") {
        // What ended the element: a comma, or the array's own bracket.
        pending.start++;
        this.#place = byte === COMMA ? "next" : "after";
      } else if (byte === CLOSE_ARRAY && this.#place === "first") {
        pending.start++;
        this.#place = "after";
      } else this.#place = "inside";
    }
  }

  /** The offset of the comma or bracket that ends the element at hand; -1: it has not come. */
  #findEnd(): number {
    const { bytes, start } = this.#pending;
    let i = start + this.#seen;
    let depth = this.#depth;
    let quoted = this.#quoted;
    for (; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (quoted) {
        if (byte === BACKSLASH) {
          if (i + 1 === bytes.length) break;
          i++;
        } else if (byte === QUOTE) quoted = false;
      } else if (byte === QUOTE) quoted = true;
      else if (byte === OPEN_ARRAY || byte === 0x7b) depth++;
      else if (depth === 0) {
        if (byte === COMMA || byte === CLOSE_ARRAY) {
          this.#seen = 0;
          this.#quoted = false;
          return i;
        }
      } else if (byte === CLOSE_ARRAY || byte === 0x7d) depth--;
    }
    this.#seen = i - start;
    this.#depth = depth;
    this.#quoted = quoted;
    this.#shed();
    return -1;
  }

  /** Beyond the limit only the beginning is kept; the rest is looked through and let go. */
  #shed(): void {
    const pending = this.#pending;
    const max = this.#options.recordBytesMax;
    if (this.#long === null && this.#seen <= max) return;
    const { bytes, start } = pending;
    this.#long ??= { head: bytes.slice(start, start + max), length: 0 };
    this.#long.length += this.#seen;
    pending.start += this.#seen;
    this.#seen = 0;
  }

  #element(end: number): MappedRecord {
    const pending = this.#pending;
    const { bytes, start } = pending;
    const { recordBytesMax: max, mappers } = this.#options;
    this.#place = "behind";
    this.#depth = 0;
    pending.start = end;
    const length = end - start + (this.#long?.length ?? 0);
    const position = ++this.count;
    if (length > max) {
      const head = this.#long?.head ?? bytes.slice(start, start + max);
      this.#long = null;
      const record = new MappedRecord(this.#options, position, head, 0, head.length, jsonMembers);
      return record.refuse(tooLong(length, max), mappers);
    }
    const stop = this.#mapping.scan(bytes, start);
    let textEnd = end;
    while (textEnd > start && isBlank(bytes[textEnd - 1])) textEnd--;
    const record = new MappedRecord(this.#options, position, bytes, start, textEnd, jsonMembers);
    return this.#mapping.resolve(record, bytes, start, end, stop, "");
  }

  /** What is left, as far as it is at hand, as one damaged record. */
  #broken(end: number, detail: string): MappedRecord {
    const pending = this.#pending;
    this.#place = "over";
    const bytes = this.#long?.head ?? pending.bytes;
    const start = this.#long === null ? pending.start : 0;
    const textEnd = this.#long === null ? Math.max(start, end) : bytes.length;
    this.#long = null;
    pending.start = pending.bytes.length;
    const position = ++this.count;
    const record = new MappedRecord(this.#options, position, bytes, start, textEnd, jsonMembers);
    return record.refuse(damaged(detail), this.#options.mappers);
  }
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}
