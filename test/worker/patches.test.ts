import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { loadLibrary } from "../../src/worker/kafkajs/library.ts";
import { patchRequestQueue } from "../../src/worker/kafkajs/patches.ts";

const require = createRequire(import.meta.url);
const DECODE = "kafkajs/src/protocol/requests/fetch/v4/decodeMessages";

/** A record batch without records, as the log cleaner leaves it: offsets 105 to 109. */
function emptyBatch(): Buffer {
  const batch = Buffer.alloc(61);
  batch.writeBigInt64BE(105n, 0);
  batch.writeInt32BE(49, 8); // bytes that follow
  batch.writeInt8(2, 16);
  batch.writeInt16BE(0x10, 21); // transactional
  batch.writeInt32BE(4, 23); // last offset, from the first
  batch.writeBigInt64BE(7n, 43); // producer
  const answer = Buffer.alloc(4);
  answer.writeInt32BE(batch.length);
  return Buffer.concat([answer, batch]);
}

async function lastOffset(decode: (decoder: unknown) => Promise<{ offset: string | number }[]>) {
  const Decoder = require("kafkajs/src/protocol/decoder") as new (bytes: Buffer) => unknown;
  return (await decode(new Decoder(emptyBatch()))).at(-1)?.offset;
}

describe("what is replaced inside kafkajs", () => {
  it("an empty batch is passed over, where kafkajs would ask for it for ever", async () => {
    const path = require.resolve(DECODE);
    delete require.cache[path];
    expect(await lastOffset(require(DECODE))).toBe(undefined);
    delete require.cache[path];
    loadLibrary();
    expect(await lastOffset(require(DECODE))).toBe(109);
  });

  it("an idle connection arms no timer", () => {
    let armed = 0;
    class Queue {
      pending: unknown[] = [];
      scheduleCheckPendingRequests(): void {
        armed++;
      }
    }
    patchRequestQueue(() => Queue);
    const queue = new Queue();
    queue.scheduleCheckPendingRequests();
    expect(armed).toBe(0);
    queue.pending.push("a request");
    queue.scheduleCheckPendingRequests();
    expect(armed).toBe(1);
  });
});
