import { compareText } from "../../../machine/values/text.ts";
import type { MessageRecord } from "../../records/message-record.ts";
import type { RoutedMessage } from "../../records/output-writer.ts";
import { timeOf } from "../../task/merge.ts";
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

/** One input of a task: its records up to where the replay ends. */
export interface ReplaySource {
  readonly from: Partition;
  readonly messages: AsyncIterable<readonly StoredMessage[]>;
}

/**
 * One task once more, by the same code as it steps its records, from nothing: a function of the records and
 * of the marks that say where time moved on without one. Several inputs are merged as the task merges
 * them. What has no state has no transaction either.
 */
export async function* replayTask(
  parts: ReplayParts,
  sources: readonly ReplaySource[],
  marks: readonly TimeMark[],
  counts: ReplayCounts,
): AsyncGenerator<Replayed> {
  const inputs = sources.map(({ from }, index) => ({ ...from, index }));
  const stepping = new Stepping({ ...parts, inputs });
  const heads = sources.map((source, index) => new Head(source, index));
  const fill = async (): Promise<void> => {
    for (const head of heads) await head.fill(parts, stepping);
  };
  let at = { from: sources[0]!.from, offset: -1 };

  const taken = (): Replayed[] => {
    const { records, late, outputs, letters } = stepping.take();
    counts.records += records;
    counts.late += late;
    counts.outputs += outputs.length;
    counts.deadLetters += letters.length;
    return outputs.map((output) => ({ ...output, ...at }));
  };

  let next = 0;
  for (;;) {
    await fill();
    const mark = marks[next];
    // The task stood there when time moved on: nothing from behind a mark comes before it.
    const reached = mark !== undefined && heads.every((head) => head.isPast(mark));
    if (reached) {
      next++;
      for (const [source, head] of heads.entries()) head.idle(mark.timesMs[source]!, stepping);
      // Behind all records nobody can say whether the mark is as old as the outputs that were read.
      if (heads.every(({ time }) => time === null))
        at = { ...at, offset: Number.POSITIVE_INFINITY };
      yield* taken();
      continue;
    }
    const first = earliest(heads.filter((head) => mark === undefined || !head.isPast(mark)));
    if (first === null) return;
    const record = first.take();
    at = { from: first.from, offset: record.message.offset };
    stepping.step(first.index, record);
    yield* taken();
  }
}

/** As `Merge` has it: the earliest, then one that is not idle, then by topic. */
function earliest(heads: readonly Head[]): Head | null {
  let first: Head | null = null;
  for (const head of heads) {
    if (head.time === null) continue;
    if (first === null || head.time < first.time!) first = head;
    else if (head.time === first.time && head.precedes(first)) first = head;
  }
  return first;
}

/** The next record of one input. */
class Head {
  readonly from: Partition;
  readonly index: number;
  private readonly batches: AsyncIterator<readonly StoredMessage[]>;
  private records: readonly MessageRecord[] = [];
  private next = 0;
  private ended = false;
  private idleTo: number | null = null;

  constructor({ from, messages }: ReplaySource, index: number) {
    this.from = from;
    this.index = index;
    this.batches = messages[Symbol.asyncIterator]();
  }

  async fill({ reader }: ReplayParts, stepping: Stepping): Promise<void> {
    while (!this.ended && this.next >= this.records.length) {
      const { value, done } = await this.batches.next();
      if (done === true) {
        this.ended = true;
        return;
      }
      const missing = reader.prepare(value);
      if (missing !== null) await missing;
      this.records = value.map((message) => stepping.read(this.index, message));
      this.next = 0;
    }
  }

  /** null: there is none. */
  get time(): number | null {
    const record = this.records[this.next];
    if (record === undefined) return null;
    return Math.max(timeOf(record), this.idleTo ?? Number.NEGATIVE_INFINITY);
  }

  take(): MessageRecord {
    return this.records[this.next++]!;
  }

  isPast({ offsets }: TimeMark): boolean {
    const record = this.records[this.next];
    return record === undefined || record.message.offset >= offsets[this.index]!;
  }

  /** Time moves on in the input without a record. */
  idle(to: number, stepping: Stepping): void {
    const known = stepping.greatest[this.index]!.map((time) => time ?? Number.NEGATIVE_INFINITY);
    if (to <= Math.max(...known)) return;
    stepping.pass(this.index, to);
    this.idleTo = to;
  }

  precedes(other: Head): boolean {
    const idle = this.idleTo !== null;
    if (idle !== (other.idleTo !== null)) return !idle;
    return compareText(this.from.topic, other.from.topic) < 0;
  }
}
