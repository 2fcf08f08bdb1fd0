import { InputError } from "./input-error.ts";
import type { MappedRecord, RecordReader } from "./record-reader.ts";

/** One source while it is read: its bytes, its reader, and, merging by time, the record that waits for its turn. */
export class OpenSource {
  /** Nothing more will come; a head may still wait. */
  ended = false;
  head: MappedRecord | null = null;
  /** Of the head; a record without a time follows the one before it. */
  headTime = Number.NEGATIVE_INFINITY;
  readonly #name: string;
  readonly #reader: RecordReader;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #errors: InputError[];
  #bytesEnded = false;
  /** The reader has given all it can of the bytes it got. */
  #drained = true;

  constructor(
    name: string,
    reader: RecordReader,
    chunks: AsyncIterator<Uint8Array>,
    errors: InputError[],
  ) {
    this.#name = name;
    this.#reader = reader;
    this.#chunks = chunks;
    this.#errors = errors;
  }

  /** null: bytes are needed, or it has ended. */
  next(): MappedRecord | null {
    if (this.ended) return null;
    try {
      const record = this.#reader.next();
      this.#drained = record === null;
      if (this.#drained && this.#bytesEnded) this.ended = true;
      return record;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.#errors.push(error);
      this.ended = true;
      return null;
    }
  }

  async fetch(): Promise<void> {
    if (this.ended || this.#bytesEnded || !this.#drained) return;
    this.#drained = false;
    try {
      const { value, done } = await this.#chunks.next();
      if (done !== true) {
        this.#reader.push(value);
        return;
      }
    } catch (error) {
      // What was read is used: the reader still gives all that came before the break.
      const after = `after record ${this.#reader.count}`;
      this.#errors.push(new InputError(this.#name, (error as Error).message, after));
    }
    this.#bytesEnded = true;
    this.#reader.end();
  }

  /** Whether there is a head, after trying to get one. */
  fillHead(): boolean {
    if (this.head !== null) return true;
    this.head = this.next();
    if (this.head === null) return false;
    for (const result of this.head.results) {
      if (result.kind !== "event") continue;
      this.headTime = result.event.time;
      break;
    }
    return true;
  }

  takeHead(): MappedRecord {
    const head = this.head!;
    this.head = null;
    return head;
  }

  async close(): Promise<void> {
    this.ended = true;
    await this.#chunks.return?.();
  }
}
