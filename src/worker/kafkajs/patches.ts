/** Two corrections inside kafkajs 2.2.4; `library.ts` has checked the version. */

type Inside = (path: string) => unknown;

interface Decoder {
  readInt32(): number;
  readBytes(length: number): Buffer;
  canReadBytes(length: number): boolean;
}

interface Batch {
  readonly firstOffset: string;
  readonly lastOffsetDelta: number;
  readonly producerId: string;
  readonly inTransaction: boolean;
  readonly timestampType: number;
  readonly records: readonly { offset: string }[];
}

const MAGIC_AT = 16;
const BATCH_OVERHEAD = 49;

/**
 * Compaction leaves batches without their last records, or empty ones. kafkajs forgets how far such
 * a batch reached, asks for the same offset again, and a restore never ends (its issue 1072). Here
 * the last offset of every batch is kept, as a control record, which nobody takes for data. Also,
 * `push(...records)` overflows the stack on a batch of some 100,000 records.
 */
export function patchFetchDecoding(require: NodeRequire, inside: Inside): void {
  const DecoderOf = inside("protocol/decoder") as new (bytes: Buffer) => Decoder;
  const decodeBatch = inside("protocol/recordBatch/v0/decoder") as (d: Decoder) => Promise<Batch>;
  const decodeOld = inside("protocol/messageSet/decoder") as (
    d: Decoder,
    size: number,
  ) => Promise<unknown>;

  const decodeMessages = async (decoder: Decoder): Promise<unknown> => {
    const size = decoder.readInt32();
    if (size <= 0 || !decoder.canReadBytes(size)) return [];
    const bytes = decoder.readBytes(size);
    const all = new DecoderOf(bytes);
    if (bytes.readInt8(MAGIC_AT) !== 2) return decodeOld(all, size);
    const records: object[] = [];
    while (all.canReadBytes(BATCH_OVERHEAD)) {
      let batch: Batch;
      try {
        batch = await decodeBatch(all);
      } catch (error) {
        // The broker cuts the last batch where the answer is full.
        if ((error as Error).name === "KafkaJSPartialMessageError") break;
        throw error;
      }
      for (const record of batch.records) records.push(record);
      const last = (BigInt(batch.firstOffset) + BigInt(batch.lastOffsetDelta)).toString();
      if (batch.records.at(-1)?.offset !== last) {
        records.push({ offset: last, isControlRecord: true, key: null, batchContext: batch });
      }
    }
    return records;
  };

  const path = require.resolve("kafkajs/src/protocol/requests/fetch/v4/decodeMessages");
  require(path);
  const module = require.cache[path];
  if (module) module.exports = decodeMessages;
}

interface RequestQueue {
  pending: readonly unknown[];
  throttledUntil: number;
  throttleCheckTimeoutId: unknown;
}

/**
 * An idle connection wakes every millisecond for ever, because a timer is armed although nothing
 * waits (and with a negative delay, of which newer Nodes warn: its issue 1751).
 */
export function patchRequestQueue(inside: Inside): void {
  const { prototype } = inside("network/requestQueue") as { prototype: object };
  const queue = prototype as { scheduleCheckPendingRequests(this: RequestQueue): void };
  const stock = queue.scheduleCheckPendingRequests;
  queue.scheduleCheckPendingRequests = function schedule(this: RequestQueue): void {
    if (this.pending.length > 0) stock.call(this);
  };
}
