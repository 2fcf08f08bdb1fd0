import { expect, it } from "vitest";
import type { Event } from "../../../src/machine/event.ts";
import { LastEvents } from "../../../src/worker/task/last-events.ts";
import { onReference, visitsMachine } from "../patterns.ts";
import { type Rig, rig, START_MS, stored } from "../rig.ts";

const pattern = onReference(visitsMachine());
const parts = { patterns: [pattern] };
const endOf = (of: Rig): number => of.kafka.state.log({ topic: "in", partition: 0 }).end;
const look = (visitor: string, at: number, page: string) => ({
  ...{ visitor, ts: START_MS + at * 1_000, type: "look", page, id: `${visitor}${at}` },
});

it("tells what a key went through, from the oldest to the youngest", async () => {
  const of = rig({ options: { keepLast: 3 } });
  const worker = of.work(of.host("w"), { parts });
  of.feed(0, [
    look("v", 0, "home"),
    look("v", 1, "shop"),
    look("other", 2, "home"),
    { visitor: "v", ts: START_MS + 3_000, type: "buy", amount: 7, id: "sold" },
    look("v", 5, "exit"),
    look("other", 40, "late"),
  ]);
  await of.until(() => stored(of.kafka, 0).meta?.positions[0]?.[1] === endOf(of));
  const asked = worker.tasks()[0]!.look("v");
  await of.time.pass(1_000);
  const looked = await asked;
  expect(looked?.last?.[0]).toEqual([
    {
      event: "buy",
      id: "sold",
      time: "2025-01-01T00:00:03.000Z",
      record: '{"visitor":"v","ts":1735689603000,"type":"buy","amount":7,"id":"sold"}',
      outputs: ["bought"],
      states: ["idle"],
    },
    {
      event: "look",
      id: "v5",
      time: "2025-01-01T00:00:05.000Z",
      record: '{"visitor":"v","ts":1735689605000,"type":"look","page":"exit","id":"v5"}',
      outputs: ["saw"],
      states: ["looking"],
    },
    // Nothing came of `v`: the other key's record let its timer go off.
    {
      event: null,
      id: null,
      time: "2025-01-01T00:00:25.000Z",
      outputs: ["forgotten"],
      states: ["idle"],
    },
  ]);
  await of.time.until(worker.stop());
});

it("keeps nothing unless asked", async () => {
  const of = rig();
  const worker = of.work(of.host("w"), { parts });
  of.feed(0, [look("v", 0, "home")]);
  await of.until(() => stored(of.kafka, 0).meta?.positions[0]?.[1] === endOf(of));
  const asked = worker.tasks()[0]!.look("v");
  await of.time.pass(1_000);
  expect((await asked)?.last).toBeNull();
  await of.time.until(worker.stop());
});

it("tells what is committed, also while the next chunk is waiting to be stepped", async () => {
  const of = rig({ options: { chunk: { records: 2, ms: 100, bytes: 90_000 }, keepLast: 9 } });
  const worker = of.work(of.host("w"), { parts });
  of.feed(
    0,
    Array.from({ length: 40 }, (_, i) => look("v", i, `p${i}`)),
  );
  await of.until(() => worker.tasks().length === 1);
  let asked = 0;
  for (let answered = 0; answered < 10; answered++) {
    const looking = worker.tasks()[0]!.look("v");
    let committed: number | undefined;
    const told = looking.then((looked) => {
      committed = of.news.reduce((sum, one) => sum + (one.kind === "chunk" ? one.records : 0), 0);
      return looked;
    });
    for (let i = 0; i < 50 && committed === undefined; i++) await of.time.pass(5);
    const last = (await told)?.last?.[0]?.at(-1);
    if (last === undefined) continue;
    expect(Number(last.id!.slice(1)) + 1).toBe(committed);
    asked++;
  }
  expect(asked).toBeGreaterThan(3);
  await of.time.until(worker.stop());
});

const event = (key: string, text: string): Event => ({
  ...{ key, time: 0, name: "look", id: "e", fields: {} },
  members: () => [["text", JSON.stringify(text)]],
});

it("takes no more memory than it may: long records are cut, keys that were long silent go", () => {
  const last = new LastEvents(2, 20_000);
  for (let i = 0; i < 1_000; i++) {
    last.event(event(`k${i}`, "x".repeat(50_000)), [], null);
    last.event(event("often", "short"), [], null);
  }
  expect(last.of("often")).toHaveLength(2);
  expect(last.of("k999")[0]!.record!.length).toBeLessThan(1_100);
  const kept = Array.from({ length: 1_000 }, (_, i) => last.of(`k${i}`).length);
  expect(kept.reduce((sum, one) => sum + one, 0)).toBeLessThan(20);
  expect(last.of("k0")).toEqual([]);
});
