/** Corrections inside kafkajs 2.2.4; `library.ts` has checked the version. */

import { decodeBatches } from "../protocol/batch/decode.ts";
import { type BatchHead, encodeBatch } from "../protocol/batch/encode.ts";
import { MAGIC, MAGIC_AT } from "../protocol/batch/layout.ts";
import type { ProducedTopic, WireRecord } from "../protocol/requests.ts";

export type Inside = (path: string) => unknown;

interface Decoder {
  readInt32(): number;
  readBytes(length: number): Buffer;
  canReadBytes(length: number): boolean;
}

/** A record as kafkajs decodes it of a log older than 0.11. */
interface OldRecord {
  readonly offset: string;
  readonly timestamp?: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
}

const NOBODY = { producerId: "-1", inTransaction: false };

/** Puts something else in a module's place, for those that load it later; `by` is given what was there. */
export type Replace = <T>(file: string, by: (stock: T) => T) => void;

export const replacing =
  (require: NodeRequire): Replace =>
  (file, by) => {
    const path = require.resolve(`kafkajs/src/${file}`);
    const stock = require(path) as Parameters<typeof by>[0];
    const module = require.cache[path];
    if (module) module.exports = by(stock);
  };

/**
 * Batches are read by `decodeBatches`. kafkajs makes ten objects of each record, forgets how far a batch
 * reached that compaction has emptied, asks for the same offset again, so that a restore never ends (its
 * issue 1072), and overflows the stack on a batch of some 100,000 records.
 */
export function patchFetchDecoding(replace: Replace, inside: Inside): void {
  const DecoderOf = inside("protocol/decoder") as new (bytes: Buffer) => Decoder;
  const decodeOld = inside("protocol/messageSet/decoder") as (
    d: Decoder,
    size: number,
  ) => Promise<OldRecord[]>;
  const { lookupCodec } = inside("protocol/message/compression") as {
    lookupCodec(codec: number): { decompress(bytes: Buffer): Promise<Buffer> };
  };

  const decodeMessages = async (decoder: Decoder): Promise<WireRecord[]> => {
    const size = decoder.readInt32();
    if (size <= 0 || !decoder.canReadBytes(size)) return [];
    const bytes = decoder.readBytes(size);
    if (bytes[MAGIC_AT] === MAGIC)
      return decodeBatches(bytes, (codec, packed) => lookupCodec(codec).decompress(packed));
    return (await decodeOld(new DecoderOf(bytes), size)).map((old) => ({
      ...{ offset: Number(old.offset), timestampMs: Number(old.timestamp ?? 0), brokerTime: false },
      ...{ key: old.key, value: old.value, headers: [] },
      ...{ isControlRecord: false, batchContext: NOBODY },
    }));
  };
  replace("protocol/requests/fetch/v4/decodeMessages", () => decodeMessages);
}

interface Encoder {
  buf: Buffer;
  offset: number;
  writeString(text: string | null): Encoder;
  writeInt16(value: number): Encoder;
  writeInt32(value: number): Encoder;
  writeBufferInternal(bytes: Buffer): void;
}

interface ProduceRequest extends Omit<BatchHead, "firstSequence" | "transactional"> {
  readonly acks: number;
  readonly timeout: number;
  readonly transactionalId?: string | null;
  readonly topicData: readonly ProducedTopic[];
}

const PRODUCE = 0;

/**
 * Requests to write are put together by `encodeBatch`: kafkajs makes an encoder of half a kilobyte for each
 * record and each of its headers, which is most of the time that it takes, and sorts timestamps as texts.
 */
export function patchProduceEncoding(replace: Replace, inside: Inside): void {
  const EncoderOf = inside("protocol/encoder") as new (size: number) => Encoder;

  const encode = (request: ProduceRequest): Encoder => {
    const { acks, timeout, transactionalId = null, topicData, ...producer } = request;
    const transactional = transactionalId !== null;
    const to = new EncoderOf(ROOM);
    to.writeString(transactionalId).writeInt16(acks).writeInt32(timeout);
    to.writeInt32(topicData.length);
    for (const { topic, partitions } of topicData) {
      to.writeString(topic).writeInt32(partitions.length);
      for (const { partition, firstSequence, messages } of partitions) {
        const batch = encodeBatch({ ...producer, firstSequence, transactional }, messages);
        to.writeInt32(partition).writeInt32(batch.length).writeBufferInternal(batch);
      }
    }
    return to;
  };
  const ours = (request: ProduceRequest): object => ({
    ...{ apiKey: PRODUCE, apiVersion: 3, apiName: "Produce" },
    expectResponse: () => request.acks !== 0,
    encode: async () => encode(request),
  });
  replace<typeof ours>(
    "protocol/requests/produce/v3/request",
    (stock) => (request) => (isOurs(request) ? ours(request) : stock(request)),
  );
}

/** kafkajs' own producer, which may run beside us, spells messages otherwise. */
function isOurs({ topicData }: ProduceRequest): boolean {
  const first: object | undefined = topicData[0]?.partitions[0]?.messages[0];
  return first !== undefined && "timestampMs" in first;
}

const ROOM = 511;

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
