import { expect, it } from "vitest";
import { onTwin, visitsMachine } from "./patterns.ts";
import { committed, type Fed, lines, type Rig, rig, START_MS, stored, undisturbed } from "./rig.ts";

const pattern = onTwin(visitsMachine());
const parts = { patterns: [pattern] };
const PARTITIONS = 3;
const PROMISED_MS = 5_000;

const records = (partition: number, from: number, to: number): Fed[] =>
  Array.from({ length: to - from }, (_, i) => ({
    ...{ visitor: `${partition}-${(from + i) % 3}`, ts: START_MS + (from + i) * 7_000 },
    ...{ type: "look", id: `e${from + i}`, page: `p${i % 4}` },
  }));

const caughtUp = (of: Rig) => (): boolean =>
  Array.from({ length: PARTITIONS }, (_, partition) => partition).every(
    (partition) =>
      stored(of.kafka, partition).meta?.positions[0]?.[1] ===
      of.kafka.state.log({ topic: "in", partition }).end,
  );

function fed(of: Rig, from: number, to: number): void {
  for (let p = 0; p < PARTITIONS; p++) of.feed(p, records(p, from, to));
}

/** What happens as it is asked to stop, in the middle of its work. */
const TROUBLES: readonly (readonly [string, (of: Rig) => void])[] = [
  ["with chunks at hand", () => {}],
  ["while brokers are away", (of) => of.kafka.down(60_000)],
];

for (const [name, trouble] of TROUBLES) {
  it(`it ends within the time that is promised, ${name}, and nothing is lost or doubled`, async () => {
    const of = rig({ partitions: PARTITIONS });
    fed(of, 0, 40);
    const worker = of.work(of.host("w"), { parts });
    await of.until(() => stored(of.kafka, 0).meta !== null);
    fed(of, 40, 80);
    await of.time.pass(60);
    trouble(of);
    const asked = of.time.nowMs();
    await of.time.until(worker.stop());
    expect(await of.time.until(worker.ended)).toEqual({ kind: "asked" });
    expect(of.time.nowMs() - asked).toBeLessThanOrEqual(PROMISED_MS);

    await of.time.pass(61_000);
    of.work(of.host("next"), { parts });
    await of.until(caughtUp(of));
    await of.time.pass(2_000);
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const at = { topic: "in", partition };
      const want = undisturbed(committed(of.kafka, "in", partition), pattern, at, 5_000);
      const keys = new Set(records(partition, 0, 3).map(({ visitor }) => visitor));
      const told = Array.from({ length: PARTITIONS }, (_, p) => lines(of.kafka, "out", p)).flat();
      for (const key of keys) {
        const its = (of: readonly string[]) => of.filter((line) => line.includes(`"key":"${key}"`));
        expect(its(told)).toEqual(its(want.lines));
      }
    }
  });
}

it("a task that restores for long holds up no other", async () => {
  const of = rig({ partitions: PARTITIONS });
  fed(of, 0, 20);
  const first = of.work(of.host("w"), { parts });
  await of.until(caughtUp(of));
  await of.time.until(first.stop());
  fed(of, 20, 40);
  const host = of.host("next");
  of.work(host, {
    parts,
    // The changelog of the first task comes at a crawl.
    transport: (transport) => ({
      ...transport,
      reader(isolation) {
        const reader = transport.reader(isolation);
        return {
          ...reader,
          async fetch(positions, limits) {
            const slow = positions.some(
              ({ topic, partition }) => topic === of.options.changelog && partition === 0,
            );
            if (slow) await host.clock.sleep(30_000);
            return reader.fetch(positions, limits);
          },
        };
      },
    }),
  });
  const position = (partition: number) => stored(of.kafka, partition).meta?.positions[0]?.[1];
  const behind = position(0)!;
  const end = (partition: number) => of.kafka.state.log({ topic: "in", partition }).end;
  await of.until(() => position(1) === end(1) && position(2) === end(2), 20_000);
  expect(position(0)).toBe(behind);
  await of.until(caughtUp(of), 600_000);
});
