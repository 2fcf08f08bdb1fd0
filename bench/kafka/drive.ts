import { partitionOf } from "../../src/worker/records/partitioning.ts";
import type { Message } from "../../src/worker/transport.ts";
import { connectionTo } from "./cluster.ts";
import type { Filling } from "./fill.ts";
import { sendPlain } from "./plain.ts";
import { recordsOf } from "./records.ts";

export interface Drive extends Omit<Filling, "records"> {
  readonly perSecond: number;
  readonly seconds: number;
}

/** Between two batches: as producers linger. Results are later by it, which counts. */
const TICK_MS = 10;
/** Of records of 200 bytes: what waited longer goes in several requests, each below what a topic takes. */
const BATCH_MAX = 2_000;

/**
 * Records at an even rate, whose event time is the instant at which each was due to be written: where we
 * or the broker fall behind, results are late by that, too.
 */
export async function drive(driven: Drive): Promise<void> {
  const { brokers, topic, partitions, perSecond, seconds } = driven;
  const connection = connectionTo(brokers);
  const next = recordsOf(driven);
  const waiting: Message[][] = Array.from({ length: partitions }, () => []);
  /** By partition: until all that waited is written. */
  const sending = new Map<number, Promise<void>>();
  let failed: unknown;
  const send = async (partition: number): Promise<void> => {
    while (waiting[partition]!.length > 0) {
      const batch = waiting[partition]!.splice(0, BATCH_MAX);
      await sendPlain(connection, { topic, partition }, batch);
    }
    sending.delete(partition);
  };
  const begunMs = Date.now();
  for (let made = 0; made < perSecond * seconds && failed === undefined; ) {
    const due = Math.floor(((Date.now() - begunMs) / 1000) * perSecond);
    for (; made < due; made++) {
      const record = next(begunMs + Math.floor((made / perSecond) * 1000));
      waiting[partitionOf(record.key, partitions)]!.push({ ...record, headers: [] });
    }
    for (let partition = 0; partition < partitions; partition++)
      if (waiting[partition]!.length > 0 && !sending.has(partition))
        sending.set(
          partition,
          send(partition).catch((error: unknown) => {
            failed = error;
          }),
        );
    await new Promise((later) => setTimeout(later, TICK_MS));
  }
  // What is still waiting would be sent on a connection that is gone.
  await Promise.all(sending.values());
  await connection.close();
  if (failed !== undefined) throw failed;
}
