import { wallClock } from "../../../src/worker/clock.ts";
import { isFailure } from "../../../src/worker/failure.ts";
import type { Message, TaskProducer, Transport } from "../../../src/worker/transport.ts";

/** Event time runs faster than the clock, so that visits end while one watches. */
const SPEED = 30;
const EVERY_MS = 30;
const KEYS = 6;

export interface Traffic {
  /** Records written in transactions, some of which are called off. */
  run(ms: number): Promise<void>;
  close(): Promise<void>;
}

export function traffic(transport: Transport, partitions: number, name: string): Traffic {
  const begunMs = wallClock.nowMs();
  let producer: TaskProducer | null = null;
  let id = 0;

  function message(partition: number): Message {
    const visitor = `${partition}-${Math.floor(Math.random() * KEYS)}`;
    const ts = begunMs + (wallClock.nowMs() - begunMs) * SPEED - Math.floor(Math.random() * 8_000);
    const fields =
      Math.random() < 0.7
        ? { type: "look", page: `p${id % 5}` }
        : { type: "buy", amount: Math.floor(Math.random() * 8) };
    const value =
      Math.random() < 0.01
        ? "{no record"
        : JSON.stringify({ visitor, ts, id: `e${id++}`, ...fields });
    return {
      key: Buffer.from(visitor),
      value: Buffer.from(value),
      headers: [],
      timestampMs: wallClock.nowMs(),
    };
  }

  async function once(): Promise<void> {
    producer ??= await transport.openTask({ transactionalId: name, transactionTimeoutMs: 20_000 });
    producer.begin();
    const sends = Array.from({ length: partitions }, (_, partition) => partition)
      .filter(() => Math.random() < 0.6)
      .map((partition) =>
        producer!.send(
          { topic: "in", partition },
          Array.from({ length: 1 + Math.floor(Math.random() * 6) }, () => message(partition)),
        ),
      );
    const failed = (await Promise.allSettled(sends)).find((one) => one.status === "rejected");
    if (failed !== undefined) throw (failed as PromiseRejectedResult).reason;
    await (Math.random() < 0.05 ? producer.abort() : producer.commit());
  }

  return {
    async run(ms) {
      const end = wallClock.nowMs() + ms;
      while (wallClock.nowMs() < end) {
        try {
          await once();
        } catch (error) {
          if (!isFailure(error)) throw error;
          // What it was is read back from the topic; ids are not used twice.
          await producer?.close();
          producer = null;
        }
        await wallClock.sleep(EVERY_MS);
      }
    },
    async close() {
      await producer?.close();
    },
  };
}
