import { expect, it } from "vitest";
import { createTopic } from "../../../src/worker/model/broker.ts";
import { onReference, visitsMachine } from "../patterns.ts";
import { lines, type Rig, rig, START_MS } from "../rig.ts";

const parts = { patterns: [onReference(visitsMachine())] };
const look = (id: string) => ({ visitor: "v", ts: START_MS, type: "look", page: "p", id });

/** The topic has so many partitions from now on; what it had stays. */
function grow({ kafka }: Rig, topic: string, partitions: number): void {
  const { logs } = kafka.state.topics.get(topic)!;
  kafka.state.topics.delete(topic);
  createTopic(kafka.state, { topic, partitions });
  for (const [at, log] of logs.entries()) kafka.state.topics.get(topic)!.logs[at] = log;
}

it("stops with the remedy when a topic grows while it runs, and loses nothing before", async () => {
  const of = rig();
  const worker = of.work(of.host("w"), { parts });
  of.feed(0, [look("e1")]);
  await of.until(() => lines(of.kafka, "out", 0).length === 1);
  grow(of, "in", 2);
  of.feed(0, [look("e2")]);
  const ended = await of.time.until(worker.ended);
  expect(ended).toMatchObject({
    kind: "stopped",
    stop: { reason: "partition count", message: expect.stringContaining("in has 2") },
  });
  expect(lines(of.kafka, "out", 0)).toHaveLength(2);
});

it("also where the changelog has grown with it, for keys lie elsewhere then", async () => {
  const of = rig();
  const worker = of.work(of.host("w"), { parts });
  await of.until(() => worker.ready());
  grow(of, "in", 2);
  grow(of, "app-changelog", 2);
  const ended = await of.time.until(worker.ended);
  expect(ended).toMatchObject({
    kind: "stopped",
    stop: {
      message:
        "in had 1 partitions when the worker began and has grown to 2: keys lie elsewhere now",
      remedy: expect.stringContaining("pda state reset --app app"),
    },
  });
});

it("brokers that are away meanwhile are no reason to stop", async () => {
  const of = rig({ settings: { patienceMs: 1_000, requestTimeoutMs: 300 } });
  const worker = of.work(of.host("w"), { parts });
  await of.until(() => worker.ready());
  of.kafka.down(90_000);
  await of.time.pass(90_000);
  of.feed(0, [look("e1")]);
  await of.until(() => lines(of.kafka, "out", 0).length === 1);
  await of.time.until(worker.stop());
});
