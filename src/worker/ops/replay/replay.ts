import type { RoutedMessage } from "../../records/output-writer.ts";
import { Stepping, type SteppingParts } from "../../task/stepping.ts";
import type { Partition, StoredMessage } from "../../transport.ts";
import type { TimeMark } from "./marks.ts";

export interface Replayed extends RoutedMessage {
  readonly from: Partition;
  /** Of the record after which it came. */
  readonly offset: number;
}

export interface ReplayCounts {
  records: number;
  late: number;
  outputs: number;
  deadLetters: number;
}

export const noReplay = (): ReplayCounts => ({ records: 0, late: 0, outputs: 0, deadLetters: 0 });

export type ReplayParts = Omit<SteppingParts, "inputs">;

/**
 * One partition once more, by the same code as a task steps it, from nothing: a function of the records and
 * of the marks that say where time moved on without one. What has no state has no transaction either.
 */
export async function* replayPartition(
  parts: ReplayParts,
  from: Partition,
  messages: AsyncIterable<readonly StoredMessage[]>,
  marks: readonly TimeMark[],
  counts: ReplayCounts,
): AsyncGenerator<Replayed> {
  const stepping = new Stepping({ ...parts, inputs: [{ ...from, index: 0 }] });
  let nextMark = 0;
  let offset = -1;

  const taken = (): Replayed[] => {
    const { records, late, outputs, letters } = stepping.take();
    counts.records += records;
    counts.late += late;
    counts.outputs += outputs.length;
    counts.deadLetters += letters.length;
    return outputs.map((output) => ({ ...output, from, offset }));
  };
  /** Marks stand before the record at their position. Whether there were any. */
  const passMarks = (before: number): boolean => {
    const first = nextMark;
    for (; nextMark < marks.length && marks[nextMark]!.offset <= before; nextMark++) {
      stepping.pass(0, marks[nextMark]!.timeMs);
    }
    return nextMark > first;
  };

  for await (const batch of messages) {
    const missing = parts.reader.prepare(batch);
    if (missing !== null) await missing;
    for (const message of batch) {
      if (passMarks(message.offset)) yield* taken();
      offset = message.offset;
      stepping.step(0, stepping.read(0, message));
      yield* taken();
    }
  }
  passMarks(Number.POSITIVE_INFINITY);
  yield* taken();
}
