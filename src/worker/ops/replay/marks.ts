import { textOf } from "../../bytes.ts";
import { readKey } from "../../task/changelog-keys.ts";
import type { Partition, StoredMessage, Transport } from "../../transport.ts";

/** Event time moved on without a record, when the task stood at these offsets; by input. */
export interface TimeMark {
  readonly offsets: readonly number[];
  /** -Infinity: nothing has come of that input. */
  readonly timesMs: readonly number[];
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

/** Those of one task, in order. */
export async function marksOf(
  transport: Transport,
  changelog: Partition,
  inputs: readonly string[],
): Promise<TimeMark[]> {
  const { admin } = transport;
  const first = await admin.offset(changelog, "earliest", "committed");
  const end = await admin.offset(changelog, "latest", "committed");
  const found = new Map<string, TimeMark>();
  for await (const batch of recordsOf(transport, changelog, first, end)) {
    for (const { key, value } of batch) {
      const read = key === null ? null : readKey(key);
      if (read?.kind !== "mark" || value === null) continue;
      const { greatest } = JSON.parse(textOf(value)) as { greatest: (number | null)[][] };
      const at = new Map(read.at.split(",").map(positionOf));
      if (inputs.some((topic) => !at.has(topic))) continue;
      const times = [...at.keys()].map((topic, index) => [topic, latest(greatest[index])] as const);
      const byTopic = new Map(times);
      found.set(read.at, {
        offsets: inputs.map((topic) => at.get(topic)!),
        timesMs: inputs.map((topic) => byTopic.get(topic)!),
      });
    }
  }
  const marks = [...found.values()];
  return marks.sort((a, b) => sum(a.offsets) - sum(b.offsets));
}

/** Positions only ever grow. */
const sum = (offsets: readonly number[]): number => offsets.reduce((all, one) => all + one, 0);

function positionOf(text: string): readonly [topic: string, offset: number] {
  const end = text.lastIndexOf("@");
  return [text.slice(0, end), Number(text.slice(end + 1))];
}

const latest = (times: readonly (number | null)[] = []): number =>
  Math.max(Number.NEGATIVE_INFINITY, ...times.map((time) => time ?? Number.NEGATIVE_INFINITY));
