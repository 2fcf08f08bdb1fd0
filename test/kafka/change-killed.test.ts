import { rm } from "node:fs/promises";
import { afterAll, expect, it } from "vitest";
import { wallClock } from "../../src/worker/clock.ts";
import { announce } from "../../src/worker/control/announce.ts";
import { tails } from "../../src/worker/control/tail.ts";
import { readKey } from "../../src/worker/task/changelog-keys.ts";
import type { StoredMessage } from "../../src/worker/transport.ts";
import {
  OPERATOR_POINTS,
  PARTITIONS,
  type Point,
  traffic,
  WORKER_POINTS,
} from "../worker/change/crash.ts";
import { type Made, oracle } from "../worker/change/oracle.ts";
import { machineOf, stepOf } from "../worker/change/patterns.ts";
import { addresses, fresh, records, transportTo } from "./broker.ts";
import { bundled, bundleFolder } from "./bundled.ts";
import { Crew } from "./change/crew.ts";
import {
  announcingOf,
  inputOf,
  optionsOf,
  outputOf,
  PATTERNS,
  type PatternName,
} from "./change/setting.ts";

/** Mapped to the new names, then drained back to the old, and again: each worker has one of the two files. */
const TURNS: readonly PatternName[] = ["OLD", "RENAMED"];
const POINTS: readonly Point[] = [...WORKER_POINTS, ...OPERATOR_POINTS];
const nameAt = (change: number): PatternName => TURNS[change % TURNS.length]!;

const BURSTS = 3_000;
const EVERY_MS = 100;
const DISORDER_MS = 5_000;

const transport = transportTo();
const folder = await bundleFolder();
const app = fresh("killed");
const { changelog, deadLetters } = optionsOf(app);
const file = await bundled("test/kafka/change/process.ts", folder);
const crew = new Crew(file, addresses().join(","), app);
// Also where a signal ends us.
process.once("exit", () => crew.killAll());
afterAll(async () => {
  crew.killAll();
  await transport.close();
  await rm(folder, { recursive: true });
});

/** Writes until it is told to stop. */
function feeding(): { stop(): Promise<void> } {
  let stopped = false;
  const bursts = Array.from({ length: PARTITIONS }, (_, p) => traffic(7, p, BURSTS));
  const over = (async () => {
    const producer = await transport.openTask({
      transactionalId: fresh("feed"),
      transactionTimeoutMs: 20_000,
    });
    for (let burst = 0; burst < BURSTS && !stopped; burst++) {
      producer.begin();
      for (const [partition, of] of bursts.entries()) {
        const messages = of[burst]!.map((record) => ({
          key: Buffer.from(record.visitor),
          value: Buffer.from(JSON.stringify(record)),
          ...{ headers: [], timestampMs: record.ts },
        }));
        await producer.send({ topic: inputOf(app), partition }, messages);
      }
      await producer.commit();
      await wallClock.sleep(EVERY_MS);
    }
    await producer.close();
  })();
  over.catch(() => {}); // told where it is waited for
  return {
    stop() {
      stopped = true;
      return over;
    },
  };
}

const made = async (change: number): Promise<boolean> =>
  (await tails(transport, changelog, PARTITIONS)).every((meta) => meta?.changed?.number === change);

/** The change is announced, and whoever comes to the point is killed; another begins. */
async function killedIn(change: number, point: Point): Promise<void> {
  const [from, to] = [nameAt(change - 1), nameAt(change)];
  const step = stepOf(PATTERNS[from], PATTERNS[to]);
  const say = () => announce({ transport, clock: wallClock }, [step], announcingOf(app));
  const ofOperator = OPERATOR_POINTS.some((one) => one === point);
  const victim = await crew.arm(point, ofOperator ? crew.begin(from, to) : undefined);
  if (!ofOperator) expect((await say()).kind).toBe("announced");
  expect(await victim.ended, point).toBe("SIGKILL");
  if (ofOperator) expect(["announced", "already"]).toContain((await say()).kind);
  // With the new file: one that comes with the old when every task has changed is refused, and should be.
  else crew.begin(to);
  await crew.until(`change ${change}`, () => made(change));
  await crew.until("three to work", () => crew.atWork === 3);
}

const textOf = ({ key }: StoredMessage): string => String(Buffer.from(key ?? []));

async function outputsByKey(): Promise<Map<string, string[]>> {
  const told = new Map<string, string[]>();
  for (let partition = 0; partition < PARTITIONS; partition++)
    for (const message of await records(transport, { topic: outputOf(app), partition })) {
      const lines = told.get(textOf(message)) ?? [];
      told.set(textOf(message), lines);
      lines.push(String(Buffer.from(message.value ?? [])));
    }
  return told;
}

/** Of one partition: what an oracle gives that switches where the changelog says. */
async function judge(
  partition: number,
  changes: number,
  told: ReadonlyMap<string, string[]>,
): Promise<void> {
  const written = await records(transport, { topic: changelog, partition });
  const switches = written.flatMap(({ key, value }) => {
    const read = key === null ? null : readKey(key);
    if (read?.kind !== "change" || value === null) return [];
    const { at } = JSON.parse(String(Buffer.from(value))) as { at: [string, number][] };
    return [{ number: read.number, at: at[0]![1] }];
  });
  const numbers = Array.from({ length: changes }, (_, i) => i + 1);
  expect(switches.map(({ number }) => number)).toEqual(numbers); // once each, whoever was killed
  const mades = switches.map(({ number, at }): Made => {
    const [from, to] = [PATTERNS[nameAt(number - 1)], PATTERNS[nameAt(number)]];
    const { policy } = stepOf(from, to);
    const goesOn = policy === "map" || policy === "keep" ? "keep" : policy;
    return { at, to: machineOf(to), policy: goesOn, mapping: to.mapping };
  });
  const at = { topic: inputOf(app), partition };
  const input = await records(transport, at);
  const want = oracle(input, machineOf(PATTERNS.OLD), mades, at, DISORDER_MS);
  for (const key of new Set([...want.lines.keys(), ...told.keys()]))
    if (key.startsWith(`${partition}-`))
      expect(told.get(key) ?? [], key).toEqual(want.lines.get(key) ?? []);
  const open = new Set<string>();
  for (const { key, value } of written) {
    const read = key === null ? null : readKey(key);
    if (read?.kind !== "state") continue;
    if (value === null) open.delete(`${read.pattern} ${read.key}`);
    else open.add(`${read.pattern} ${read.key}`);
  }
  const openNow = new Set([...open].map((slot) => slot.slice(slot.lastIndexOf(" ") + 1)));
  expect([...openNow].sort()).toEqual([...new Set([...want.open.values()].flat())].sort());
  expect(await records(transport, { topic: deadLetters, partition })).toHaveLength(want.failed);
}

it("a pattern changes under three workers and traffic, and at each step of a change one of them is killed, or the operator", {
  timeout: 600_000,
}, async () => {
  const topics = [inputOf(app), outputOf(app), changelog, deadLetters];
  await transport.admin.createTopics(topics.map((topic) => ({ topic, partitions: PARTITIONS })));
  const feed = feeding();
  for (let worker = 0; worker < 3; worker++) crew.begin("OLD");
  const begun = async (): Promise<boolean> =>
    (await tails(transport, changelog, PARTITIONS)).every((meta) => meta !== null);
  await crew.until("all to work", async () => crew.atWork === 3 && (await begun()));
  for (const [at, point] of POINTS.entries()) await killedIn(at + 1, point);
  await feed.stop();
  await crew.until("the rest", async () => {
    const metas = await tails(transport, changelog, PARTITIONS);
    const ends = await Promise.all(
      metas.map((_, partition) =>
        transport.admin.offset({ topic: inputOf(app), partition }, "latest", "committed"),
      ),
    );
    return metas.every((meta, partition) => meta?.positions[0]?.[1] === ends[partition]);
  });
  await crew.stop();
  expect(crew.complaints).toEqual([]);
  const told = await outputsByKey();
  expect([...told.values()].flat().length).toBeGreaterThan(POINTS.length);
  for (let partition = 0; partition < PARTITIONS; partition++)
    await judge(partition, POINTS.length, told);
});
