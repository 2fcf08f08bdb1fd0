import { afterAll, describe, expect, it } from "vitest";
import { type Broker, startBroker } from "../../scripts/kafka/broker.ts";
import { wallClock } from "../../src/worker/clock.ts";
import { isFailure } from "../../src/worker/failure.ts";
import type { Transport } from "../../src/worker/transport.ts";
import { fresh, records, text, transportTo, valueText } from "./broker.ts";

/** Brokers of its own, because it kills them. */
const version = process.env.PDA_TEST_KAFKA ?? "4.1";
/** `OUTAGES=3` kills each of the three; starting one again takes its time. */
const KILLS = Number(process.env.OUTAGES ?? 1);
let broker: Broker | undefined;
let transport: Transport | undefined;

afterAll(async () => {
  await transport?.close();
  await broker?.stop();
});

/** What runs already, where it is as many. */
async function start(brokers: number): Promise<{ using: Transport; running: Broker }> {
  if (broker?.nodes.length === brokers && transport) return { using: transport, running: broker };
  await transport?.close();
  await broker?.stop();
  const running = await startBroker({ version, brokers });
  broker = running;
  const using = transportTo({
    brokers: running.addresses,
    requestTimeoutMs: 3_000,
    patienceMs: 30_000,
  });
  transport = using;
  return { using, running };
}

const kindOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "ok",
    (error: unknown) => (isFailure(error) ? error.kind : String(error)),
  );

describe("a broker that is killed", () => {
  it("keeps an open transaction open, and a committed one committed", async () => {
    const { using, running } = await start(1);
    const at = { topic: fresh("t"), partition: 0 };
    await using.admin.createTopics([{ topic: at.topic, partitions: 1 }]);
    const id = fresh("id");
    const task = await using.openTask({ transactionalId: id, transactionTimeoutMs: 60_000 });
    task.begin();
    await task.send(at, [text("before")]);
    await task.commit();
    task.begin();
    await task.send(at, [text("during")]);
    await running.nodes[0]!.kill();
    const going = kindOf(task.send(at, [text("after")]));
    await running.nodes[0]!.start();
    expect(await going).toBe("ok"); // it was patient enough
    expect(await kindOf(task.commit())).toBe("ok");
    await task.close();
    expect((await records(using, at)).map(valueText)).toEqual(["before", "during", "after"]);
  });

  it("stands still: nothing is answered, and goes on where it was", async () => {
    const { using, running } = await start(1);
    const at = { topic: fresh("t"), partition: 0 };
    await using.admin.createTopics([{ topic: at.topic, partitions: 1 }]);
    const id = fresh("id");
    const task = await using.openTask({
      transactionalId: id,
      transactionTimeoutMs: 60_000,
    });
    task.begin();
    await task.send(at, [text("a")]);
    running.nodes[0]!.pause();
    const going = kindOf(task.send(at, [text("b")]));
    await wallClock.sleep(4_000); // longer than a request waits
    running.nodes[0]!.resume();
    expect(await going).toBe("ok");
    const end = await kindOf(task.commit());
    await task.close();
    // The connection that was silent may be given up while the commit is on it.
    expect(["ok", "unknown"]).toContain(end);
    const next = await using.openTask({ transactionalId: id, transactionTimeoutMs: 60_000 });
    await next.close();
    const found = (await records(using, at)).map(valueText);
    expect(end === "ok" || found.length > 0 ? found : ["a", "b"]).toEqual(["a", "b"]);
  });
});

describe("three brokers", () => {
  it("one killed after the other, with transactions going on: what was committed is there once", {
    timeout: 400_000,
  }, async () => {
    const { using, running } = await start(3);
    const topic = fresh("t");
    await using.admin.createTopics([{ topic, partitions: 3 }]);
    const committed: string[] = [];
    let next = 0;
    let stopped = false;
    const id = fresh("id");
    const open = () => using.openTask({ transactionalId: id, transactionTimeoutMs: 20_000 });

    /** One writer; after a failure it takes over from itself and looks what became of the last. */
    const writing = (async () => {
      let task = await open();
      while (!stopped) {
        const value = `${next++}`;
        try {
          task.begin();
          await Promise.all(
            [0, 1, 2].map((partition) => task.send({ topic, partition }, [text(value)])),
          );
          await task.commit();
          committed.push(value);
        } catch (error) {
          await task.abort().catch(() => {});
          await task.close();
          task = await open();
          const unknown = isFailure(error, "unknown");
          const there = await records(using, { topic, partition: 0 });
          if (there.some((m) => valueText(m) === value)) {
            expect(unknown).toBe(true);
            committed.push(value);
          }
        }
      }
      await task.close();
    })();

    for (const node of running.nodes.slice(0, KILLS)) {
      await wallClock.sleep(1_500);
      const before = committed.length;
      await node.kill();
      await expect.poll(() => committed.length, { timeout: 40_000 }).toBeGreaterThan(before);
      await node.start();
      await wallClock.sleep(1_000);
    }
    stopped = true;
    await writing;
    for (const partition of [0, 1, 2]) {
      const found = (await records(using, { topic, partition })).map(valueText);
      expect(found).toEqual(committed);
    }
    expect(committed.length).toBeGreaterThan(10);
  });
});
