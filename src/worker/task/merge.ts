import { compareText } from "../../machine/values/text.ts";
import { isCanary } from "../canary/reserved.ts";
import type { MessageRecord } from "../records/message-record.ts";
import type { Fetched, Partition, Position, StoredMessage } from "../transport.ts";

/** What a message says: it is read when its turn comes, for a thousand records read ahead are a burden. */
export type ReadMessage = (source: number, message: StoredMessage) => MessageRecord;

interface Source {
  readonly topic: string;
  waiting: readonly StoredMessage[];
  /** Of `waiting`, the next; what is before it has been taken. */
  next: number;
  /** That one, once it was read. */
  head: MessageRecord | null;
  read: ReadMessage;
  /** Behind everything that was fetched. */
  fetchedTo: number;
}

const unread: ReadMessage = () => {
  throw new Error("nothing was fetched");
};

/**
 * The records of several inputs as one sequence, a function of the inputs alone, whenever they come: of
 * the next records the earliest, of equally early ones the first by topic. So while an input has no next
 * record the others wait; but not for one that was found idle, whose coming records count as not before
 * the time up to which it was.
 */
export class Merge {
  private readonly sources: readonly Source[];
  /** By source: null where it is not idle. */
  readonly idleTo: (number | null)[];

  constructor(positions: readonly Position[], idleTo: readonly (number | null)[]) {
    this.sources = positions.map(({ topic, offset }) => ({
      ...{ topic, waiting: [], next: 0, head: null, read: unread, fetchedTo: offset },
    }));
    this.idleTo = positions.map((_, source) => idleTo[source] ?? null);
  }

  /** Whose next record is not known. */
  wanted(inputs: readonly Partition[]): readonly Position[] {
    return inputs.flatMap((input, source) => {
      const { waiting, next, fetchedTo } = this.sources[source]!;
      return next < waiting.length ? [] : [{ ...input, offset: fetchedTo }];
    });
  }

  offer(source: number, { nextOffset, messages }: Fetched, read: ReadMessage): void {
    const of = this.sources[source]!;
    of.waiting = messages;
    of.next = 0;
    of.head = null;
    of.read = read;
    of.fetchedTo = nextOffset;
  }

  /** null: a source must be asked first. */
  take(): MessageRecord | null {
    const source = this.sources.length === 1 ? 0 : this.first();
    const head = source < 0 ? null : this.headOf(source);
    if (head === null) return null;
    const of = this.sources[source]!;
    of.next++;
    of.head = null;
    return head;
  }

  /** Whose next record comes next, or is to be waited for; -1: a source must be asked first. */
  private first(): number {
    let first = -1;
    let earliest = Number.POSITIVE_INFINITY;
    for (let source = 0; source < this.sources.length; source++) {
      const head = this.headOf(source);
      const idleTo = this.idleTo[source] ?? Number.NEGATIVE_INFINITY;
      if (head === null) {
        if (idleTo === Number.NEGATIVE_INFINITY) return -1;
        // What may come of it counts as no earlier than this.
        if (first < 0 || idleTo < earliest) [first, earliest] = [source, idleTo];
        continue;
      }
      const time = Math.max(timeOf(head), idleTo);
      const before = first >= 0 && time === earliest && this.precedes(source, first);
      if (first < 0 || time < earliest || before) [first, earliest] = [source, time];
    }
    return first;
  }

  /** null: it is not known yet. */
  private headOf(source: number): MessageRecord | null {
    const of = this.sources[source];
    const message = of?.waiting[of.next];
    if (of === undefined || message === undefined) return null;
    of.head ??= of.read(source, message);
    return of.head;
  }

  /** Of two that are equally early: one that is not idle, else by topic. */
  private precedes(source: number, other: number): boolean {
    const idle = this.idleTo[source] !== null;
    const otherIdle = this.idleTo[other] !== null;
    if (idle !== otherIdle) return otherIdle;
    return compareText(this.sources[source]!.topic, this.sources[other]!.topic) < 0;
  }

  /** Of the next record to take, by source. */
  offset(source: number): number {
    const { waiting, next, fetchedTo } = this.sources[source]!;
    return waiting[next]?.offset ?? fetchedTo;
  }

  /** A record that stops the task was not taken. */
  putBack(source: number): void {
    const of = this.sources[source]!;
    of.next--;
    of.head = null;
  }

  /** Up to what time the others wait for sources without a next record; null: nobody waits. */
  get waitingFor(): number | null {
    const empty = this.sources.some(({ waiting, next }) => next >= waiting.length);
    const heads = this.sources.flatMap((_, source) => this.headOf(source) ?? []);
    const times = heads.map(timeOf).filter((time) => Number.isFinite(time));
    return empty && times.length > 0 ? Math.min(...times) : null;
  }

  /** Sources without a next record are idle up to a time, from here on. */
  idle(time: number): void {
    for (const [source, { waiting, next }] of this.sources.entries()) {
      if (next >= waiting.length) this.idleTo[source] = Math.max(this.idleTo[source] ?? time, time);
    }
  }
}

/** One that nobody can read goes at once, and so does one with a clock of its own. */
export function timeOf({ results, message }: MessageRecord): number {
  if (isCanary(message)) return Number.NEGATIVE_INFINITY;
  for (const result of results) if (result.kind === "event") return result.event.time;
  return Number.NEGATIVE_INFINITY;
}
