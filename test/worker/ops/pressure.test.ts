import { expect, it } from "vitest";
import { TransportFailure } from "../../../src/worker/failure.ts";
import type { Host } from "../../../src/worker/model/kafka.ts";
import type {
  FetchLimits,
  Position,
  TaskProducer,
  Transport,
} from "../../../src/worker/transport.ts";
import { onReference, visitsMachine } from "../patterns.ts";
import { lines, type Rig, rig, START_MS, stored } from "../rig.ts";

const pattern = onReference(visitsMachine());
const parts = { patterns: [pattern] };
const RECORDS = 600;

const looks = Array.from({ length: RECORDS }, (_, i) => ({
  ...{ visitor: `v${i % 7}`, ts: START_MS + i * 10, type: "look", page: `p${i % 3}`, id: `e${i}` },
}));

/** Sends to the output topic go through `send`. */
const sending =
  (send: (host: Host, real: () => Promise<void>) => Promise<void>) =>
  (transport: Transport, host: Host): Transport => ({
    ...transport,
    async openTask(options) {
      const real = await transport.openTask(options);
      const slow: TaskProducer = {
        ...{ transactionalId: real.transactionalId, producerId: real.producerId },
        ...{ epoch: real.epoch, begin: () => real.begin() },
        send: (to, messages) =>
          to.topic === "out" ? send(host, () => real.send(to, messages)) : real.send(to, messages),
        sendOffsets: (group, positions) => real.sendOffsets(group, positions),
        ...{ commit: () => real.commit(), abort: () => real.abort(), close: () => real.close() },
      };
      return slow;
    },
  });

const done = (of: Rig): boolean =>
  (stored(of.kafka, 0).meta?.positions[0]?.[1] ?? 0) >=
  of.kafka.state.log({ topic: "in", partition: 0 }).end;

it("a slow output topic slows reading down: what is in memory stays one chunk and one fetch", async () => {
  const chunk = { records: 50, ms: 100, bytes: 8_000 };
  const of = rig({ options: { chunk } });
  let fetched = 0;
  let most = 0;
  const counted = (transport: Transport, host: Host): Transport => ({
    ...sending(async (at, real) => {
      await at.clock.sleep(700);
      await real();
    })(transport, host),
    reader(isolation) {
      const reader = transport.reader(isolation);
      return {
        async fetch(positions: readonly Position[], limits: FetchLimits) {
          const answers = await reader.fetch(positions, limits);
          for (const { topic, messages } of answers) if (topic === "in") fetched += messages.length;
          const committed = of.news.reduce(
            (sum, one) => sum + (one.kind === "chunk" ? one.records : 0),
            0,
          );
          most = Math.max(most, fetched - committed);
          return answers;
        },
        close: () => reader.close(),
      };
    },
  });
  // A batch is fetched whole.
  for (let at = 0; at < RECORDS; at += 25) of.feed(0, looks.slice(at, at + 25));
  const worker = of.work(of.host("w"), { parts, transport: counted });
  await of.until(() => done(of), 600_000);
  await of.time.until(worker.stop());
  expect(fetched).toBe(RECORDS);
  expect(of.news.filter(({ kind }) => kind === "chunk").length).toBeGreaterThan(10);
  // Records of about 100 bytes: a fetch of 8,000 bytes has fewer than a hundred of them.
  expect(most).toBeLessThan(300);
});

it("a broker whose disk is full stops nothing for good: told with the remedy, and nothing is lost", async () => {
  const of = rig();
  let full = true;
  const transport = sending(async (_, real) => {
    if (full) {
      const what = "Disk error when trying to access log file on disk (KAFKA_STORAGE_ERROR)";
      throw new TransportFailure("unavailable", `writing to out-0: ${what}`);
    }
    await real();
  });
  of.feed(0, looks.slice(0, 200));
  const worker = of.work(of.host("w"), { parts, transport });
  await of.until(() => of.news.filter(({ kind }) => kind === "failed").length > 4);
  expect(lines(of.kafka, "out", 0)).toEqual([]);
  expect(stored(of.kafka, 0).meta?.positions[0]?.[1] ?? 0).toBe(0);
  full = false;
  await of.until(() => done(of));
  await of.time.until(worker.stop());
  await of.time.pass(2_000);
  const saw = lines(of.kafka, "out", 0).filter((line) => line.includes('"output":"saw"'));
  expect(saw).toHaveLength(200);
  expect(new Set(saw).size).toBe(200);
});
