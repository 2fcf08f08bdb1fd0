import { gap } from "../protocol/batch/decode.ts";
import type { WireRecord } from "../protocol/requests.ts";
import type { Message } from "../transport.ts";
import { protocolError } from "./errors.ts";
import { kept } from "./kept.ts";

interface Batch {
  readonly first: number;
  readonly last: number;
  readonly producerId: string;
  readonly control: "commit" | "abort" | null;
  records: readonly WireRecord[];
  /** A marker has the broker's time, and is found by it. */
  readonly markedMs?: number;
  /** What stands for the batch's last offset where no record of it does. */
  readonly context: WireRecord["batchContext"];
  /** When compaction first found only deletions left, for `delete.retention.ms`. */
  emptiedMs?: number;
}

export interface Append {
  readonly producerId: string;
  readonly epoch: number;
  readonly firstSequence: number;
  readonly messages: readonly Message[];
}

export interface Slice {
  readonly records: WireRecord[];
  readonly aborted: { producerId: string; firstOffset: string }[];
}

interface Writer {
  epoch: number;
  nextSequence: number;
  /** The last five batches, by which a repeated one is known. */
  recent: { first: number; next: number }[];
}

interface Aborted {
  readonly producerId: string;
  readonly first: number;
  readonly marker: number;
}

const REMEMBERED = 5;

/** One partition: batches, who wrote them, and which transactions are open. */
export interface Log {
  readonly start: number;
  readonly end: number;
  /** The first offset of an open transaction, or the end. */
  readonly stable: number;
  append(of: Append): void;
  /** Calls once, when something here has changed. */
  onceChanged(call: () => void): void;
  /** Ends a producer's transaction here. */
  mark(producerId: string, epoch: number, control: "commit" | "abort", nowMs: number): void;
  read(from: number, committed: boolean, maxRecords: number): Slice;
  truncate(before: number): void;
  /** Keeps the last record of each key before `upTo`, and each producer's last batch, emptied. */
  compact(upTo: number, nowMs: number, deleteRetentionMs: number): void;
  firstAt(timestampMs: number): number;
}

/** With a clock the log writes its own time on what it appends (`LogAppendTime`). */
export function createLog(clock: (() => number) | null = null): Log {
  let start = 0;
  let end = 0;
  let batches: Batch[] = [];
  const writers = new Map<string, Writer>();
  const open = new Map<string, number>();
  const aborted: Aborted[] = [];
  const waiting = new Set<() => void>();

  function changed(): void {
    const called = [...waiting];
    waiting.clear();
    for (const call of called) call();
  }

  const stable = (): number => {
    let least = end;
    for (const first of open.values()) if (first < least) least = first;
    return least;
  };

  function writerOf({ producerId, epoch, firstSequence }: Append): Writer {
    const known = writers.get(producerId);
    if (known && epoch < known.epoch) throw protocolError("INVALID_PRODUCER_EPOCH");
    if (known && epoch === known.epoch) return known;
    if (known && firstSequence !== 0) throw protocolError("OUT_OF_ORDER_SEQUENCE_NUMBER");
    const writer: Writer = { epoch, nextSequence: firstSequence, recent: [] };
    writers.set(producerId, writer);
    return writer;
  }

  function append(of: Append): void {
    const writer = writerOf(of);
    const next = of.firstSequence + of.messages.length;
    const repeated = (b: Writer["recent"][number]) =>
      b.first === of.firstSequence && b.next === next;
    if (writer.recent.some(repeated)) return;
    if (of.firstSequence !== writer.nextSequence) {
      throw protocolError("OUT_OF_ORDER_SEQUENCE_NUMBER");
    }
    writer.nextSequence = next;
    writer.recent = [...writer.recent, { first: of.firstSequence, next }].slice(-REMEMBERED);
    const first = end;
    end += of.messages.length;
    if (!open.has(of.producerId)) open.set(of.producerId, first);
    const nowMs = clock?.() ?? null;
    const { producerId } = of;
    const context = { producerId, inTransaction: true };
    const records = of.messages.map((message, i) =>
      kept(message, {
        offset: first + i,
        timestampMs: nowMs ?? message.timestampMs,
        brokerTime: nowMs !== null,
        batchContext: context,
      }),
    );
    batches.push({ first, last: end - 1, producerId, control: null, records, context });
    changed();
  }

  function mark(
    producerId: string,
    epoch: number,
    control: "commit" | "abort",
    nowMs: number,
  ): void {
    const writer = writers.get(producerId);
    if (writer && epoch < writer.epoch) return;
    if (!writer || epoch > writer.epoch) {
      writers.set(producerId, { epoch, nextSequence: 0, recent: [] });
    }
    const first = open.get(producerId);
    if (control === "abort" && first !== undefined)
      aborted.push({ producerId, first, marker: end });
    open.delete(producerId);
    const context = { producerId, inTransaction: true };
    const key = Buffer.from([0, 0, 0, control === "abort" ? 0 : 1]);
    const records = [{ ...gap(end, context), key }];
    const at = { first: end, last: end, markedMs: nowMs };
    batches.push({ ...at, producerId, control, records, context });
    end++;
    changed();
  }

  function read(from: number, committed: boolean, maxRecords: number): Slice {
    if (from < start || from > end) throw protocolError("OFFSET_OUT_OF_RANGE");
    const upTo = committed ? stable() : end;
    const records: WireRecord[] = [];
    let reached = from;
    let at = batches.length;
    while (at > 0 && batches[at - 1]!.last >= from) at--;
    for (; at < batches.length; at++) {
      const batch = batches[at]!;
      if (batch.first >= upTo || records.length >= maxRecords) break;
      for (const record of batch.records) records.push(record);
      // Compaction has taken the last: a reader must learn how far the batch reaches.
      if (batch.records.at(-1)?.offset !== batch.last) records.push(gap(batch.last, batch.context));
      reached = batch.last + 1;
    }
    return {
      records,
      aborted: aborted
        .filter(({ first, marker }) => marker >= from && first < reached)
        .map(({ producerId, first }) => ({ producerId, firstOffset: String(first) })),
    };
  }

  function compact(upTo: number, nowMs: number, deleteRetentionMs: number): void {
    const limit = Math.min(upTo, stable());
    const ended = new Map(aborted.map((a) => [`${a.producerId}@${a.first}`, a]));
    const isAborted = (batch: Batch): boolean =>
      [...ended.values()].some(
        (a) =>
          a.producerId === batch.producerId && a.first <= batch.first && batch.first < a.marker,
      );
    const latest = new Map<string, number>();
    const lastOf = new Map<string, Batch>();
    for (const batch of batches) {
      if (!batch.control) lastOf.set(batch.producerId, batch);
      // What is not decided yet replaces nothing.
      if (batch.first >= limit || isAborted(batch)) continue;
      for (const { key, offset } of batch.records) {
        if (key) latest.set(key.toString("latin1"), offset);
      }
    }
    for (const batch of batches) {
      if (batch.first >= limit || batch.control) continue;
      batch.emptiedMs ??= nowMs;
      const old = nowMs - batch.emptiedMs >= deleteRetentionMs && nowMs > batch.emptiedMs;
      const gone = isAborted(batch);
      batch.records = batch.records.filter(({ key, value, offset }) => {
        if (gone || !key || latest.get(key.toString("latin1")) !== offset) return false;
        return value !== null || !old;
      });
    }
    batches = batches.filter(
      (b) =>
        b.first >= limit || b.control || b.records.length > 0 || lastOf.get(b.producerId) === b,
    );
  }

  return {
    get start() {
      return start;
    },
    get end() {
      return end;
    },
    get stable() {
      return stable();
    },
    append,
    onceChanged: (call) => void waiting.add(call),
    mark,
    read,
    compact,
    truncate(before) {
      if (before > end) throw protocolError("OFFSET_OUT_OF_RANGE");
      start = Math.max(start, before);
      batches = batches.filter((batch) => batch.last >= start);
    },
    firstAt(timestampMs) {
      for (const batch of batches) {
        if (batch.control) {
          if (batch.markedMs! >= timestampMs) return batch.first;
          continue;
        }
        const found = batch.records.find((r) => r.timestampMs >= timestampMs);
        if (found) return found.offset;
      }
      return -1;
    },
  };
}
