import { type Format, type ReaderOf, recordReader } from "./format.ts";
import type { InputError } from "./input-error.ts";
import { OpenSource } from "./open-source.ts";
import { type MappedRecord, RECORD_BYTES_MAX } from "./record-reader.ts";
import { sourceNames } from "./source-names.ts";
import type { RecordMapper } from "./vocabulary.ts";

export interface LogSource {
  /** A path or any label; positions use its last part. */
  readonly path: string;
  readonly format: Format;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Of a format that not every platform can read: `avroFileReader`. */
  readonly reader?: ReaderOf;
}

export interface LogOptions {
  /** One per `events` block; each reads every record for itself (rule 2). */
  readonly mappers: readonly RecordMapper[];
  /** By event time, or one source after the other. */
  readonly order: "time" | "given";
  readonly recordBytesMax?: number;
}

export function openLog(sources: readonly LogSource[], options: LogOptions): Log {
  return new Log(sources, options);
}

/**
 * The records of several sources as one sequence:
 *
 *     for (;;) {
 *       for (let record = log.next(); record !== null; record = log.next()) …
 *       if (!(await log.more())) break;
 *     }
 *
 * `next` never waits, so that the inner loop runs at full speed; `more` fetches bytes.
 */
export class Log implements AsyncIterable<MappedRecord> {
  readonly names: readonly string[];
  /** What the outside world broke off; the records before it were given. */
  readonly errors: InputError[] = [];
  readonly #sources: readonly OpenSource[];
  readonly #byTime: boolean;
  readonly #passing: boolean;
  /** In the given order: the source at hand. */
  #current = 0;

  constructor(sources: readonly LogSource[], options: LogOptions) {
    const { mappers, order, recordBytesMax = RECORD_BYTES_MAX } = options;
    this.names = sourceNames(sources.map(({ path }) => path));
    this.#byTime = order === "time" && sources.length > 1;
    this.#passing = mappers.some(({ passing }) => passing);
    // A head waits while another source is read.
    if (this.#passing && this.#byTime) throw new Error("events that wait cannot pass");
    this.#sources = sources.map(({ format, chunks, reader: own }, source) => {
      const name = this.names[source]!;
      const options = { mappers, source, name, recordBytesMax };
      const reader = own === undefined ? recordReader(format, options) : own(options);
      return new OpenSource(name, reader, chunks[Symbol.asyncIterator](), this.errors);
    });
  }

  /** One source after the other; one that has not begun says nothing yet. */
  get inTurn(): boolean {
    return !this.#byTime;
  }

  /** Whether a record and its events are written over by the next ones. */
  get passing(): boolean {
    return this.#passing;
  }

  /** The next record at hand; null: `more` is needed. */
  next(): MappedRecord | null {
    if (this.#byTime) return this.#earliest();
    for (;;) {
      const source = this.#sources[this.#current];
      if (source === undefined) return null;
      const record = source.next();
      if (record !== null) return record;
      if (!source.ended) return null;
      this.#current++;
    }
  }

  /** Fetches what `next` waits for; false: all sources have ended. */
  async more(): Promise<boolean> {
    const waiting = this.#byTime
      ? this.#sources.filter((source) => !source.ended && source.head === null)
      : this.#sources.slice(this.#current, this.#current + 1);
    if (waiting.length === 0) return this.#sources.some((source) => source.head !== null);
    await Promise.all(waiting.map((source) => source.fetch()));
    return true;
  }

  /** Whether nothing more will come of a source. */
  isEnded(source: number): boolean {
    const open = this.#sources[source]!;
    return open.ended && open.head === null;
  }

  /** Lets go of what is not read. */
  async close(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.close()));
  }

  async *[Symbol.asyncIterator](): AsyncIterator<MappedRecord> {
    try {
      do for (let record = this.next(); record !== null; record = this.next()) yield record;
      while (await this.more());
    } finally {
      await this.close();
    }
  }

  /** Of the heads the earliest, of equal ones that of the first source: order within a source stays. */
  #earliest(): MappedRecord | null {
    let first: OpenSource | null = null;
    let waiting = false;
    for (const source of this.#sources) {
      if (source.fillHead()) {
        if (first === null || source.headTime < first.headTime) first = source;
      } else if (!source.ended) waiting = true;
    }
    // What a source has not given yet may be earlier.
    if (waiting) return null;
    return first === null ? null : first.takeHead();
  }
}
