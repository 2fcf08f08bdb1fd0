import { inflateRawSync } from "node:zlib";
import { AvroBytes, AvroDamage } from "./avro/avro-bytes.ts";
import { avroJson, type Write } from "./avro/json-text.ts";
import { parseSchema } from "./avro/schema.ts";
import { InputError } from "./input-error.ts";
import { JsonMapping } from "./json-mapping.ts";
import { jsonMembers } from "./members.ts";
import { PendingBytes } from "./pending-bytes.ts";
import {
  damaged,
  MappedRecord,
  type ReaderOptions,
  type RecordReader,
  tooLong,
} from "./record-reader.ts";

/** A block is held whole; writers make them of some tens of kilobytes. */
const BLOCK_BYTES_MAX = 64 * 1024 * 1024;
const SYNC_BYTES = 16;
const NOTHING = new Uint8Array(0);
const MAGIC = [0x4f, 0x62, 0x6a, 0x01];

export const avroFileReader = (options: ReaderOptions): RecordReader => new AvroFileReader(options);

/** An Avro object container file. A record is read as the JSON it stands for; positions count records. */
class AvroFileReader implements RecordReader {
  count = 0;
  readonly #options: ReaderOptions;
  readonly #mapping: JsonMapping;
  readonly #pending = new PendingBytes();
  #read: Write | null = null;
  #deflated = false;
  #sync: Uint8Array = new Uint8Array(0);
  /** The block at hand, and how many of its records are left. */
  readonly #block = new AvroBytes();
  #left = 0;
  #ended = false;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#mapping = new JsonMapping(options.mappers, { lines: true });
  }

  push(chunk: Uint8Array): void {
    this.#pending.push(chunk);
  }

  end(): void {
    this.#ended = true;
  }

  next(): MappedRecord | null {
    for (;;) {
      if (this.#left > 0) return this.#record();
      const left = this.#block.end - this.#block.at;
      if (left > 0) {
        this.#open(NOTHING);
        throw this.#error(`a block has ${left} bytes more than its records`);
      }
      const { bytes, start } = this.#pending;
      if (start === bytes.length && this.#read !== null) return null;
      if (!this.#more(bytes.subarray(start))) {
        if (!this.#ended) return null;
        this.#pending.start = bytes.length;
        if (this.#read === null) throw this.#error("the file ends inside its header");
        throw this.#error("the file ends inside a block");
      }
    }
  }

  /** Reads the header or a block; false: not all of it is here. */
  #more(bytes: Uint8Array): boolean {
    const data = new AvroBytes();
    data.open(bytes, 0, bytes.length);
    try {
      if (this.#read === null) this.#readHeader(data);
      else this.#readBlock(data);
    } catch (error) {
      if (!(error instanceof AvroDamage)) throw error;
      if (bytes.length > BLOCK_BYTES_MAX) throw this.#error(error.message);
      return false;
    }
    this.#pending.start += data.at;
    return true;
  }

  #readHeader(data: AvroBytes): void {
    if (MAGIC.some((byte) => data.byte() !== byte)) {
      throw this.#error("this is no Avro object container file");
    }
    const meta = new Map<string, Uint8Array>();
    for (;;) {
      const count = data.long();
      if (count === 0) break;
      // A count below zero is followed by the block's size.
      if (count < 0) data.long();
      for (let i = Math.abs(count); i > 0; i--) {
        const start = data.text();
        const name = new TextDecoder().decode(data.bytes.subarray(start, data.at));
        const value = data.sized();
        meta.set(name, data.bytes.subarray(value, data.at));
      }
    }
    const sync = taken(data, SYNC_BYTES);
    const text = (name: string) => new TextDecoder().decode(meta.get(name) ?? new Uint8Array(0));
    const codec = text("avro.codec");
    if (codec !== "" && codec !== "null" && codec !== "deflate") {
      throw this.#error(`the codec ${codec} is not read; null and deflate are`);
    }
    try {
      this.#read = avroJson(parseSchema(text("avro.schema")));
    } catch (error) {
      throw this.#error(`the schema cannot be read: ${(error as Error).message}`);
    }
    this.#deflated = codec === "deflate";
    this.#sync = sync.slice();
  }

  #readBlock(data: AvroBytes): void {
    const records = data.bigLong();
    const size = data.bigLong();
    if (records < 0n || size < 0n || size > BLOCK_BYTES_MAX) {
      throw this.#error(`a block claims ${size} bytes; the most is ${BLOCK_BYTES_MAX}`);
    }
    if (!this.#deflated && records > size) {
      throw this.#error(`a block claims ${records} records in ${size} bytes`);
    }
    const block = taken(data, Number(size));
    const sync = taken(data, SYNC_BYTES);
    if (this.#sync.some((byte, i) => sync[i] !== byte)) {
      throw this.#error("a block does not end with the file's marker");
    }
    const bytes = this.#deflated ? this.#inflate(block) : block;
    if (records > bytes.length) {
      throw this.#error(`a block claims ${records} records in ${bytes.length} bytes`);
    }
    this.#open(bytes);
    this.#left = Number(records);
  }

  #open(bytes: Uint8Array): void {
    this.#block.open(bytes, 0, bytes.length);
  }

  #inflate(block: Uint8Array): Uint8Array {
    try {
      return inflateRawSync(block, { maxOutputLength: BLOCK_BYTES_MAX });
    } catch {
      throw this.#error(`a block cannot be inflated to at most ${BLOCK_BYTES_MAX} bytes`);
    }
  }

  #record(): MappedRecord {
    const block = this.#block;
    const from = block.at;
    this.#left--;
    const position = ++this.count;
    let json: string;
    try {
      block.again(from);
      json = this.#read!(block);
    } catch (error) {
      if (!(error instanceof AvroDamage)) throw error;
      return this.#damagedRest(position, from, error.message);
    }
    const bytes = new TextEncoder().encode(`${json}\n`);
    const end = bytes.length - 1;
    const { recordBytesMax: max, mappers } = this.#options;
    if (end > max) {
      const record = new MappedRecord(this.#options, position, bytes, 0, max, jsonMembers);
      return record.refuse(tooLong(end, max), mappers);
    }
    const stop = this.#mapping.scan(bytes, 0);
    const record = new MappedRecord(this.#options, position, bytes, 0, end, jsonMembers);
    return this.#mapping.resolve(record, bytes, 0, end, stop, "");
  }

  /** Nothing separates the records of a block: behind a damaged one the next cannot be found. */
  #damagedRest(position: number, from: number, reason: string): MappedRecord {
    const lost = this.#left;
    const detail =
      lost === 0 ? reason : `${reason}; the ${lost} records behind it in its block are lost`;
    const { bytes } = this.#block;
    this.#left = 0;
    this.#open(NOTHING);
    // Positions of later blocks go on counting what was claimed.
    this.count += lost;
    const record = new MappedRecord(
      this.#options,
      position,
      bytes,
      from,
      bytes.length,
      jsonMembers,
    );
    return record.refuse(damaged(detail), this.#options.mappers);
  }

  #error(message: string): InputError {
    return new InputError(this.#options.name, message, `after record ${this.count}`);
  }
}

function taken(data: AvroBytes, length: number): Uint8Array {
  const start = data.take(length);
  return data.bytes.subarray(start, start + length);
}
