import { describe, expect, it } from "vitest";
import type { Policy } from "../../../src/plan/finding.ts";
import { committed, type Rig, rig, stored } from "../rig.ts";
import { type Made, oracle } from "./oracle.ts";
import { type Compiled, LONGER, machineOf, OLD, RENAMED, stepOf, WITHOUT } from "./patterns.ts";
import { announced, buy, caughtUp, look, switchesOf, toldOf, workerOf } from "./run.ts";

const BEFORE = [look("ann", 0), look("bob", 1), look("ann", 4), buy("bob", 12, 3), look("cid", 20)];
const AFTER = [
  look("ann", 45), // by the old gap her session would be over at 64
  look("dan", 50),
  buy("ann", 70, 4),
  look("bob", 75),
  look("ann", 150),
  look("eve", 158),
  look("dan", 500),
];

async function play(
  to: Compiled,
  policy: Policy,
): Promise<{ readonly one: Rig; readonly want: ReturnType<typeof oracle> }> {
  const one = rig();
  const worker = workerOf(one, one.host("w"), [OLD]);
  one.feed(0, BEFORE);
  await one.until(() => caughtUp(one, 1));
  const outcome = await one.time.until(announced(one, [stepOf(OLD, to, policy)]));
  expect(outcome.kind).toBe("announced");
  await one.until(() => one.news.some(({ kind }) => kind === "changed"));
  one.feed(0, AFTER);
  await one.until(() => caughtUp(one, 1));
  one.feed(0, [look("eve", 501)]); // in a chunk of its own
  await one.until(() => caughtUp(one, 1));
  await one.time.until(worker.stop());
  await one.time.pass(1000);
  const [[number, at] = [0, 0], ...more] = switchesOf(one, 0);
  expect([number, more]).toEqual([1, []]);
  const made: Made = {
    ...{ at, to: machineOf(to), mapping: to.mapping },
    policy: policy === "map" ? "keep" : policy,
  };
  const from = { topic: "in", partition: 0 };
  const want = oracle(committed(one.kafka, "in", 0), machineOf(OLD), [made], from, 5_000);
  expect(toldOf(one, 0)).toEqual(want.lines);
  return { one, want };
}

describe("a change that is announced to a worker while it runs", () => {
  it("keeps open sessions, where that is safe", async () => {
    const { one, want } = await play(LONGER, "keep");
    expect(want.failed).toBe(0);
    const { meta, states } = stored(one.kafka, 0);
    expect(meta?.patterns).toEqual([["visits", machineOf(LONGER).version]]);
    expect(meta?.changed?.number).toBe(1);
    expect([...states.keys()].sort()).toEqual(want.open.get(machineOf(LONGER).version));
  });

  it("carries them over under new names", async () => {
    const { one } = await play(RENAMED, "map");
    const over = toldOf(one, 0)
      .get("ann")!
      .find((line) => line.includes("~end/over"));
    expect(over).toContain('"data":{"looks":7,"total":4,"pages":3}');
  });

  it("drains them: they end on the old automaton, new ones begin on the new, in one task", async () => {
    const { one, want } = await play(WITHOUT, "drain");
    const lines = [...toldOf(one, 0).values()].flat();
    const told = (version: string) => lines.filter((line) => line.includes(version)).length;
    expect(told(machineOf(OLD).version)).toBeGreaterThan(3);
    expect(told(machineOf(WITHOUT).version)).toBeGreaterThan(2);
    // All old sessions are over: the task's record names the new pattern only.
    expect(want.open.get(machineOf(OLD).version)).toEqual([]);
    expect(stored(one.kafka, 0).meta?.draining).toBeUndefined();
  });

  it("gives them up, where that is asked for", async () => {
    const { one } = await play(LONGER, "reset");
    const ann = toldOf(one, 0).get("ann")!;
    expect(ann.filter((line) => line.includes('"session":"visits/ann/ann-0"'))).toHaveLength(2);
  });
});
