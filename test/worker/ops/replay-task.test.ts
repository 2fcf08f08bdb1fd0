import { expect, it } from "vitest";
import { createTopic } from "../../../src/worker/model/broker.ts";
import { randomFrom } from "../../../src/worker/model/random.ts";
import { marksOf, recordsOf } from "../../../src/worker/ops/replay/marks.ts";
import { noReplay, replayTask } from "../../../src/worker/ops/replay/replay.ts";
import type { WorkerOptions } from "../../../src/worker/options.ts";
import { onReference, visitsMachine } from "../patterns.ts";
import { committed, partsOf, type Rig, rig, START_MS, stored } from "../rig.ts";

const pattern = onReference(visitsMachine());

/** What a replay of the worker's inputs gives, up to where it stands. */
async function replayed(of: Rig, inputs: readonly string[]): Promise<string[]> {
  const host = of.host("replay");
  const { transport } = host;
  const { positions } = stored(of.kafka, 0).meta!;
  const sources = positions.map(([topic, end]) => {
    const from = { topic, partition: 0 };
    return { from, messages: recordsOf(transport, from, 0, end) };
  });
  const parts = { ...partsOf(host, [pattern]), disorderMs: of.options.disorderMs, aheadMs: null };
  const marks = await marksOf(transport, { topic: of.options.changelog, partition: 0 }, inputs);
  const found: string[] = [];
  for await (const { message } of replayTask(parts, sources, marks, noReplay()))
    found.push(Buffer.from(message.value!).toString());
  return found;
}

async function worked(seed: number, options: Partial<WorkerOptions>, topics: readonly string[]) {
  const random = randomFrom(seed);
  const of = rig({ options: { chunk: { records: 6, ms: 50, bytes: 9_000 }, ...options } });
  if (options.rekey === true)
    for (const topic of ["app.rekeyed", "app.rekeyed.changelog"])
      createTopic(of.kafka.state, { topic, partitions: 1 });
  const worker = of.work(of.host("w"), { parts: { patterns: [pattern] } });
  let at = 0;
  for (let round = 0; round < 25; round++) {
    const topic = topics[random.below(topics.length)]!;
    const count = random.below(5);
    for (let i = 0; i < count; i++) {
      at += random.below(9_000);
      const visitor = `v${random.below(3)}`;
      const ts = START_MS + at - random.below(random.chance(0.3) ? 40_000 : 3_000);
      const record = { visitor, ts, id: `e${round}-${i}`, type: "look", page: `p${i}` };
      of.feedRaw(0, options.rekey === true ? "other" : visitor, JSON.stringify(record), topic);
    }
    await of.time.pass(random.below(random.chance(0.3) ? 6_000 : 500));
  }
  await of.time.pass(5_000);
  await of.time.until(worker.stop());
  await of.time.pass(1_000);
  const outputs = committed(of.kafka, "out", 0).map(({ value }) => String(value));
  expect(outputs.length).toBeGreaterThan(15);
  return { of, outputs };
}

const SEEDS = Number(process.env.REPLAYS ?? 12);

it("gives what the worker gave of several inputs, merged, also where one was idle", async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const inputs = seed % 3 === 0 ? ["in"] : seed % 3 === 1 ? ["in", "more"] : ["b", "a", "c"];
    const { of, outputs } = await worked(seed, { inputs, idleMs: 2_000 }, inputs);
    const again = await of.time.until(replayed(of, inputs));
    expect(again, `REPLAYS: seed ${seed}`).toEqual(outputs);
  }
});

it("gives what the worker gave of records that came under other keys", async () => {
  const { of, outputs } = await worked(3, { rekey: true }, ["in"]);
  expect(await of.time.until(replayed(of, ["app.rekeyed"]))).toEqual(outputs);
});
