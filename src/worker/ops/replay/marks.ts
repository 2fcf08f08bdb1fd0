import { textOf } from "../../bytes.ts";
import { readKey } from "../../task/changelog-keys.ts";
import type { Partition, StoredMessage, Transport } from "../../transport.ts";

/** Event time moved on to here without a record, when the task stood at this offset. */
export interface TimeMark {
  readonly offset: number;
  readonly timeMs: number;
}

const LIMITS = { maxBytes: 8_000_000, maxBytesPerPartition: 8_000_000, maxWaitMs: 100 };

/** All records of a partition from one offset to another, batch by batch. */
export async function* recordsOf(
  transport: Transport,
  of: Partition,
  from: number,
  to: number,
): AsyncGenerator<readonly StoredMessage[]> {
  const reader = transport.reader("committed");
  try {
    for (let offset = from; offset < to; ) {
      for (const answer of await reader.fetch([{ ...of, offset }], LIMITS)) {
        yield answer.messages.filter((message) => message.offset < to);
        offset = answer.nextOffset;
      }
    }
  } finally {
    await reader.close();
  }
}

/** Those of one task with one input, in order. */
export async function marksOf(transport: Transport, changelog: Partition): Promise<TimeMark[]> {
  const { admin } = transport;
  const first = await admin.offset(changelog, "earliest", "committed");
  const end = await admin.offset(changelog, "latest", "committed");
  const found = new Map<number, number>();
  for await (const batch of recordsOf(transport, changelog, first, end)) {
    for (const { key, value } of batch) {
      const read = key === null ? null : readKey(key);
      if (read?.kind !== "mark" || value === null) continue;
      const { greatest } = JSON.parse(textOf(value)) as { greatest: (number | null)[][] };
      const times = (greatest[0] ?? []).map((time) => time ?? Number.NEGATIVE_INFINITY);
      const offset = Number(read.at.slice(read.at.lastIndexOf("@") + 1));
      found.set(offset, Math.max(...times));
    }
  }
  return [...found]
    .map(([offset, timeMs]) => ({ offset, timeMs }))
    .sort((a, b) => a.offset - b.offset);
}
