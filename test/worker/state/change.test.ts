import { describe, expect, it } from "vitest";
import { compile } from "../../../src/compile.ts";
import { load } from "../../../src/machine/machine.ts";
import { migration } from "../../../src/plan/migrate.ts";
import { planOf } from "../../../src/plan/plan.ts";
import { patternRunner } from "../../../src/stream/pattern-runner.ts";
import { change } from "../../../src/worker/state/change.ts";
import { StateBytes } from "../../../src/worker/state/state-bytes.ts";
import { survey } from "../../../src/worker/state/survey.ts";
import type { WorkerPattern } from "../../../src/worker/task/pattern.ts";
import type { Worker } from "../../../src/worker/view.ts";
import { shown } from "../../support/kept.ts";
import { VISITS } from "../patterns.ts";
import { type Fed, lines, partsOf, type Rig, rig, START_MS, stored } from "../rig.ts";

const only = (text: string) =>
  compile({ main: { name: "visits.pda", text }, load: () => null }).patterns[0]!;

const OLD = only(VISITS);
const NEW = only(
  VISITS.replace("state looking", "state reading")
    .replaceAll("-> looking", "-> reading")
    .replace("session gap 60s", "session gap 90s")
    .replace("remember total", "remember looks: integer = 7\n  remember total")
    .replace("emits over { total", "emits over { looks: integer, total")
    .replace("emit over { total", "emit over { looks, total"),
);
const planned = planOf(OLD, NEW, new Map([["reading", "looking"]]));
const plan = planned.kind === "plan" ? planned.plan : null;

function onBytes({ automaton }: typeof OLD): WorkerPattern {
  const machine = load(automaton);
  const bytes = new StateBytes(machine);
  return {
    ...{ machine, vocabulary: 0, runner: (listener) => patternRunner(machine, listener) },
    encode: (state) => bytes.encode(state),
    decode: (key, state) => bytes.decode(key, state),
  };
}

const CHANGELOG = { topic: "app-changelog", partition: 0 };
const OPTIONS = { app: "app", changelog: CHANGELOG.topic, transactionTimeoutMs: 3_000 };

function workerOf(one: Rig, name: string, pattern: WorkerPattern): Worker {
  const host = one.host(name);
  return one.work(host, { parts: partsOf(host, [pattern]) });
}

async function worked(one: Rig, worker: Worker): Promise<void> {
  const { end } = one.kafka.state.log({ topic: "in", partition: 0 });
  await one.until(() => stored(one.kafka, 0).meta?.positions[0]?.[1] === end);
  await one.time.until(worker.stop());
  await one.time.pass(1000);
}

const look = (visitor: string, second: number): Fed => ({
  ...{ visitor, ts: START_MS + second * 1000, type: "look" },
  ...{ id: `${visitor}-${second}`, page: `p${second}` },
});

describe("a changed pattern with sessions open", () => {
  it("is carried over in the changelog, and only the new pattern goes on", async () => {
    expect(plan?.policy).toBe("map");
    const one = rig();
    const [before, after] = [onBytes(OLD), onBytes(NEW)];
    one.feed(0, [look("ann", 0), look("bob", 1), look("ann", 2)]);
    await worked(one, workerOf(one, "old", before));
    const { transport, clock } = one.host("operator");
    const was = await one.time.until(survey(transport, CHANGELOG));

    const changed = change({ transport, clock }, CHANGELOG, [plan!], OPTIONS);
    expect(await one.time.until(changed)).toBe(2);
    await one.time.pass(1000);
    const is = await one.time.until(survey(transport, CHANGELOG));
    const carry = migration(plan!);
    for (const { key, bytes } of was.states) {
      const carried = is.states.find((state) => state.key === key)!;
      const want = carry(before.decode(key, bytes));
      expect(shown(after.decode(key, carried.bytes))).toBe(shown(want));
    }

    const again = change({ transport, clock }, CHANGELOG, [plan!], OPTIONS);
    expect(await one.time.until(again)).toBe(0); // said twice, done once

    const refused = workerOf(one, "old again", before);
    await one.until(() => refused.tasks().some(({ stop }) => stop?.reason === "pattern changed"));
    await one.time.until(refused.stop());

    const told = lines(one.kafka, "out", 0).length;
    const rest = [look("ann", 70), look("cid", 400)]; // ann's session would be over with the old gap
    one.feed(0, rest);
    await worked(one, workerOf(one, "new", after));
    const since = lines(one.kafka, "out", 0).slice(told);
    // Ann's session goes on by the new gap, and its end is told as the new pattern tells it.
    const seen = since.find((line) => line.startsWith('{"id":"visits/ann/ann-70/saw/1"'));
    expect(seen).toContain('"session":"visits/ann/ann-0"');
    const over = since.find((line) => line.startsWith('{"id":"visits/ann/ann-0~end/over/1"'));
    expect(over).toContain('"data":{"looks":7,"total":0,"pages":3}');
    expect(stored(one.kafka, 0).states.has("cid")).toBe(true);
  });

  it("leaves a task alone that has never begun", async () => {
    const one = rig();
    const { transport, clock } = one.host("operator");
    const changed = change({ transport, clock }, CHANGELOG, [plan!], OPTIONS);
    expect(await one.time.until(changed)).toBeNull();
  });
});
