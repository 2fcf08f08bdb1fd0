import type { Header } from "../../transport.ts";
import type { WireRecord } from "../requests.ts";
import {
  ATTRIBUTES_AT,
  BEFORE_LENGTH,
  BROKER_TIME,
  COMPRESSION,
  CONTROL,
  COUNT_AT,
  FIRST_TIME_AT,
  GREATEST_TIME_AT,
  LAST_DELTA_AT,
  LENGTH_AT,
  MAGIC,
  MAGIC_AT,
  PRODUCER_AT,
  RECORDS_AT,
  TRANSACTIONAL,
} from "./layout.ts";

/** Records that a producer has compressed, as they were; the number is the batch's attribute. */
export type Decompress = (codec: number, bytes: Buffer) => Promise<Buffer>;

/**
 * The records of the batches that a fetch has brought. The broker cuts the last batch where the answer is
 * full: it is left out. Where compaction has taken a batch's last records, one control record stands for
 * them, for a reader that did not learn how far a batch reaches would ask for the same offset for ever.
 */
export async function decodeBatches(bytes: Buffer, decompress: Decompress): Promise<WireRecord[]> {
  const records: WireRecord[] = [];
  for (let at = 0; at + RECORDS_AT <= bytes.length; ) {
    const end = at + BEFORE_LENGTH + bytes.readInt32BE(at + LENGTH_AT);
    const whole = end >= at + RECORDS_AT && end <= bytes.length;
    if (!whole || bytes[at + MAGIC_AT] !== MAGIC) break;
    const codec = bytes.readInt16BE(at + ATTRIBUTES_AT) & COMPRESSION;
    const plain =
      codec === 0 ? null : await decompress(codec, bytes.subarray(at + RECORDS_AT, end));
    decodeBatch(bytes, at, plain ?? bytes, plain === null ? at + RECORDS_AT : 0, records);
    at = end;
  }
  return records;
}

function decodeBatch(
  bytes: Buffer,
  at: number,
  from: Buffer,
  fromAt: number,
  records: WireRecord[],
): void {
  const attributes = bytes.readInt16BE(at + ATTRIBUTES_AT);
  const firstOffset = Number(bytes.readBigInt64BE(at));
  const brokerTime = (attributes & BROKER_TIME) !== 0;
  const time = Number(bytes.readBigInt64BE(at + (brokerTime ? GREATEST_TIME_AT : FIRST_TIME_AT)));
  const isControlRecord = (attributes & CONTROL) !== 0;
  const batchContext = {
    producerId: bytes.readBigInt64BE(at + PRODUCER_AT).toString(),
    inTransaction: (attributes & TRANSACTIONAL) !== 0,
  };
  const count = bytes.readInt32BE(at + COUNT_AT);
  const reader = new RecordReader(from, fromAt);
  let offset = firstOffset - 1;
  for (let i = 0; i < count; i++) {
    const end = reader.signed() + reader.at;
    reader.at++; // no attributes are in use
    const delta = reader.signed();
    offset = firstOffset + reader.signed();
    const keyLength = reader.signed();
    const keyAt = reader.at;
    reader.pass(keyLength);
    const valueLength = reader.signed();
    const valueAt = reader.at;
    reader.pass(valueLength);
    records.push(
      new BatchRecord(
        from,
        keyAt,
        keyLength,
        valueAt,
        valueLength,
        offset,
        brokerTime ? time : time + delta,
        brokerTime,
        reader.headers(),
        isControlRecord,
        batchContext,
      ),
    );
    reader.at = end;
  }
  const last = firstOffset + bytes.readInt32BE(at + LAST_DELTA_AT);
  if (offset !== last) records.push(gap(last, batchContext));
}

/**
 * Key and value are looked up when they are asked for: a fetch brings thousands of records, which would all
 * keep two buffers each until their turn comes, and what lives that long is moved by every collection.
 */
class BatchRecord implements WireRecord {
  readonly offset: number;
  readonly timestampMs: number;
  readonly brokerTime: boolean;
  readonly headers: readonly Header[];
  readonly isControlRecord: boolean;
  readonly batchContext: WireRecord["batchContext"];
  private readonly bytes: Buffer;
  private readonly keyAt: number;
  private readonly keyLength: number;
  private readonly valueAt: number;
  private readonly valueLength: number;

  constructor(
    bytes: Buffer,
    keyAt: number,
    keyLength: number,
    valueAt: number,
    valueLength: number,
    offset: number,
    timestampMs: number,
    brokerTime: boolean,
    headers: readonly Header[],
    isControlRecord: boolean,
    batchContext: WireRecord["batchContext"],
  ) {
    this.bytes = bytes;
    this.keyAt = keyAt;
    this.keyLength = keyLength;
    this.valueAt = valueAt;
    this.valueLength = valueLength;
    this.offset = offset;
    this.timestampMs = timestampMs;
    this.brokerTime = brokerTime;
    this.headers = headers;
    this.isControlRecord = isControlRecord;
    this.batchContext = batchContext;
  }

  get key(): Buffer | null {
    if (this.keyLength < 0) return null;
    return this.bytes.subarray(this.keyAt, this.keyAt + this.keyLength);
  }

  get value(): Buffer | null {
    if (this.valueLength < 0) return null;
    return this.bytes.subarray(this.valueAt, this.valueAt + this.valueLength);
  }
}

/** Up to this offset there is nothing any more. */
export const gap = (offset: number, batchContext: WireRecord["batchContext"]): WireRecord => ({
  ...{ offset, timestampMs: 0, brokerTime: false, key: null, value: null, headers: NO_HEADERS },
  ...{ isControlRecord: true, batchContext },
});

const NO_HEADERS: readonly Header[] = [];

class RecordReader {
  at: number;
  private readonly bytes: Buffer;

  constructor(bytes: Buffer, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  signed(): number {
    const { bytes } = this;
    let byte = bytes[this.at++]!;
    if (byte < 0x80) return (byte >>> 1) ^ -(byte & 1);
    let value = byte & 0x7f;
    for (let weight = 0x80; ; weight *= 0x80) {
      byte = bytes[this.at++]!;
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) break;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  blob(): Buffer | null {
    const length = this.signed();
    if (length < 0) return null;
    const { at } = this;
    this.at = at + length;
    return this.bytes.subarray(at, this.at);
  }

  /** A length below 0: nothing is there. */
  pass(length: number): void {
    if (length > 0) this.at += length;
  }

  headers(): readonly Header[] {
    const count = this.signed();
    if (count === 0) return NO_HEADERS;
    const headers: Header[] = [];
    for (let i = 0; i < count; i++) headers.push([this.blob()?.toString() ?? "", this.blob()]);
    return headers;
  }
}
