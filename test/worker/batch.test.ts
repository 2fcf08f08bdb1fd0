import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc32c } from "../../src/worker/protocol/batch/crc32c.ts";
import { decodeBatches } from "../../src/worker/protocol/batch/decode.ts";
import { encodeBatch } from "../../src/worker/protocol/batch/encode.ts";
import type { Header, Message } from "../../src/worker/transport.ts";

const require = createRequire(import.meta.url);
const inside = (path: string): unknown => require(`kafkajs/src/protocol/${path}`);
const theirDecoder = inside("decoder") as new (bytes: Buffer) => unknown;
const decodeTheirs = inside("recordBatch/v0/decoder") as (from: unknown) => Promise<{
  producerId: string;
  producerEpoch: number;
  firstSequence: number;
  inTransaction: boolean;
  lastOffsetDelta: number;
  maxTimestamp: string;
  records: {
    offset: string;
    timestamp: string;
    key: Buffer | null;
    value: Buffer | null;
    headers: object;
  }[];
}>;

const never = (): Promise<Buffer> => Promise.reject(new Error("nothing is compressed"));
const bytes = (most: number) =>
  fc.uint8Array({ maxLength: most }).map((array) => Buffer.from(array));
const orNull = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(some, { nil: null });
const header: fc.Arbitrary<Header> = fc.tuple(fc.string({ maxLength: 70 }), orNull(bytes(80)));
const message: fc.Arbitrary<Message> = fc.record({
  key: orNull(bytes(20)),
  value: orNull(bytes(300)),
  timestampMs: fc.oneof(fc.nat(2 ** 42), fc.nat(9)),
  headers: fc.array(header, { maxLength: 3 }),
});
const head = { producerId: "9007199254740993", producerEpoch: 3, firstSequence: 2 ** 31 - 1 };
const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 100) };

describe("record batches", () => {
  it("are read as they were written", async () => {
    const messages = fc.array(message, { minLength: 1, maxLength: 20 });
    const property = fc.asyncProperty(messages, async (written) => {
      const read = await decodeBatches(
        encodeBatch({ ...head, transactional: true }, written),
        never,
      );
      expect(
        read.map(({ key, value, headers, timestampMs }) => ({ key, value, headers, timestampMs })),
      ).toEqual(written);
      expect(read.map(({ offset }) => offset)).toEqual(written.map((_, i) => i));
      expect(read[0]!.batchContext).toEqual({ producerId: head.producerId, inTransaction: true });
    });
    await fc.assert(property, RUNS);
  });

  it("are read alike by kafkajs", async () => {
    const messages = fc.array(message, { minLength: 1, maxLength: 5 });
    const property = fc.asyncProperty(messages, async (written) => {
      // Of repeated headers kafkajs makes lists.
      const plain = written.map((one) => ({ ...one, headers: [] }));
      const batch = encodeBatch({ ...head, transactional: true }, plain);
      const theirs = await decodeTheirs(new theirDecoder(batch));
      expect(theirs).toMatchObject({ ...head, inTransaction: true });
      expect(theirs.lastOffsetDelta).toBe(plain.length - 1);
      expect(Number(theirs.maxTimestamp)).toBe(Math.max(...plain.map((one) => one.timestampMs)));
      expect(theirs.records.map((one) => [one.value, Number(one.timestamp)])).toEqual(
        plain.map((one) => [one.value, one.timestampMs]),
      );
    });
    await fc.assert(property, RUNS);
  });

  it("have the check sum that brokers compare", () => {
    const text = Buffer.from("123456789");
    expect(crc32c(text, 0, text.length)).toBe(0xe3069283);
    const theirs = inside("recordBatch/crc32C") as (bytes: Buffer) => number;
    const property = fc.property(bytes(100), fc.nat(20), (all, from) => {
      const start = Math.min(from, all.length);
      expect(crc32c(all, start, all.length)).toBe(theirs(all.subarray(start)) >>> 0);
    });
    fc.assert(property, RUNS);
  });

  const two: Message[] = [1, 2].map((n) => ({
    ...{ key: Buffer.from("k"), value: Buffer.from(`v${n}`), headers: [], timestampMs: n },
  }));
  const batch = () => encodeBatch({ ...head, transactional: false }, two);

  it("that the answer's end cuts off are left for the next one", async () => {
    const whole = batch();
    for (let cut = 0; cut < whole.length; cut += 7) {
      const answer = Buffer.concat([whole, whole.subarray(0, cut)]);
      expect((await decodeBatches(answer, never)).length).toBe(2);
    }
  });

  it("tell how far they reach where compaction took their last records", async () => {
    const reaching = batch();
    reaching.writeInt32BE(9, 23);
    const read = await decodeBatches(reaching, never);
    expect(read.map(({ offset, isControlRecord }) => [offset, isControlRecord])).toEqual([
      [0, false],
      [1, false],
      [9, true],
    ]);
  });

  it("that are compressed are handed to who can read them, the broker's time holds for all", async () => {
    const plain = batch();
    const packed = gzipSync(plain.subarray(61));
    const compressed = Buffer.concat([plain.subarray(0, 61), packed]);
    compressed.writeInt32BE(49 + packed.length, 8);
    compressed.writeInt16BE(1 + 8, 21); // gzip, the broker's time
    const asked: number[] = [];
    const read = await decodeBatches(compressed, async (codec, of) => {
      asked.push(codec);
      expect(of).toEqual(packed);
      return plain.subarray(61);
    });
    expect(asked).toEqual([1]);
    expect(
      read.map(({ value, timestampMs, brokerTime }) => [`${value}`, timestampMs, brokerTime]),
    ).toEqual([
      ["v1", 2, true],
      ["v2", 2, true],
    ]);
  });
});
