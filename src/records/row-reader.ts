import { InputError } from "./input-error.ts";
import type { MembersOf } from "./mapped-event.ts";
import { PendingBytes } from "./pending-bytes.ts";
import {
  behindMark,
  damaged,
  MappedRecord,
  type ReaderOptions,
  type RecordReader,
  tooLong,
} from "./record-reader.ts";
import { rowMembers } from "./row-members.ts";
import { RowScanner } from "./row-scan.ts";
import { TEXT } from "./slots.ts";
import type { RecordMapper } from "./vocabulary.ts";

const NEWLINE = 0x0a;

/** What the header means to one mapper. */
interface Columns {
  /** Per slot; -1: the header does not have it. */
  readonly ofSlots: readonly number[];
  /** A wanted name that stands twice in the header (rule 4). */
  readonly twice: string | null;
}

/** CSV and TSV after RFC 4180, the first row the names. Positions are the physical lines where rows begin. */
export class RowReader implements RecordReader {
  count = 0;
  readonly #options: ReaderOptions;
  readonly #scanner: RowScanner;
  readonly #pending = new PendingBytes();
  #header: readonly string[] | null = null;
  #columns: readonly Columns[] = [];
  #membersOf: MembersOf = () => [];
  #line = 1;
  /** The kept beginning of a row beyond the limit whose line has not ended, and its length so far. */
  #long: { readonly head: Uint8Array; readonly line: number; length: number } | null = null;

  constructor(options: ReaderOptions, separator: "," | "\t") {
    this.#options = options;
    this.#scanner = new RowScanner(separator.charCodeAt(0));
  }

  push(chunk: Uint8Array): void {
    this.#pending.push(chunk);
  }

  end(): void {
    this.#pending.end();
  }

  next(): MappedRecord | null {
    const pending = this.#pending;
    const scanner = this.#scanner;
    for (;;) {
      const { bytes } = pending;
      if (!pending.begun) {
        if (bytes.length < 3 && !pending.ended) return null;
        pending.begun = true;
        pending.start = behindMark(bytes);
      }
      const { start } = pending;
      if (start >= bytes.length) return null;
      if (this.#long !== null) {
        const record = this.#endLong();
        if (record !== null) return record;
        continue;
      }
      const blank = blankEnd(bytes, start, scanner.separator);
      if (blank >= 0) {
        pending.start = blank + 1;
        this.#line++;
        continue;
      }
      const whole = scanner.scan(bytes, start);
      const length = (whole ? scanner.end : bytes.length) - start;
      if (length > this.#options.recordBytesMax) {
        this.#beginLong();
        continue;
      }
      if (!whole) return pending.ended ? this.#unclosed() : null;
      pending.start = scanner.next;
      const line = this.#line;
      this.#line += scanner.lines;
      if (this.#header !== null) return this.#row(bytes, start, line);
      this.#readHeader(bytes);
    }
  }

  #readHeader(bytes: Uint8Array): void {
    const scanner = this.#scanner;
    if (scanner.damage !== null) throw this.#noHeader(scanner.damage);
    const header = scanner.texts(bytes);
    this.#header = header;
    this.#membersOf = rowMembers(header, scanner.separator);
    this.#columns = this.#options.mappers.map(({ projection }) => {
      const names = projection.paths.map((path) => path.join("."));
      const twice = names.find((name) => header.indexOf(name) !== header.lastIndexOf(name));
      return { ofSlots: names.map((name) => header.indexOf(name)), twice: twice ?? null };
    });
  }

  #noHeader(detail: string): InputError {
    return new InputError(this.#options.name, `the header cannot be read: ${detail}`, "line 1");
  }

  #row(bytes: Uint8Array, start: number, line: number): MappedRecord {
    const scanner = this.#scanner;
    const { end } = scanner;
    const { mappers } = this.#options;
    this.count++;
    const record = this.#record(line, bytes, start, end);
    const damage = scanner.damage ?? this.#miscounted();
    if (damage !== null) return record.refuse(damaged(damage), mappers);
    record.results = mappers.map((mapper, i) => {
      const { ofSlots, twice } = this.#columns[i]!;
      if (twice !== null) return damaged(`The header names \`${twice}\` twice`);
      this.#fill(mapper, ofSlots, bytes);
      return mapper.resolve(record);
    });
    return record;
  }

  #miscounted(): string | null {
    const { count } = this.#scanner;
    const named = this.#header!.length;
    if (count === named) return null;
    return `The row has ${count} ${count === 1 ? "cell" : "cells"} where the header has ${named}`;
  }

  #fill(mapper: RecordMapper, ofSlots: readonly number[], bytes: Uint8Array): void {
    const { slots } = mapper;
    const { starts, ends, forms } = this.#scanner;
    slots.clear(bytes);
    for (let slot = 0; slot < ofSlots.length; slot++) {
      const column = ofSlots[slot]!;
      // Rule 3: an empty cell is missing, also where text is declared.
      if (column < 0 || starts[column] === ends[column]) continue;
      slots.set(slot, TEXT, starts[column]!, ends[column]!, forms[column]!);
    }
  }

  /** An open quote at the input's end: all that is left. */
  #unclosed(): MappedRecord {
    const pending = this.#pending;
    const detail = "A quote is not closed before the input ends";
    if (this.#header === null) throw this.#noHeader(detail);
    const { bytes, start } = pending;
    pending.start = bytes.length;
    this.count++;
    const record = this.#record(this.#line, bytes, start, bytes.length - 1);
    return record.refuse(damaged(detail), this.#options.mappers);
  }

  /** Beyond the limit, most likely a quote was left open: reading goes on with the next physical line. */
  #beginLong(): void {
    if (this.#header === null) throw this.#noHeader("it is longer than a record may be");
    const pending = this.#pending;
    const { bytes, start } = pending;
    const max = this.#options.recordBytesMax;
    this.#long = { head: bytes.slice(start, start + max), line: this.#line, length: max };
    for (let at = start; at < start + max; at++) if (bytes[at] === NEWLINE) this.#line++;
    pending.start = start + max;
  }

  #endLong(): MappedRecord | null {
    const pending = this.#pending;
    const { bytes, start } = pending;
    const long = this.#long!;
    const end = bytes.indexOf(NEWLINE, start);
    long.length += (end < 0 ? bytes.length : end + 1) - start;
    pending.start = end < 0 ? bytes.length : end + 1;
    if (end < 0) return null;
    this.#long = null;
    this.#line++;
    this.count++;
    const max = this.#options.recordBytesMax;
    const record = this.#record(long.line, long.head, 0, long.head.length);
    return record.refuse(tooLong(long.length, max), this.#options.mappers);
  }

  #record(line: number, bytes: Uint8Array, start: number, end: number): MappedRecord {
    return new MappedRecord(this.#options, line, bytes, start, end, this.#membersOf);
  }
}

/** The offset of the line feed of a line with nothing but blanks on it; -1: it is none. */
function blankEnd(bytes: Uint8Array, start: number, separator: number): number {
  let i = start;
  while (bytes[i] !== separator && (bytes[i] === 0x20 || bytes[i] === 0x09 || bytes[i] === 0x0d))
    i++;
  return bytes[i] === NEWLINE ? i : -1;
}
