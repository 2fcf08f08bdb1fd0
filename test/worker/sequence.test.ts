import { describe, expect, it } from "vitest";
import { noCounts } from "../../src/machine/counts.ts";
import { StreamRun } from "../../src/stream/stream-run.ts";
import { type Random, randomFrom } from "../../src/worker/model/random.ts";
import { jsonMessages } from "../../src/worker/records/json-messages.ts";
import { readKey } from "../../src/worker/task/changelog-keys.ts";
import { onTwin, visitsMachine } from "./patterns.ts";
import { committed, type Fed, lines, type Rig, rig, START_MS, stored, undisturbed } from "./rig.ts";

/** What comes out is a function of what comes in: not of chunks, arrivals or crashes. `RUNS` says how often. */
const RUNS = Number(process.env.RUNS ?? 6);
const pattern = onTwin(visitsMachine());
const parts = { patterns: [pattern] };
const IN = { topic: "in", partition: 0 };

function drawn(random: Random, count: number, name: string): Fed[] {
  let clock = START_MS;
  return Array.from({ length: count }, (_, i) => {
    clock += random.below(random.chance(0.1) ? 90_000 : 9_000);
    const ts = clock - random.below(random.chance(0.1) ? 50_000 : 3_000);
    const head = { visitor: `v${random.below(4)}`, ts, id: `${name}${i}` };
    return random.chance(0.7)
      ? { ...head, type: "look", page: `p${i % 3}` }
      : { ...head, type: "buy", amount: random.below(4) };
  });
}

const position = ({ kafka }: Rig, topic: string): number =>
  stored(kafka, 0).meta?.positions.find(([name]) => name === topic)?.[1] ?? -1;

describe("outputs", () => {
  it("are the same whatever the chunks are", async () => {
    for (let seed = 1; seed <= RUNS; seed++) {
      const random = randomFrom(seed);
      const chunk = {
        records: 1 + random.below(40),
        ms: 1 + random.below(200),
        bytes: 1_000 + random.below(20_000),
      };
      const of = rig({ options: { chunk } });
      const records = drawn(random, 60, "e");
      of.work(of.host("w"), { parts });
      while (records.length > 0) {
        of.feed(0, records.splice(0, 1 + random.below(12)));
        await of.time.pass(random.below(300));
      }
      await of.until(() => position(of, "in") === of.kafka.state.log(IN).end);
      const want = undisturbed(committed(of.kafka, "in", 0), pattern, IN, 5_000);
      expect({ seed, lines: lines(of.kafka, "out", 0) }).toEqual({ seed, lines: want.lines });
    }
  });
});

/** Two inputs as one sequence, until one of them has no next record. */
function merged(inputs: readonly (readonly Fed[])[]): readonly string[] {
  const told: string[] = [];
  const { machine } = pattern;
  const runner = pattern.runner({
    counts: noCounts(),
    line: (line) => told.push(line),
    dead: () => {},
  });
  const stream = new StreamRun({
    patterns: [{ runner, vocabulary: 0 }],
    sources: inputs.length,
    watermark: { disorderMs: 5_000, aheadMs: null },
    ahead: () => {},
  });
  const reader = jsonMessages({ vocabularies: [machine.automaton.vocabulary] });
  const next = inputs.map(() => 0);
  while (next.every((at, source) => at < inputs[source]!.length)) {
    const heads = next.map((at, source) => inputs[source]![at]!.ts);
    const source = heads.indexOf(Math.min(...heads));
    const fed = inputs[source]![next[source]!++]!;
    const value = Buffer.from(JSON.stringify(fed));
    const message = { key: null, value, headers: [], offset: 0, timestampMs: 0, brokerTime: false };
    const [result] = reader.read(message, { topic: "", partition: 0, index: source }).results;
    if (result?.kind === "event") stream.event(result.event, source, 0);
  }
  return told;
}

describe("several inputs", () => {
  it("are one sequence, whenever their records come and whoever is killed", async () => {
    for (let seed = 1; seed <= RUNS; seed++) {
      const random = randomFrom(seed);
      const of = rig({
        options: { inputs: ["in", "more"], chunk: { records: 7, ms: 40, bytes: 5_000 } },
      });
      const inputs = [drawn(random, 40, "a"), drawn(random, 40, "b")];
      const left = inputs.map((records) => [...records]);
      let host = of.host("w0");
      of.work(host, { parts });
      for (let i = 1; left.some((records) => records.length > 0); i++) {
        const source = random.below(2);
        const some = left[source]!.splice(0, 1 + random.below(9));
        if (some.length > 0) of.feed(0, some, ["in", "more"][source]!);
        await of.time.pass(random.below(400));
        if (!random.chance(0.2)) continue;
        host.kill();
        host = of.host(`w${i}`);
        of.work(host, { parts });
      }
      await of.time.pass(10_000);
      expect({ seed, lines: lines(of.kafka, "out", 0) }).toEqual({ seed, lines: merged(inputs) });
    }
  });

  it("do not wait for one that is idle, where that is configured; that is written down", async () => {
    const of = rig({ options: { inputs: ["in", "more"], idleMs: 3_000 } });
    const records = drawn(randomFrom(3), 6, "a");
    of.feed(0, records);
    const host = of.host("w");
    of.work(host, { parts });
    await of.time.pass(2_000);
    expect(lines(of.kafka, "out", 0)).toEqual([]);
    await of.until(() => position(of, "in") === of.kafka.state.log(IN).end, 600_000);
    expect(stored(of.kafka, 0).meta?.idleTo[1]).not.toBeNull();
  });
});

describe("an input that is idle", () => {
  it("lets time move on with the clock, once, and says so in the changelog", async () => {
    const of = rig({ options: { idleMs: 4_000 } });
    of.feed(0, [{ visitor: "ann", ts: START_MS, type: "look", page: "a", id: "e1" }]);
    const host = of.host("w");
    of.work(host, { parts });
    const outputs = (): number => lines(of.kafka, "out", 0).length;
    await of.until(() => outputs() === 2, 600_000);
    const [, forgotten] = lines(of.kafka, "out", 0);
    expect(forgotten).toContain('"output":"forgotten"');
    const marks = committed(of.kafka, "app-changelog", 0).filter(
      ({ key }) => key !== null && readKey(key)?.kind === "mark",
    );
    expect(marks).toHaveLength(1);
    host.kill();
    of.work(of.host("v"), { parts });
    await of.until(() => outputs() === 3, 600_000);
    expect(lines(of.kafka, "out", 0)[2]).toContain('"output":"over"');
    await of.time.pass(60_000);
    expect(outputs()).toBe(3);
  });
});
