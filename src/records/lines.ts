import { platformDecoder } from "./decoder.ts";
import { JsonMapping } from "./json-mapping.ts";
import type { LineScans, Recall } from "./line-scans.ts";
import { jsonMembers } from "./members.ts";
import {
  behindMark,
  joinBytes,
  MappedRecord,
  type ReaderOptions,
  type RecordReader,
  tooLong,
} from "./record-reader.ts";

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** NDJSON: a record per line. Positions are physical lines; blank ones are no records. */
export class LineReader implements RecordReader {
  count = 0;
  readonly #options: ReaderOptions;
  readonly #mapping: JsonMapping;
  /** Whole lines, up to `#limit`. */
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #limit = 0;
  /** More whole lines, behind one that was cut in two. */
  #waiting: { readonly bytes: Uint8Array; readonly start: number; readonly limit: number } | null =
    null;
  /** The begun line behind all of them. */
  #tail: Uint8Array[] = [];
  #tailLength = 0;
  /** A line beyond the limit whose end has not come: only its beginning is kept. */
  #endless: { readonly head: Uint8Array; length: number } | null = null;
  #tooLong: MappedRecord | null = null;
  readonly #decoder = platformDecoder();
  readonly #scanned: (() => LineScans | null) | null;
  /** What was found in `#bytes` ahead; null: nothing. */
  #recall: Recall | null = null;
  /** The record that is used again and again; null: each line has its own. */
  readonly #passing: MappedRecord | null;
  #line = 0;
  #ended = false;

  /** `scanned`: what was found ahead in the bytes that are pushed; null: nothing. */
  constructor(options: ReaderOptions, scanned: (() => LineScans | null) | null = null) {
    this.#options = options;
    this.#scanned = scanned;
    this.#mapping = new JsonMapping(options.mappers, { lines: true });
    this.#passing = options.mappers.some(({ passing }) => passing)
      ? new MappedRecord(options, 0, this.#bytes, 0, 0, jsonMembers)
      : null;
  }

  push(given: Uint8Array): void {
    let chunk = given;
    if (this.#endless !== null) {
      const end = chunk.indexOf(NEWLINE);
      this.#endless.length += end < 0 ? chunk.length : end;
      if (end < 0) return;
      this.#endEndless();
      chunk = chunk.subarray(end + 1);
    }
    const last = chunk.lastIndexOf(NEWLINE);
    if (last < 0) {
      this.#keep(chunk);
      return;
    }
    if (this.#tail.length === 0) this.#open(chunk, 0, last + 1);
    else {
      // Only the line that was cut in two is copied; the others are read where they are.
      const first = chunk.indexOf(NEWLINE) + 1;
      const line = joinBytes([...this.#tail, chunk.subarray(0, first)]);
      this.#open(line, 0, line.length);
      if (first <= last) this.#waiting = { bytes: chunk, start: first, limit: last + 1 };
    }
    this.#tail = [];
    this.#tailLength = 0;
    if (last + 1 < chunk.length) this.#keep(chunk.subarray(last + 1));
  }

  end(): void {
    this.#ended = true;
    if (this.#endless !== null) this.#endEndless();
    if (this.#tail.length === 0) return;
    // The scanner needs a byte that ends the record.
    this.#open(joinBytes([...this.#tail, Uint8Array.of(NEWLINE)]), 0, this.#tailLength + 1);
    this.#tail = [];
  }

  next(): MappedRecord | null {
    if (this.#tooLong !== null) {
      const record = this.#tooLong;
      this.#tooLong = null;
      return record;
    }
    for (;;) {
      if (this.#at >= this.#limit) {
        if (this.#waiting === null) return null;
        const { bytes, start, limit } = this.#waiting;
        this.#waiting = null;
        this.#open(bytes, start, limit);
      }
      const bytes = this.#bytes;
      const start = this.#at;
      const position = ++this.#line;
      const stop =
        this.#recall === null
          ? this.#mapping.scan(bytes, start)
          : this.#mapping.recalled(this.#recall, bytes, start);
      const end = stop >= 0 && bytes[stop] === NEWLINE ? stop : bytes.indexOf(NEWLINE, start);
      this.#at = end + 1;
      if (stop !== end && isBlank(bytes, start, end)) continue;
      this.count++;
      const length = end - start;
      const max = this.#options.recordBytesMax;
      if (length > max) return this.#longRecord(bytes, start, length);
      const cut = this.#ended ? "; the input ends inside this record" : "";
      const textEnd = bytes[end - 1] === RETURN && end > start ? end - 1 : end;
      const record =
        this.#passing === null
          ? new MappedRecord(this.#options, position, bytes, start, textEnd, jsonMembers)
          : this.#passing.move(position, bytes, start, textEnd);
      return this.#mapping.resolve(record, bytes, start, end, stop, cut);
    }
  }

  #open(bytes: Uint8Array, start: number, limit: number): void {
    this.#bytes = this.#decoder.readable(bytes);
    this.#at = this.#line === 0 ? behindMark(bytes) : start;
    this.#limit = limit;
    const scans = this.#scanned?.() ?? null;
    this.#recall = scans?.bytes === bytes ? this.#mapping.recall(scans) : null;
  }

  /** A part of a line that has not ended yet. */
  #keep(part: Uint8Array): void {
    this.#tail.push(part);
    this.#tailLength += part.length;
    const max = this.#options.recordBytesMax;
    if (this.#tailLength <= max + 2) return;
    this.#endless = { head: joinBytes(this.#tail).slice(0, max), length: this.#tailLength };
    this.#tail = [];
    this.#tailLength = 0;
  }

  #endEndless(): void {
    const { head, length } = this.#endless!;
    this.#endless = null;
    this.#line++;
    this.count++;
    this.#tooLong = this.#longRecord(head, 0, length);
  }

  #longRecord(bytes: Uint8Array, start: number, length: number): MappedRecord {
    const max = this.#options.recordBytesMax;
    const end = start + Math.min(length, max);
    const record = new MappedRecord(this.#options, this.#line, bytes, start, end, jsonMembers);
    return record.refuse(tooLong(length, max), this.#options.mappers);
  }
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = bytes[i];
    if (byte !== 0x20 && byte !== 0x09 && byte !== RETURN) return false;
  }
  return true;
}
