import type { DeadLetter } from "./dead-letter.ts";
import type { Members, MembersOf } from "./mapped-event.ts";
import type { MapResult, RecordMapper } from "./vocabulary.ts";

/** Turns the chunks of one source into records. Between `push`es, `next` gives all there are. */
export interface RecordReader {
  /** Only after `next` gave null. The chunk is kept and must not be written to. */
  push(chunk: Uint8Array): void;
  /** No more chunks. */
  end(): void;
  next(): MappedRecord | null;
  /** Records read so far. */
  readonly count: number;
}

export interface ReaderOptions {
  /** One per `events` block. */
  readonly mappers: readonly RecordMapper[];
  /** The source's index and its name as in positions. */
  readonly source: number;
  readonly name: string;
  /** Longer records are dead letters. */
  readonly recordBytesMax: number;
}

export const RECORD_BYTES_MAX = 16 * 1024 * 1024;

/** A record and what each `events` block makes of it (rule 2); the reader that made it fills in the results. */
export class MappedRecord {
  /** The physical line or record, from 1. */
  position: number;
  /** One per mapper. */
  results: readonly MapResult[] = UNREAD;
  readonly #options: ReaderOptions;
  #bytes: Uint8Array;
  #start: number;
  #end: number;
  readonly #membersOf: MembersOf;

  constructor(
    options: ReaderOptions,
    position: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    membersOf: MembersOf,
  ) {
    this.position = position;
    this.#options = options;
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.#membersOf = membersOf;
  }

  /** The source's index, and its name as in positions. */
  get source(): number {
    return this.#options.source;
  }

  get name(): string {
    return this.#options.name;
  }

  get id(): string {
    return positionId(this.#options.name, this.position);
  }

  /** Becomes the next record, where nobody keeps one. */
  move(position: number, bytes: Uint8Array, start: number, end: number): this {
    this.position = position;
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    return this;
  }

  /** One of its own, of a record that may move. */
  kept(): MappedRecord {
    const record = new MappedRecord(
      ...([this.#options, this.position, this.#bytes, this.#start, this.#end] as const),
      this.#membersOf,
    );
    record.results = [...this.results];
    return record;
  }

  /** Every block refuses it for the same reason. */
  refuse(dead: MapResult, mappers: readonly RecordMapper[]): this {
    this.results = mappers.map(() => dead);
    return this;
  }

  /** The whole record; its bytes where it is no UTF-8. */
  text(): string | Uint8Array {
    const bytes = this.#bytes.subarray(this.#start, this.#end);
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return bytes.slice();
    }
  }

  /** The members of a record that no mapper found damaged. */
  members(): Members {
    return this.#membersOf(this.#bytes, this.#start, this.#end);
  }

  /** Of the mapper that refused it. */
  deadLetter(dead: Extract<MapResult, { kind: "dead" }>): DeadLetter {
    const { reason, detail, event, field } = dead;
    return {
      source: this.name,
      position: this.position,
      reason,
      detail,
      ...(event === undefined ? {} : { event }),
      ...(field === undefined ? {} : { field }),
      text: this.text(),
    };
  }
}

const UNREAD: readonly MapResult[] = [];

/** E of rule 27 where no id is declared. */
export const positionId = (name: string, position: number): string => `${name}#${position}`;

export function damaged(detail: string): MapResult {
  return { kind: "dead", reason: "damaged", detail };
}

export function tooLong(length: number, max: number): MapResult {
  return {
    kind: "dead",
    reason: "too long",
    detail: `The record has ${length} bytes, more than ${max}; the first ${max} are kept`,
  };
}

export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** The offset behind a byte-order mark at the beginning of a source. */
export function behindMark(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}
