import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Store } from "../../../src/worker/store/store.ts";
import { type Pair, pairs } from "../../plan/golden.ts";
import { committed, type Fed, rig, START_MS, stored } from "../rig.ts";
import { MemoryDisk } from "../store/memory-shelves.ts";
import { oracle } from "./oracle.ts";
import { machineOf, planned } from "./patterns.ts";
import { announced, caughtUp, switchesOf, toldOf, workerOf } from "./run.ts";

const RUNS = Number(process.env.RUNS ?? 2);
const carrying = pairs().filter(({ old, fresh }) =>
  ["keep", "map"].includes(planned(old, fresh).policy),
);

/** Events of a few visitors; times run on, now and then by much. */
const logs = fc.array(
  fc.record({
    who: fc.constantFrom("v1", "v2", "v3", "v4"),
    type: fc.constantFrom("search", "view", "view", "cart", "cart", "buy"),
    wait: fc.constantFrom(0, 1_000, 60_000, 2 * 60_000, 9 * 60_000, 25 * 60_000),
    word: fc.constantFrom("a", "b"),
    priced: fc.boolean(),
  }),
  { minLength: 8, maxLength: 60 },
);

function recordsOf(log: typeof logs extends fc.Arbitrary<infer T> ? T : never): readonly Fed[] {
  let ts = START_MS;
  return log.map(({ who, type, wait, word, priced }) => {
    ts += wait;
    const fields: Readonly<Record<string, string | number>> = {
      search: { term: word },
      view: { product: word, ...(priced ? { price: "9.95" } : {}) },
      cart: { product: word, count: 2 },
      buy: { amount: "19.99" },
    }[type]!;
    return { visitor: who, who, ts, type, ...fields };
  });
}

/** One prefix on the old pattern and the rest on the new, through a worker. */
async function play(
  { old, fresh }: Pair,
  records: readonly Fed[],
  cut: number,
  onDisk: boolean,
): Promise<number> {
  const one = rig();
  const store = new Store(new MemoryDisk().shelves(), 1);
  const worker = workerOf(one, one.host("w"), [old], { parts: onDisk ? { store } : {} });
  one.feed(0, records.slice(0, cut));
  await one.until(() => caughtUp(one, 1));
  const open = stored(one.kafka, 0).states.size;
  const { from, to, policy, names } = planned(old, fresh);
  const said = await one.time.until(announced(one, [{ from, to, policy, names }]));
  if (said.kind === "refused") {
    // Nothing but the layout differs: to a worker it is the same pattern.
    expect(machineOf(old).version).toBe(machineOf(fresh).version);
    await one.time.until(worker.stop());
    return 1;
  }
  await one.until(() => one.news.some(({ kind }) => kind === "changed"));
  one.feed(0, records.slice(cut));
  await one.until(() => caughtUp(one, 1));
  await one.time.until(worker.stop());
  await one.time.pass(1_000);
  const [[, at] = [0, 0]] = switchesOf(one, 0);
  const made = { at, to: machineOf(fresh), policy: "keep", mapping: fresh.mapping } as const;
  const from0 = { topic: "in", partition: 0 };
  const want = oracle(committed(one.kafka, "in", 0), machineOf(old), [made], from0, 5_000);
  expect(want.failed).toBe(0);
  expect(committed(one.kafka, "app-dead", 0)).toEqual([]);
  expect(toldOf(one, 0)).toEqual(want.lines);
  return open;
}

describe("sessions that a worker carries over", () => {
  it.each(carrying.map((pair) => [pair.name, pair] as const))(
    "go on as a plain migration has them, and no step fails: %s",
    async (_, pair) => {
      let moved = 0;
      await fc.assert(
        fc.asyncProperty(logs, fc.nat(60), fc.boolean(), async (log, at, onDisk) => {
          const records = recordsOf(log);
          moved += await play(pair, records, Math.max(1, at % records.length), onDisk);
        }),
        { seed: 5, numRuns: RUNS },
      );
      expect(moved).toBeGreaterThan(0);
    },
  );
});
