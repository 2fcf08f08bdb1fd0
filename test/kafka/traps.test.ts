import { describe, expect, it } from "vitest";
import {
  API,
  forgetful,
  fresh,
  records,
  stock,
  stockProducer,
  text,
  transportTo,
} from "./broker.ts";
import { failing, kindOf, tasks } from "./tasks.ts";

/**
 * What kafkajs does by itself, and what the adapter makes of it, on a real broker. The first half of
 * each test says why the second is needed; if it fails one day, a work-around may go.
 */
const { transport, topicOf, open, values } = tasks();

async function stockReads(topic: string, until: string): Promise<string[]> {
  const consumer = stock().consumer({ groupId: fresh("g"), maxWaitTimeInMs: 50 });
  const found: string[] = [];
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((done, failed) => {
    const eachMessage = async ({ message }: { message: { value: Buffer } }): Promise<void> => {
      found.push(message.value.toString());
      if (found.at(-1) === until) done();
    };
    consumer.run({ eachMessage }).catch(failed);
  });
  await consumer.disconnect();
  return found;
}

/** Without retries of its own, what is only not ready yet reaches the caller of kafkajs. */
async function mending(attempt: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (tries > 100) throw error;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

describe("transactions one after the other", () => {
  it("kafkajs gives CONCURRENT_TRANSACTIONS to the caller; the adapter waits", async () => {
    const topic = await topicOf();
    const group = fresh("g");
    const producer = await stockProducer(fresh("id"));
    const offsets = {
      consumerGroupId: group,
      topics: [{ topic, partitions: [{ partition: 0, offset: "1" }] }],
    };
    const types = new Set<unknown>();
    for (let i = 0; i < 300 && !types.has("CONCURRENT_TRANSACTIONS"); i++) {
      const transaction = await producer.transaction();
      await transaction.sendOffsets(offsets).catch((e: { type: string }) => types.add(e.type));
      await transaction.send({ topic, messages: [{ value: "x" }] });
      await transaction.commit();
    }
    await producer.disconnect();
    expect(types).toContain("CONCURRENT_TRANSACTIONS");

    const task = await open(fresh("id"));
    for (let i = 0; i < 40; i++) {
      task.begin();
      await task.sendOffsets(group, [{ topic, partition: 0, offset: i }]);
      await task.send({ topic, partition: 0 }, [text(`${i}`)]);
      await task.commit();
    }
    await task.close();
    expect((await values(topic)).slice(-40)).toEqual(Array.from({ length: 40 }, (_, i) => `${i}`));
  });
});

describe("a lost answer", () => {
  it("to the commit: kafkajs can then do nothing; the adapter says that it does not know", async () => {
    const topic = await topicOf();
    const sockets = forgetful();
    const producer = await stockProducer(
      fresh("id"),
      {
        socketFactory: sockets.factory,
        requestTimeout: 1_000,
      },
      0,
    );
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ value: "stock" }] });
    sockets.lose(API.endTxn);
    await failing(transaction.commit());
    expect(String(await failing(transaction.abort()))).toContain("once ended");
    expect(String(await failing(producer.transaction()))).toContain('in state "COMMITTING"');
    await producer.disconnect();

    const ours = forgetful();
    const losing = transportTo({ socketFactory: ours.factory, requestTimeoutMs: 1_000 });
    const id = fresh("id");
    const task = await open(id, losing);
    task.begin();
    await task.send({ topic, partition: 0 }, [text("ours")]);
    ours.lose(API.endTxn);
    expect(kindOf(await failing(task.commit()))).toBe("unknown");
    await task.close();
    const next = await open(id);
    await next.close();
    await losing.close();
    // What the next owner reads back is the answer: here the commit had arrived.
    expect(await values(topic)).toEqual(["stock", "ours"]);
  });

  it("to a send, then an abort: kafkajs then loses what it commits; the adapter is done", async () => {
    const topic = await topicOf();
    const sockets = forgetful();
    const producer = await stockProducer(
      fresh("id"),
      {
        socketFactory: sockets.factory,
        requestTimeout: 1_000,
      },
      0,
    );
    const warm = await producer.transaction();
    await mending(() => warm.send({ topic, messages: [{ value: "before" }] }));
    await warm.commit();
    const first = await producer.transaction();
    await mending(() => first.send({ topic, messages: [{ value: "aborted" }] }));
    sockets.lose(API.produce);
    await failing(first.send({ topic, messages: [{ value: "aborted" }] }));
    await first.abort();
    const second = await producer.transaction();
    await mending(() => second.send({ topic, messages: [{ value: "committed" }] }));
    await second.commit();
    await producer.disconnect();
    expect(await values(topic)).toEqual(["before"]); // acknowledged, committed, gone

    const ours = forgetful();
    const losing = transportTo({
      socketFactory: ours.factory,
      requestTimeoutMs: 1_000,
      patienceMs: 10,
    });
    const task = await open(fresh("id"), losing);
    task.begin();
    ours.lose(API.produce);
    expect(kindOf(await failing(task.send({ topic, partition: 0 }, [text("aborted")])))).toBe(
      "aborted",
    );
    await failing(task.abort());
    expect(() => task.begin()).toThrow("the transaction is over");
    await task.close();
    await losing.close();
  });

  it("to a send: tried again it is there once", async () => {
    const topic = await topicOf();
    const ours = forgetful();
    const losing = transportTo({ socketFactory: ours.factory, requestTimeoutMs: 1_000 });
    const task = await open(fresh("id"), losing);
    task.begin();
    ours.lose(API.produce);
    await task.send({ topic, partition: 0 }, [text("once")]);
    await task.send({ topic, partition: 0 }, [text("then")]);
    await task.commit();
    await task.close();
    await losing.close();
    expect(await values(topic)).toEqual(["once", "then"]);
  });
});

describe("what was aborted", () => {
  it("is shown by kafkajs where two producers wrote; not by the adapter", async () => {
    const topic = await topicOf();
    const at = { topic, partition: 0 };
    const [x, y] = [await open(fresh("x")), await open(fresh("y"))];
    x.begin();
    y.begin();
    await x.send(at, [text("x aborted")]);
    await y.send(at, [text("y aborted")]);
    await y.send(at, [text("y aborted")]);
    await y.abort();
    // Its marker comes a little after the answer, and must be the first.
    await new Promise((done) => setTimeout(done, 300));
    await x.send(at, [text("x aborted")]);
    await x.abort();
    x.begin();
    await x.send(at, [text("committed")]);
    await x.commit();
    expect(await stockReads(topic, "committed")).toContain("x aborted");
    expect(await values(topic)).toEqual(["committed"]);
    await x.close();
    await y.close();
  });

  it("is shown by kafkajs behind a key of four zero bytes; not by the adapter", async () => {
    const topic = await topicOf();
    const at = { topic, partition: 0 };
    const task = await open(fresh("x"));
    task.begin();
    await task.send(at, [{ ...text("aborted"), key: Buffer.alloc(4) }, text("aborted")]);
    await task.abort();
    task.begin();
    await task.send(at, [text("committed")]);
    await task.commit();
    expect(await stockReads(topic, "committed")).toContain("aborted");
    expect(await values(topic)).toEqual(["committed"]);
    await task.close();
  });
});

describe("a compacted topic", () => {
  it("is read to its end, also where compaction has left an empty batch", async () => {
    const topic = await topicOf({
      "cleanup.policy": "compact",
      "segment.ms": "100",
      "min.cleanable.dirty.ratio": "0.001",
      "delete.retention.ms": "0",
      "min.compaction.lag.ms": "0",
      "max.compaction.lag.ms": "100",
    });
    const at = { topic, partition: 0 };
    const now = (value: string, key: string) => ({ ...text(value, key), timestampMs: Date.now() });
    const [first, second] = [await open(fresh("a")), await open(fresh("b"))];
    for (const [i, task] of [first, second, second, second].entries()) {
      task.begin();
      await task.send(at, [now(`${i}`, "k")]);
      await task.commit();
      await new Promise((done) => setTimeout(done, 150)); // a segment each
    }
    // The first producer's only data is compacted away; its batch stays, empty, for its number.
    const all = () => records(transport, at, "uncommitted");
    await expect
      .poll(async () => (await all()).length, { timeout: 60_000, interval: 250 })
      .toBeLessThan(4);
    expect((await values(topic)).at(-1)).toBe("3");
    await first.close();
    await second.close();
  });
});
