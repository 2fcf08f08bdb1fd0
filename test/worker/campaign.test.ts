import { describe, expect, it } from "vitest";
import { createTopic } from "../../src/worker/model/broker.ts";
import { type Fate, seededFaults } from "../../src/worker/model/faults.ts";
import { type Host, MODEL_DEFAULTS, modelKafka } from "../../src/worker/model/kafka.ts";
import { randomFrom } from "../../src/worker/model/random.ts";
import { virtualTime } from "../../src/worker/model/time.ts";
import type { WireRecord } from "../../src/worker/protocol/requests.ts";
import { visible } from "../../src/worker/protocol/visible.ts";
import { ALL, countingWorker, type Safeguards } from "./counting.ts";

/**
 * The transport under random faults: two workers, four partitions, workers killed, stopped and
 * started, and at the end every record counted once. `CAMPAIGN` says how many schedules.
 */
const SCHEDULES = Number(process.env.CAMPAIGN ?? 12);
const PARTITIONS = 4;
const RECORDS = 60;
const KEYS = 5;

interface Outcome {
  readonly wrong: string[];
  readonly met: ReadonlyMap<Fate, number>;
}

async function schedule(seed: number, safe: Safeguards): Promise<Outcome> {
  const random = randomFrom(seed);
  const time = virtualTime(1_735_689_600_000);
  const met = new Map<Fate, number>();
  const trouble = { on: true };
  const rates = { lost: 0.01, unheard: 0.015, twice: 0.01, moved: 0.01, slow: 0.03, slowMs: 900 };
  const faults = seededFaults(random, rates, (fate) => met.set(fate, (met.get(fate) ?? 0) + 1));
  const kafka = modelKafka(
    time,
    {
      fate: (host, request) => (trouble.on ? faults.fate(host, request) : "delivered"),
      delayMs: (host, request) => (trouble.on ? faults.delayMs(host, request) : 1),
    },
    { ...MODEL_DEFAULTS, markersMs: () => 1 + random.below(random.chance(0.1) ? 500 : 20) },
  );
  for (const topic of ["in", "out", "state"])
    createTopic(kafka.state, { topic, partitions: PARTITIONS });
  const wrong: string[] = [];
  const failed = (error: Error): void => {
    wrong.push(String(error));
  };

  const wanted = new Map<string, number>();
  async function feed(): Promise<void> {
    const sequences = Array.from({ length: PARTITIONS }, () => 0);
    for (let i = 0; i < RECORDS; i++) {
      const partition = random.below(PARTITIONS);
      const key = `${partition}-${random.below(KEYS)}`;
      const aborted = random.chance(0.1);
      const log = kafka.state.log({ topic: "in", partition });
      const message = { key: Buffer.from(key), value: null, headers: {}, timestamp: "0" };
      const firstSequence = sequences[partition]!++;
      log.append({ producerId: "source", epoch: 0, firstSequence, messages: [message] });
      if (random.chance(0.3)) await time.sleep(random.below(400));
      log.mark("source", 0, aborted ? "abort" : "commit", time.nowMs());
      if (!aborted) wanted.set(key, (wanted.get(key) ?? 0) + 1);
      await time.sleep(random.below(200));
    }
  }

  async function disturb(): Promise<void> {
    let names = 0;
    const begin = async (): Promise<Host> => {
      const host = kafka.host(`w${names++}`);
      countingWorker(host, safe, failed).catch(failed);
      return host;
    };
    const hosts = [await begin(), await begin()];
    for (let i = 0; i < 6; i++) {
      await time.sleep(300 + random.below(2_500));
      const which = random.below(hosts.length);
      const what = random.below(4);
      if (what === 0) {
        hosts[which]!.kill();
        hosts[which] = await begin();
      } else if (what === 1) {
        hosts[which]!.pause();
        await time.sleep(random.below(6_000));
        hosts[which]!.resume();
      } else if (what === 2) {
        kafka.down(random.below(1_500));
        if (random.chance(0.5)) kafka.state.groups.forgetOffsets("counters");
      } else if (hosts.length < 3) hosts.push(await begin());
    }
    trouble.on = false;
    await begin();
  }

  const committed = (topic: string, partition: number): WireRecord[] => {
    const log = kafka.state.log({ topic, partition });
    const { records: messages, aborted: abortedTransactions } = log.read(0, true, 1e6);
    const rest = { highWatermark: "", lastStableOffset: "", lastStartOffset: "", errorCode: 0 };
    return visible({ ...rest, partition, messages, abortedTransactions }, true);
  };
  const position = (partition: number): number => {
    const said = committed("state", partition).filter(({ key }) => String(key) === "offset");
    return Number(said.at(-1)?.value ?? 0);
  };
  const partitions = [...Array(PARTITIONS).keys()];
  const done = (): boolean =>
    partitions.every((p) => position(p) === kafka.state.log({ topic: "in", partition: p }).end);

  async function all(): Promise<void> {
    await Promise.all([feed(), disturb()]);
    for (let tries = 0; tries < 600 && !done(); tries++) await time.sleep(100);
    if (!done()) wrong.push("it does not end");
    await time.sleep(3_000);
  }
  await time.until(all());

  const seen = new Map<string, string[]>();
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const log = kafka.state.log({ topic: "out", partition });
    if (log.stable !== log.end) wrong.push(`out-${partition} has an open transaction`);
    for (const { key, value } of committed("out", partition)) {
      const name = String(key);
      seen.set(name, [...(seen.get(name) ?? []), String(value)]);
    }
  }
  for (const [key, count] of wanted) {
    const told = (seen.get(key) ?? []).join(" ");
    const want = Array.from({ length: count }, (_, i) => i + 1).join(" ");
    if (told !== want) wrong.push(`${key}: ${told} instead of ${want}`);
  }
  return { wrong, met };
}

describe("a counting task under random faults", () => {
  it("counts every record once, in order, and ends", async () => {
    const met = new Map<Fate, number>();
    for (let seed = 1; seed <= SCHEDULES; seed++) {
      const outcome = await schedule(seed, ALL);
      expect({ seed, wrong: outcome.wrong }).toEqual({ seed, wrong: [] });
      for (const [fate, times] of outcome.met) met.set(fate, (met.get(fate) ?? 0) + times);
    }
    expect(met.size).toBe(4);
  });

  it("is the same in every run of a seed", async () => {
    expect(await schedule(7, ALL)).toEqual(await schedule(7, ALL));
  });

  for (const safeguard of Object.keys(ALL) as (keyof Safeguards)[]) {
    it(`finds out when there is no ${safeguard}`, async () => {
      for (let seed = 1; seed <= 20 * SCHEDULES; seed++) {
        const { wrong } = await schedule(seed, { ...ALL, [safeguard]: false });
        if (wrong.length > 0) return;
      }
      expect.unreachable(`${safeguard} is not missed`);
    });
  }
});
