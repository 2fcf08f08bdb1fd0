import { partitionOf } from "../../src/worker/records/partitioning.ts";
import type { Message } from "../../src/worker/transport.ts";
import { connectionTo } from "./cluster.ts";
import { sendPlain } from "./plain.ts";
import { type RecordOptions, recordsOf } from "./records.ts";

export interface Filling extends RecordOptions {
  readonly brokers: string;
  readonly topic: string;
  readonly partitions: number;
  readonly records: number;
}

/** Of one request to one partition. */
const BATCH = 2_000;

/** Writes the records of an input, each to its key's partition. */
export async function fill(filling: Filling): Promise<void> {
  const { brokers, topic, partitions, records } = filling;
  const connection = connectionTo(brokers);
  const next = recordsOf(filling);
  const waiting: Message[][] = Array.from({ length: partitions }, () => []);
  const send = async (partition: number): Promise<void> => {
    const batch = waiting[partition]!;
    waiting[partition] = [];
    if (batch.length > 0) await sendPlain(connection, { topic, partition }, batch);
  };
  for (let made = 0; made < records; made++) {
    const record = next();
    const partition = partitionOf(record.key, partitions);
    const batch = waiting[partition]!;
    batch.push({ ...record, headers: [] });
    if (batch.length === BATCH) await send(partition);
  }
  for (let partition = 0; partition < partitions; partition++) await send(partition);
  await connection.close();
}
