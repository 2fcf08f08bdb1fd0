import { describe, expect, it } from "vitest";
import { createTopic } from "../../src/worker/model/broker.ts";
import { scripted } from "../../src/worker/model/faults.ts";
import type { Host } from "../../src/worker/model/kafka.ts";
import type { News, StopReason, TaskPhase } from "../../src/worker/news.ts";
import { onTwin, visitsMachine } from "./patterns.ts";
import {
  type Changes,
  committed,
  type Fed,
  lines,
  type Rig,
  rig,
  START_MS,
  stored,
  undisturbed,
} from "./rig.ts";

/** The failure matrix, point by point, on the model. */
const pattern = onTwin(visitsMachine());
const parts = { patterns: [pattern] };
const IN = { topic: "in", partition: 0 };

const records = (from: number, to: number): Fed[] =>
  Array.from({ length: to - from }, (_, i) => ({
    ...{ visitor: `v${(from + i) % 3}`, ts: START_MS + (from + i) * 7_000 },
    ...{ type: "look", id: `e${from + i}`, page: `p${i % 4}` },
  }));

const end = ({ kafka }: Rig): number => kafka.state.log(IN).end;
const position = ({ kafka }: Rig): number => stored(kafka, 0).meta?.positions[0]?.[1] ?? -1;
const caughtUp = (of: Rig) => (): boolean => position(of) === end(of);

/** All is as if nothing had happened. */
function asUndisturbed(of: Rig): void {
  const want = undisturbed(committed(of.kafka, "in", 0), pattern, IN, 5_000);
  expect(lines(of.kafka, "out", 0)).toEqual(want.lines);
  expect(stored(of.kafka, 0).states).toEqual(want.states);
  expect(of.kafka.state.transactions.undecided()).toEqual([]);
}

/** A worker that has done ten records, and something that happens when its task comes to a phase. */
async function struckAt(
  phase: TaskPhase,
  strike: (host: Host, of: Rig) => void,
  changes: Changes = {},
): Promise<Rig> {
  const script = scripted();
  const of = Object.assign(rig({ faults: script }), { script });
  let armed = false;
  of.feed(0, records(0, 10));
  const host = of.host("first");
  of.work(host, {
    ...{ parts, ...changes },
    tell(news) {
      if (!armed || news.kind !== "phase" || news.phase !== phase) return;
      armed = false;
      strike(host, of);
    },
  });
  await of.until(caughtUp(of));
  armed = true;
  of.feed(0, records(10, 20));
  await of.until(() => !armed);
  return of;
}

async function goesOn(of: Rig): Promise<void> {
  await of.until(caughtUp(of));
  of.feed(0, records(20, 30));
  await of.until(caughtUp(of));
  await of.time.pass(2_000);
  asUndisturbed(of);
}

const told = (of: Rig, kind: News["kind"]): number => of.news.filter((n) => n.kind === kind).length;
const reasons = (of: Rig): StopReason[] =>
  of.news.flatMap((n) => (n.kind === "stopped" ? [n.stop.reason] : []));

describe("the failure matrix", () => {
  const killedAt: readonly [string, TaskPhase][] = [
    ["P1 stepped, nothing sent", "sending"],
    ["P2 some of it sent", "sent"],
    ["P3 all sent but the group's positions", "positions"],
    ["P5 committed, not taken over", "committed"],
  ];
  for (const [point, phase] of killedAt) {
    it(`${point}: the next owner does what is not done, and nothing else`, async () => {
      const of = await struckAt(phase, (host) => host.kill());
      of.work(of.host("second"), { parts });
      await goesOn(of);
    });
  }

  for (const fate of ["lost", "unheard"] as const) {
    it(`P4 the commit is ${fate}: thrown away, taken over anew, read back`, async () => {
      const of = await struckAt("committing", (_, at) => script(at).next("endTxn", fate));
      await goesOn(of);
      expect(of.news).toContainEqual(
        expect.objectContaining({ kind: "failed", failure: "unknown" }),
      );
      expect(told(of, "restored")).toBe(2);
    });
  }

  it("P7 stands still beyond its time and wakes: it is fenced, and commits nothing", async () => {
    const of = await struckAt("positions", (host, at) => {
      host.pause();
      at.time.at(at.time.nowMs() + 8_000, () => host.resume());
    });
    of.work(of.host("second"), { parts });
    await goesOn(of);
    await of.time.pass(10_000);
    asUndisturbed(of);
    expect(of.news).toContainEqual(expect.objectContaining({ kind: "failed", failure: "fenced" }));
  });

  it("P8 another joins within a chunk: it is finished first", async () => {
    const of = await struckAt("sending", (_, at) => void at.work(at.host("second"), { parts }));
    await goesOn(of);
    expect(of.news.some((n) => n.kind === "failed")).toBe(false);
  });

  for (const fate of ["lost", "unheard", "moved", "twice"] as const) {
    it(`P9 a write is ${fate}: once in the log`, async () => {
      const of = await struckAt("sending", (_, at) => script(at).next("produce", fate));
      await goesOn(of);
    });
  }

  it("P10 the coordinator moves at the commit: asked again where it is", async () => {
    const of = await struckAt("committing", (_, at) => script(at).next("endTxn", "moved"));
    await goesOn(of);
    expect(told(of, "failed")).toBe(0);
  });

  it("P11 a transaction beyond its time is called off by the broker: taken up in a new generation", async () => {
    const of = await struckAt(
      "positions",
      (host, at) => {
        host.pause();
        at.time.at(at.time.nowMs() + 1_600, () => host.resume());
      },
      { options: { timeouts: { ...rig().options.timeouts, transactionMs: 1_000 } } },
    );
    await goesOn(of);
    expect(of.news).toContainEqual(expect.objectContaining({ kind: "failed", failure: "fenced" }));
  });

  it("P15 the transactional id has expired: taken up in a new generation", async () => {
    const of = await struckAt(
      "stepping",
      (_, at) => void at.kafka.state.transactions.forget("app-0"),
    );
    await goesOn(of);
    expect(told(of, "assigned")).toBe(2);
  });

  /** What lies at rest is changed while nobody runs. */
  async function changedAtRest(change: (of: Rig) => void, changes: Changes = {}): Promise<Rig> {
    const of = rig();
    of.feed(0, records(0, 10));
    const first = of.work(of.host("first"), { parts });
    await of.until(caughtUp(of));
    await of.time.until(first.stop());
    of.feed(0, records(10, 20));
    change(of);
    const worker = of.work(of.host("second"), { parts, ...changes });
    await of.time.until(worker.ended);
    return of;
  }

  it("P13 the input is truncated behind the position: stopped, with the remedy", async () => {
    const of = await changedAtRest(({ kafka }) => {
      const log = kafka.state.log(IN);
      log.truncate(log.end - 2);
    });
    expect(reasons(of)).toEqual(["truncated"]);
  });

  it("P13 the input was made anew, and is shorter: stopped", async () => {
    const of = await changedAtRest(({ kafka }) => {
      kafka.state.topics.delete("in");
      createTopic(kafka.state, { topic: "in", partitions: 1 });
    });
    expect(reasons(of)).toEqual(["truncated"]);
  });

  it("P14 the changelog was deleted and made anew: stopped", async () => {
    const of = await changedAtRest(({ kafka, options }) => {
      kafka.state.topics.delete(options.changelog);
      createTopic(kafka.state, { topic: options.changelog, partitions: 1 });
    });
    expect(reasons(of)).toEqual(["changelog missing"]);
  });

  it("P14 the input has other partitions: the worker does not begin", async () => {
    const of = await changedAtRest(({ kafka }) => {
      kafka.state.topics.delete("in");
      createTopic(kafka.state, { topic: "in", partitions: 2 });
    });
    expect(told(of, "opened")).toBe(1);
  });

  it("P14 input and changelog have other partitions: the state says so", async () => {
    const of = await changedAtRest(({ kafka, options }) => {
      for (const topic of ["in", options.changelog]) {
        const kept = kafka.state.topics.get(topic)!.logs[0]!;
        kafka.state.topics.delete(topic);
        createTopic(kafka.state, { topic, partitions: 2 });
        kafka.state.topics.get(topic)!.logs[0] = kept;
      }
    });
    expect(reasons(of)).toContain("partition count");
  });
});

describe("a first start", () => {
  it("without being told where: stopped, with the remedy", async () => {
    const of = rig({ options: { from: null } });
    of.feed(0, records(0, 3));
    const worker = of.work(of.host("w"), { parts });
    const ended = await of.time.until(worker.ended);
    expect(ended).toMatchObject({ kind: "stopped", stop: { reason: "no position" } });
  });

  it("from latest begins where that was when it was first asked, also after a crash", async () => {
    const of = rig({ options: { from: "latest" } });
    of.feed(0, records(0, 3));
    const host = of.host("w");
    of.work(host, { parts });
    await of.until(() => position(of) >= 0);
    host.kill();
    of.feed(0, records(3, 6));
    await of.time.pass(5_000);
    of.work(of.host("v"), { parts });
    await of.until(caughtUp(of));
    const ids = lines(of.kafka, "out", 0).map((line) => (JSON.parse(line) as { id: string }).id);
    expect(ids.filter((id) => id.includes("/saw/")).map((id) => id.split("/")[2])).toEqual([
      "e3",
      "e4",
      "e5",
    ]);
  });
});

describe("a record that cannot be stepped", () => {
  it("with another key stops the task behind the record before it", async () => {
    const of = rig();
    of.feed(0, records(0, 2));
    of.feedRaw(0, "else", JSON.stringify(records(2, 3)[0]));
    const worker = of.work(of.host("w"), { parts });
    const ended = await of.time.until(worker.ended);
    expect(ended).toMatchObject({ kind: "stopped", stop: { reason: "wrong key" } });
    expect(position(of)).toBe(3);
    expect(lines(of.kafka, "out", 0)).toHaveLength(2);
  });

  it("too far ahead of the broker's time is a dead letter; its producer's time stops the task", async () => {
    const of = rig({ options: { aheadMs: 3_600_000 } });
    of.feed(0, records(0, 2));
    const worker = of.work(of.host("w"), { parts });
    const ended = await of.time.until(worker.ended);
    expect(ended).toMatchObject({ kind: "stopped", stop: { reason: "no broker time" } });
  });
});

const script = (of: Rig): ReturnType<typeof scripted> =>
  (of as Rig & { script: ReturnType<typeof scripted> }).script;
