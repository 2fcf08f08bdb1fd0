import { expect, it } from "vitest";
import { createTopic } from "../../src/worker/model/broker.ts";
import { randomFrom } from "../../src/worker/model/random.ts";
import { marksOf, recordsOf } from "../../src/worker/ops/replay/marks.ts";
import { noReplay, replayTask } from "../../src/worker/ops/replay/replay.ts";
import type { WorkerOptions } from "../../src/worker/options.ts";
import type { WireRecord } from "../../src/worker/protocol/requests.ts";
import { onTwin, visitsMachine } from "./patterns.ts";
import { committed, lines, partsOf, type Rig, rig, stored, undisturbed } from "./rig.ts";

const pattern = onTwin(visitsMachine());
const HOUR_MS = 3_600_000;
const ROUNDS = 60;

const timeOf = ({ value }: WireRecord): number => (JSON.parse(String(value)) as { ts: number }).ts;
const isAhead = (record: WireRecord): boolean => timeOf(record) - record.timestampMs > HOUR_MS;

/** An input whose records carry the broker's time, and among them some of clocks that are wrong. */
async function worked(seed: number, options: Partial<WorkerOptions>): Promise<Rig> {
  const random = randomFrom(seed);
  const chunk = { records: 1 + random.below(8), ms: 20 + random.below(80), bytes: 9_000 };
  const of = rig({ options: { aheadMs: HOUR_MS, chunk, ...options } });
  of.kafka.state.topics.delete("in");
  const config = { "message.timestamp.type": "LogAppendTime" };
  createTopic(of.kafka.state, { topic: "in", partitions: 1, config });
  if (options.rekey === true)
    for (const topic of ["app.rekeyed", "app.rekeyed.changelog"])
      createTopic(of.kafka.state, { topic, partitions: 1 });
  let host = of.host("w");
  of.work(host, { parts: { patterns: [pattern] } });
  for (let round = 0; round < ROUNDS; round++) {
    const visitor = `v${random.below(3)}`;
    const beyond = random.below(10);
    // At the limit; a millisecond beyond; years; or as it should be.
    const ahead = beyond === 0 ? HOUR_MS : beyond === 1 ? HOUR_MS + 1 : beyond === 2 ? 3e12 : 0;
    const ts = of.time.nowMs() + (ahead === 0 ? -random.below(9_000) : ahead);
    const record = { visitor, ts, id: `e${round}`, type: "look", page: `p${round % 4}` };
    of.feedRaw(0, options.rekey === true ? "other" : visitor, JSON.stringify(record));
    await of.time.pass(random.below(6_000));
    if (round % 20 !== 19) continue;
    host.kill();
    host = of.host(`w${round}`);
    of.work(host, { parts: { patterns: [pattern] } });
  }
  const topic = options.rekey === true ? "app.rekeyed" : "in";
  await of.until(
    () =>
      stored(of.kafka, 0).meta?.positions[0]?.[1] ===
      of.kafka.state.log({ topic, partition: 0 }).end,
  );
  await of.time.pass(2_000);
  return of;
}

/** The reasons in the headers of the dead letters, with the place each record had. */
const buried = (of: Rig): string[] =>
  committed(of.kafka, "app-dead", 0).map(({ headers }) => {
    const header = (name: string) => String(headers.find(([one]) => one === name)?.[1]);
    return `${header("pda.dead.reason")} ${header("__connect.errors.offset")}`;
  });

for (let seed = 1; seed <= 4; seed++) {
  it(`what is too far ahead of the broker's clock is a dead letter and moves nothing (seed ${seed})`, async () => {
    const of = await worked(seed, {});
    const records = committed(of.kafka, "in", 0);
    const ahead = records.filter(isAhead);
    expect(ahead.length).toBeGreaterThan(3);
    expect(buried(of)).toEqual(ahead.map(({ offset }) => `ahead ${offset}`));
    const sound = records.filter((record) => !isAhead(record));
    expect(sound.some((one) => timeOf(one) - one.timestampMs === HOUR_MS)).toBe(true);
    const want = undisturbed(sound, pattern, { topic: "in", partition: 0 }, 5_000);
    expect(lines(of.kafka, "out", 0)).toEqual(want.lines);
    expect(stored(of.kafka, 0).states).toEqual(want.states);

    const host = of.host("replay");
    const from = { topic: "in", partition: 0 };
    const messages = recordsOf(host.transport, from, 0, of.kafka.state.log(from).end);
    const marks = await of.time.until(
      marksOf(host.transport, { topic: of.options.changelog, partition: 0 }, ["in"]),
    );
    const parts = { ...partsOf(host, [pattern]), disorderMs: 5_000, aheadMs: HOUR_MS };
    const again = (async () => {
      const found: string[] = [];
      for await (const { message } of replayTask(parts, [{ from, messages }], marks, noReplay()))
        found.push(Buffer.from(message.value!).toString());
      return found;
    })();
    expect(await of.time.until(again)).toEqual(want.lines);
  });
}

it("with records under other keys it is the stage before the patterns that judges, once", async () => {
  const of = await worked(5, { rekey: true });
  const ahead = committed(of.kafka, "in", 0).filter(isAhead);
  expect(ahead.length).toBeGreaterThan(3);
  expect(buried(of)).toEqual(ahead.map(({ offset }) => `ahead ${offset}`));
  const handed = committed(of.kafka, "app.rekeyed", 0);
  expect(handed).toHaveLength(ROUNDS - ahead.length);
  const want = undisturbed(handed, pattern, { topic: "app.rekeyed", partition: 0 }, 5_000);
  expect(lines(of.kafka, "out", 0)).toEqual(want.lines);
});
