import type { Header, Message } from "../../transport.ts";
import { crc32c } from "./crc32c.ts";
import {
  ATTRIBUTES_AT,
  BEFORE_LENGTH,
  CHECK_AT,
  COUNT_AT,
  EPOCH_AT,
  FIRST_TIME_AT,
  GREATEST_TIME_AT,
  LAST_DELTA_AT,
  LENGTH_AT,
  MAGIC,
  MAGIC_AT,
  PRODUCER_AT,
  RECORDS_AT,
  SEQUENCE_AT,
  TRANSACTIONAL,
} from "./layout.ts";

export interface BatchHead {
  /** -1: nobody; the broker then tells no copy apart. */
  readonly producerId: string;
  readonly producerEpoch: number;
  readonly firstSequence: number;
  readonly transactional: boolean;
}

/** Length, attributes, two deltas, two lengths and a count: at most so many bytes. */
const RECORD_ROOM = 36;
const SHORT = 40;

/** Messages as one batch, uncompressed, as a leader appends it. */
export function encodeBatch(head: BatchHead, messages: readonly Message[]): Buffer {
  let room = RECORDS_AT;
  let greatest = 0;
  for (const { key, value, headers, timestampMs } of messages) {
    room += RECORD_ROOM + (key?.length ?? 0) + (value?.length ?? 0);
    if (headers.length > 0) room += headersRoom(headers);
    if (timestampMs > greatest) greatest = timestampMs;
  }
  const bytes = Buffer.allocUnsafe(room);
  const first = messages[0]?.timestampMs ?? 0;
  const end = new RecordWriter(bytes, RECORDS_AT).all(messages, first);

  bytes.writeBigInt64BE(0n, 0);
  bytes.writeInt32BE(end - BEFORE_LENGTH, LENGTH_AT);
  bytes.writeInt32BE(0, BEFORE_LENGTH); // the leader's epoch, which it knows itself
  bytes.writeInt8(MAGIC, MAGIC_AT);
  bytes.writeInt16BE(head.transactional ? TRANSACTIONAL : 0, ATTRIBUTES_AT);
  bytes.writeInt32BE(messages.length - 1, LAST_DELTA_AT);
  bytes.writeBigInt64BE(BigInt(first), FIRST_TIME_AT);
  bytes.writeBigInt64BE(BigInt(greatest), GREATEST_TIME_AT);
  bytes.writeBigInt64BE(BigInt(head.producerId), PRODUCER_AT);
  bytes.writeInt16BE(head.producerEpoch, EPOCH_AT);
  bytes.writeInt32BE(head.firstSequence, SEQUENCE_AT);
  bytes.writeInt32BE(messages.length, COUNT_AT);
  bytes.writeUInt32BE(crc32c(bytes, ATTRIBUTES_AT, end), CHECK_AT);
  return bytes.subarray(0, end);
}

const headersRoom = (headers: readonly Header[]): number =>
  headers.reduce((sum, [name, value]) => sum + 10 + 3 * name.length + (value?.length ?? 0), 0);

class RecordWriter {
  private readonly bytes: Buffer;
  private at: number;
  /** Of headers' names, which are few. */
  private readonly names = new Map<string, Buffer>();

  constructor(bytes: Buffer, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  /** Where they end. */
  all(messages: readonly Message[], firstMs: number): number {
    for (let i = 0; i < messages.length; i++) this.record(messages[i]!, i, firstMs);
    return this.at;
  }

  private record({ key, value, headers, timestampMs }: Message, delta: number, firstMs: number) {
    const time = zigZag(timestampMs - firstMs);
    const fields = 1 + varintSize(time) + varintSize(2 * delta) + blobSize(key) + blobSize(value);
    this.varint(2 * (fields + this.headersSize(headers)));
    this.bytes[this.at++] = 0; // no attributes are in use
    this.varint(time);
    this.varint(2 * delta);
    this.blob(key);
    this.blob(value);
    this.varint(2 * headers.length);
    for (const [name, content] of headers) {
      this.blob(this.nameOf(name));
      this.blob(content);
    }
  }

  private headersSize(headers: readonly Header[]): number {
    let size = varintSize(2 * headers.length);
    for (const [name, content] of headers) size += blobSize(this.nameOf(name)) + blobSize(content);
    return size;
  }

  private nameOf(name: string): Buffer {
    let known = this.names.get(name);
    if (known === undefined) {
      known = Buffer.from(name);
      this.names.set(name, known);
    }
    return known;
  }

  private blob(value: Uint8Array | null): void {
    if (value === null) {
      this.bytes[this.at++] = 1; // -1
      return;
    }
    const { length } = value;
    this.varint(2 * length);
    const { bytes, at } = this;
    // To call for a few bytes takes longer than to copy them.
    if (length > SHORT) bytes.set(value, at);
    else for (let i = 0; i < length; i++) bytes[at + i] = value[i]!;
    this.at = at + length;
  }

  /** Of a whole number from 0: seven bits to a byte, the least first. */
  private varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.bytes[this.at++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.bytes[this.at++] = rest;
  }
}

/** Numbers without a sign, small where they were near 0. */
const zigZag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size++;
  return size;
}

const blobSize = (value: Uint8Array | null): number =>
  value === null ? 1 : varintSize(2 * value.length) + value.length;
