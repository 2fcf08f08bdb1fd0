import { expect, it } from "vitest";
import { createTopic } from "../../src/worker/model/broker.ts";
import { onTwin, visitsMachine } from "./patterns.ts";
import { committed, lines, rig, START_MS, stored, undisturbed } from "./rig.ts";

const pattern = onTwin(visitsMachine());

it("records under other keys pass through a topic of their own, in their order, whoever is killed", async () => {
  const of = rig({
    partitions: 2,
    options: { rekey: true, chunk: { records: 5, ms: 30, bytes: 9_000 } },
  });
  const { state } = of.kafka;
  createTopic(state, { topic: "app.rekeyed", partitions: 2 });
  createTopic(state, { topic: "app.rekeyed.changelog", partitions: 2 });
  const begin = (name: string) => {
    const host = of.host(name);
    of.work(host, { parts: { patterns: [pattern] } });
    return host;
  };
  let host = begin("w0");
  for (let i = 0; i < 40; i++) {
    const record = {
      visitor: `v${i % 5}`,
      ts: START_MS + i * 7_000,
      type: "look",
      page: "p",
      id: `e${i}`,
    };
    of.feedRaw(i % 2, `session${i}`, JSON.stringify(record));
    if (i % 10 === 7) of.feedRaw(0, null, "{no record");
    await of.time.pass(150);
    if (i % 9 !== 8) continue;
    host.kill();
    host = begin(`w${i}`);
  }
  const done = (partition: number, topic: string, changelog: string): boolean =>
    stored(of.kafka, partition, changelog).meta?.positions[0]?.[1] ===
    state.log({ topic, partition }).end;
  await of.until(() =>
    [0, 1].every(
      (p) => done(p, "in", "app.rekeyed.changelog") && done(p, "app.rekeyed", "app-changelog"),
    ),
  );
  await of.time.pass(2_000);
  const letters = [0, 1].flatMap((p) => lines(of.kafka, "app-dead", p));
  expect(letters).toHaveLength(4);
  const sent = of.news.flatMap((one) => (one.kind === "rekeyed" ? [one] : []));
  // What was committed as its process died may not have been told any more.
  expect(sent.reduce((sum, { records }) => sum + records, 0)).toBeGreaterThan(30);
  expect(sent.some(({ dead }) => dead.record > 0)).toBe(true);
  expect(sent.some(({ lag }) => lag !== null)).toBe(true);
  const seen = [0, 1]
    .flatMap((p) => lines(of.kafka, "app.rekeyed", p))
    .map((line) => (JSON.parse(line) as { id: string }).id);
  expect([...seen].sort()).toEqual(Array.from({ length: 40 }, (_, i) => `e${i}`).sort());
  // A visitor's records from one partition of the source are in one partition here, in the source's order.
  for (const partition of [0, 1]) {
    const source = lines(of.kafka, "in", partition).filter((line) => line.startsWith('{"visitor'));
    for (const visitor of ["v0", "v1", "v2", "v3", "v4"]) {
      const its = (of: readonly string[]) =>
        of.filter((line) => line.includes(`"${visitor}"`) && source.includes(line));
      const homes = [0, 1].map((p) => its(lines(of.kafka, "app.rekeyed", p)));
      expect(homes.filter((home) => home.length > 0).length).toBeLessThan(2);
      expect(homes.flat()).toEqual(its(source));
    }
  }
  const want = [0, 1].flatMap((partition) => {
    const from = { topic: "app.rekeyed", partition };
    return undisturbed(committed(of.kafka, "app.rekeyed", partition), pattern, from, 5_000).lines;
  });
  const have = [0, 1].flatMap((p) => lines(of.kafka, "out", p));
  expect([...have].sort()).toEqual([...want].sort());
  expect(state.transactions.undecided()).toEqual([]);
});
