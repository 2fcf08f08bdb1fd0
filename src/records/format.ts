import { ArrayReader } from "./array-reader.ts";
import { InputError } from "./input-error.ts";
import { LineReader } from "./lines.ts";
import {
  behindMark,
  joinBytes,
  type MappedRecord,
  type ReaderOptions,
  type RecordReader,
} from "./record-reader.ts";
import { RowReader } from "./row-reader.ts";

export const FORMATS = ["ndjson", "json", "csv", "tsv", "avro"] as const;
export type Format = (typeof FORMATS)[number];

const EXTENSIONS: Readonly<Record<string, Format>> = {
  ndjson: "ndjson",
  jsonl: "ndjson",
  json: "json",
  csv: "csv",
  tsv: "tsv",
  avro: "avro",
};

/** By the extension before `.gz`; lines of JSON where it says nothing. */
export const formatOf = (path: string): Format => knownFormat(path) ?? "ndjson";

/** Null where the name says nothing. */
export function knownFormat(path: string): Format | null {
  const extension = /\.([A-Za-z0-9]+)$/.exec(path.replace(/\.gz$/i, ""))?.[1] ?? "";
  const known = Object.keys(EXTENSIONS).find(
    (each) => each.toUpperCase() === extension.toUpperCase(),
  );
  return known === undefined ? null : EXTENSIONS[known]!;
}

/** Makes the reader of one source. */
export type ReaderOf = (options: ReaderOptions) => RecordReader;

/** The readers that run anywhere. Avro's needs Node and generated code: its sources bring it along. */
export function recordReader(format: Format, options: ReaderOptions): RecordReader {
  switch (format) {
    case "ndjson":
      return new LineReader(options);
    case "json":
      return new ArrayOrLines(options);
    case "csv":
      return new RowReader(options, ",");
    case "tsv":
      return new RowReader(options, "\t");
    case "avro":
      throw new InputError(options.name, "no reader of Avro files was given");
  }
}

/** A .json file is an array, or else lines: many are written so. Its first byte decides. */
class ArrayOrLines implements RecordReader {
  readonly #options: ReaderOptions;
  #reader: RecordReader | null = null;
  #waiting: Uint8Array[] = [];

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#reader?.count ?? 0;
  }

  push(chunk: Uint8Array): void {
    if (this.#reader !== null) {
      this.#reader.push(chunk);
      return;
    }
    this.#waiting.push(chunk);
    const bytes = joinBytes(this.#waiting);
    if (bytes.length >= 3) this.#decide(bytes, false);
  }

  end(): void {
    if (this.#reader === null) this.#decide(joinBytes([new Uint8Array(0), ...this.#waiting]), true);
    this.#reader!.end();
  }

  next(): MappedRecord | null {
    return this.#reader?.next() ?? null;
  }

  #decide(bytes: Uint8Array, ended: boolean): void {
    let first = behindMark(bytes);
    while (" \t\r\n".includes(String.fromCharCode(bytes[first] ?? 0))) first++;
    if (first >= bytes.length && !ended) return;
    const array = bytes[first] === 0x5b;
    this.#reader = array ? new ArrayReader(this.#options) : new LineReader(this.#options);
    this.#waiting = [];
    this.#reader.push(bytes);
  }
}
