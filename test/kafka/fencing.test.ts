import { describe, expect, it } from "vitest";
import { fresh, stock, text } from "./broker.ts";
import { failing, kindOf, tasks } from "./tasks.ts";

/** Who may still write, as real brokers say it. */
const { transport, topicOf, open, values } = tasks();

/** An owner that has written and not committed, and where. */
async function halfway() {
  const topic = await topicOf();
  const at = { topic, partition: 0 };
  const id = fresh("id");
  const old = await open(id);
  old.begin();
  await old.send(at, [text("old")]);
  return { topic, at, id, old };
}

describe("fencing", () => {
  it("an older owner of the id can neither write nor commit", async () => {
    const { topic, at, id, old } = await halfway();
    const next = await open(id);
    expect(next.epoch).toBeGreaterThan(old.epoch);
    expect(kindOf(await failing(old.send(at, [text("old")])))).toBe("fenced");
    expect(kindOf(await failing(old.commit()))).toBe("fenced");
    next.begin();
    await next.send(at, [text("next")]);
    await next.commit();
    expect(await values(topic)).toEqual(["next"]);
    await old.close();
    await next.close();
  });

  it("what the older owner left open is decided when the id has been taken over", async () => {
    const { at, id, old } = await halfway();
    expect(await transport.admin.offset(at, "latest", "committed")).toBe(0);
    const next = await open(id);
    const stable = await transport.admin.offset(at, "latest", "committed");
    expect(stable).toBe(await transport.admin.offset(at, "latest", "uncommitted"));
    await old.close();
    await next.close();
  });

  it("a transaction that timed out is fenced", async () => {
    const topic = await topicOf();
    const at = { topic, partition: 0 };
    const task = await open(fresh("id"), transport, 1_000);
    task.begin();
    await task.send(at, [text("slow")]);
    await new Promise((done) => setTimeout(done, 2_500));
    expect(kindOf(await failing(task.commit()))).toBe("fenced");
    await task.close();
    expect(await values(topic)).toEqual([]);
  });

  it("a foreign id may move a group's position, so it is never believed alone", async () => {
    const topic = await topicOf();
    const group = fresh("g");
    const consumer = stock().consumer({ groupId: group, maxWaitTimeInMs: 50 });
    await consumer.connect();
    await consumer.subscribe({ topic });
    await consumer.run({ eachMessage: async () => {} });
    const stranger = await open(fresh("id"));
    stranger.begin();
    await stranger.sendOffsets(group, [{ topic, partition: 0, offset: 77 }]);
    await stranger.commit();
    await stranger.close();
    await expect.poll(() => transport.admin.committed(group, topic)).toEqual(new Map([[0, 77]]));
    await consumer.disconnect();
  });
});
