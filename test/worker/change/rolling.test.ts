import { describe, expect, it } from "vitest";
import { planReset, reset } from "../../../src/worker/state/reset.ts";
import { survey } from "../../../src/worker/state/survey.ts";
import { VISITS } from "../patterns.ts";
import { committed, type Rig, rig, stored } from "../rig.ts";
import { PARTITIONS, traffic } from "./crash.ts";
import { type Made, oracle } from "./oracle.ts";
import { LONGER, machineOf, OLD, only, RENAMED, stepOf, WITHOUT } from "./patterns.ts";
import { announced, caughtUp, look, switchesOf, toldOf, workerOf } from "./run.ts";

const MAP = stepOf(OLD, RENAMED, "map");
const STRANGER = only(VISITS.replace("session gap 60s", "session gap 7s"));

const stopsIn = ({ news }: Rig) => news.flatMap((one) => (one.kind === "stopped" ? [one] : []));
const madeBy = (one: Rig, number: number, partitions: number): boolean =>
  Array.from({ length: partitions }, (_, p) => p).every(
    (p) => stored(one.kafka, p).meta?.changed?.number === number,
  );

function judge(one: Rig, partitions: number, changes: readonly Omit<Made, "at">[]): void {
  const all = Array.from({ length: partitions }, (_, p) => p);
  const told = new Map(all.flatMap((p) => [...toldOf(one, p)]));
  for (const p of all) {
    const made = switchesOf(one, p).map(([number, at]) => ({ ...changes[number - 1]!, at }));
    expect(made).toHaveLength(changes.length);
    const from = { topic: "in", partition: p };
    const want = oracle(committed(one.kafka, "in", p), machineOf(OLD), made, from, 5_000);
    for (const [key, lines] of want.lines) expect(told.get(key), key).toEqual(lines);
  }
}

describe("old and new workers side by side", () => {
  it("share tasks while the one kind gives way to the other, and nobody is refused", async () => {
    const one = rig({ partitions: PARTITIONS });
    const bursts = Array.from({ length: PARTITIONS }, (_, p) => traffic(7, p, 18));
    const feed = (at: number): void => {
      for (const [p, of] of bursts.entries()) one.feed(p, of[at]!);
    };
    const olds = [workerOf(one, one.host("o1"), [OLD]), workerOf(one, one.host("o2"), [OLD])];
    for (let burst = 0; burst < 5; burst++) {
      feed(burst);
      await one.time.pass(400);
    }
    await one.until(() => caughtUp(one, PARTITIONS));
    await one.time.until(announced(one, [MAP]));
    const first = workerOf(one, one.host("n1"), [RENAMED]);
    for (let burst = 5; burst < 9; burst++) {
      feed(burst);
      await one.time.pass(400);
    }
    await one.time.until(olds[0]!.stop());
    const second = workerOf(one, one.host("n2"), [RENAMED]);
    for (let burst = 9; burst < 13; burst++) {
      feed(burst);
      await one.time.pass(400);
    }
    await one.time.until(olds[1]!.stop());
    for (let burst = 13; burst < 18; burst++) {
      feed(burst);
      await one.time.pass(400);
    }
    await one.until(() => caughtUp(one, PARTITIONS));
    await one.time.until(Promise.all([first.stop(), second.stop()]));
    await one.time.pass(3_000);
    expect(stopsIn(one)).toEqual([]);
    judge(one, PARTITIONS, [{ to: machineOf(RENAMED), policy: "keep", mapping: RENAMED.mapping }]);
  });

  it("make change after change, also while old sessions are still ending", async () => {
    const one = rig();
    const [bursts] = [traffic(11, 0, 24)];
    const worker = workerOf(one, one.host("w"), [OLD]);
    const steps = [
      stepOf(OLD, WITHOUT, "drain"),
      stepOf(WITHOUT, OLD, "drain"),
      stepOf(OLD, LONGER, "keep"),
      stepOf(LONGER, WITHOUT, "reset"),
    ];
    for (const [at, burst] of bursts.entries()) {
      one.feed(0, burst);
      await one.until(() => caughtUp(one, 1));
      if (at % 5 !== 4 || at > 20) continue;
      const said = await one.time.until(announced(one, [steps[(at - 4) / 5]!]));
      expect(said.kind).toBe("announced");
      await one.until(() => madeBy(one, (at - 4) / 5 + 1, 1));
    }
    const { meta } = stored(one.kafka, 0);
    expect(meta?.patterns).toEqual([["visits", machineOf(WITHOUT).version]]);
    expect(meta?.draining).toBeUndefined();
    await one.time.until(worker.stop());
    await one.time.pass(2_000);
    judge(one, 1, [
      { to: machineOf(WITHOUT), policy: "drain" },
      { to: machineOf(OLD), policy: "drain" },
      { to: machineOf(LONGER), policy: "keep" },
      { to: machineOf(WITHOUT), policy: "reset" },
    ]);
  });

  it("go on as they are where one cannot make the change, and say why", async () => {
    const one = rig();
    const worker = workerOf(one, one.host("w"), [OLD], {
      parts: { equip: () => ({ kind: "cannot", why: "its output has no topic" }) },
    });
    one.feed(0, [look("ann", 0)]);
    await one.until(() => caughtUp(one, 1));
    await one.time.until(announced(one, [MAP]));
    await one.until(() => one.news.some(({ kind }) => kind === "change waits"));
    one.feed(0, [look("ann", 5)]);
    await one.until(() => caughtUp(one, 1));
    const other = workerOf(one, one.host("n"), [RENAMED]); // which can
    await one.time.until(worker.stop());
    await one.until(() => madeBy(one, 1, 1));
    await one.time.until(other.stop());
    expect(one.news.filter(({ kind }) => kind === "change waits")).toHaveLength(1);
    expect(stopsIn(one)).toEqual([]);
  });
});

describe("a task that begins anew", () => {
  it("does not make changes once more that it stands behind", async () => {
    const one = rig();
    const worker = workerOf(one, one.host("w"), [OLD]);
    one.feed(0, [look("ann", 0), look("bob", 1)]);
    await one.until(() => caughtUp(one, 1));
    await one.time.until(announced(one, [stepOf(OLD, WITHOUT, "drain")]));
    await one.until(() => madeBy(one, 1, 1));
    await one.time.until(worker.stop());
    await one.time.pass(1_000);
    const { transport } = one.host("operator");
    const found = await one.time.until(survey(transport, { topic: "app-changelog", partition: 0 }));
    const options = {
      ...{ app: "app", inputs: ["in"], changelog: "app-changelog", edge: "earliest" as const },
      ...{ patterns: null, vocabularies: null, partitions: 1, transactionTimeoutMs: 3_000 },
    };
    const anew = await one.time.until(planReset(transport, found, options));
    expect(anew.keys).toBe(2);
    await one.time.until(reset(transport, anew, options));
    const again = workerOf(one, one.host("n"), [WITHOUT]);
    await one.time.pass(1_000);
    await one.until(() => caughtUp(one, 1));
    await one.time.until(again.stop());
    expect(stopsIn(one)).toEqual([]);
    const { meta, states } = stored(one.kafka, 0);
    expect(meta?.changed?.number).toBe(1);
    expect(meta?.draining).toBeUndefined();
    expect([...states.keys()].sort()).toEqual(["ann", "bob"]);
  });
});

describe("what is refused", () => {
  it("a worker whose pattern is neither what runs nor announced, before it takes a task", async () => {
    const one = rig();
    const worker = workerOf(one, one.host("w"), [OLD]);
    one.feed(0, [look("ann", 0)]);
    await one.until(() => caughtUp(one, 1));
    await one.time.until(announced(one, [MAP]));
    await one.until(() => madeBy(one, 1, 1));
    const generations = one.news.filter(({ kind }) => kind === "assigned").length;
    for (const pattern of [STRANGER, OLD]) {
      const refused = workerOf(one, one.host(`refused ${pattern === OLD}`), [pattern]);
      const how = await one.time.until(refused.ended);
      expect(how).toMatchObject({ kind: "stopped", stop: { reason: "pattern changed" } });
      expect(how.kind === "stopped" ? how.stop.message : "").toContain("which is not announced");
    }
    expect(one.news.filter(({ kind }) => kind === "assigned")).toHaveLength(generations);
    expect(stopsIn(one)).toEqual([]);
    await one.time.until(worker.stop());
  });

  it("one that comes before its pattern is announced; the others go on", async () => {
    const one = rig();
    const worker = workerOf(one, one.host("w"), [OLD]);
    one.feed(0, [look("ann", 0)]);
    await one.until(() => caughtUp(one, 1));
    const early = workerOf(one, one.host("early"), [RENAMED]);
    await one.time.pass(3_000);
    await one.time.until(worker.stop());
    const how = await one.time.until(early.ended);
    expect(how).toMatchObject({ kind: "stopped", stop: { reason: "pattern changed" } });
    expect(stored(one.kafka, 0).meta?.patterns).toEqual([["visits", machineOf(OLD).version]]);
  });

  it("a change from what does not run, or of what nobody runs; said twice it is said once", async () => {
    const one = rig();
    const none = await one.time.until(announced(one, [MAP]));
    expect(none).toMatchObject({ kind: "refused" });
    expect(none.kind === "refused" ? none.why : "").toContain("has ever begun");
    const worker = workerOf(one, one.host("w"), [OLD]);
    one.feed(0, [look("ann", 0)]);
    await one.until(() => caughtUp(one, 1));
    const other = await one.time.until(announced(one, [stepOf(LONGER, RENAMED, "drain")]));
    expect(other.kind === "refused" ? other.why : "").toContain("the old file has visits");
    expect(one.kafka.state.topics.has("app-control")).toBe(false); // nothing was touched
    expect((await one.time.until(announced(one, [stepOf(OLD, OLD, "keep")]))).kind).toBe("refused");
    expect((await one.time.until(announced(one, [MAP]))).kind).toBe("announced");
    expect((await one.time.until(announced(one, [MAP]))).kind).toBe("already");
    await one.until(() => madeBy(one, 1, 1));
    const plan = await one.time.until(worker.plan());
    expect(plan.announced).toMatchObject({ change: 1, made: 1, of: 1 });
    expect(plan.tasks).toMatchObject([
      { task: 0, change: 1, at: [`in-0@${switchesOf(one, 0)[0]![1]}`] },
    ]);
    await one.time.until(worker.stop());
  });
});
