import type { Machine } from "../../machine/machine.ts";
import type {
  AcceptedState,
  BranchState,
  CauseState,
  HistoryState,
  OrderState,
  SequenceState,
  WaitingState,
} from "../../stream/key-state.ts";
import type { Arrival } from "../../stream/order/arrival.ts";
import type { MessageSource } from "../records/message-source.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { EventBytes } from "./event-bytes.ts";
import type { VisitorBytes } from "./visitor-bytes.ts";

/** What order words hold and remember of a key, as bytes. */
export class OrderBytes {
  private readonly visitors: VisitorBytes;
  private readonly events: EventBytes;

  constructor({ automaton }: Machine, visitors: VisitorBytes, sources: readonly MessageSource[]) {
    this.visitors = visitors;
    this.events = new EventBytes(automaton, sources);
  }

  // ------------------------------------------------------------ dedupe, reorder, order by

  writeOrder(to: ByteWriter, state: OrderState): void {
    const { greatest, reached, sequenceEnd, read, duplicates, reorder, sequence } = state;
    const base = baseOf(greatest);
    to.instant(greatest, 0);
    to.instant(reached, base);
    to.instant(sequenceEnd, base);
    to.unsigned(read);
    writeList(to, duplicates, ({ id, time, event, failed }) => {
      to.text(id);
      to.instant(time, base);
      to.id(event);
      to.byte(failed ? 1 : 0);
    });
    writeList(to, reorder, (arrival) => this.writeArrival(to, arrival, base));
    to.byte(sequence === undefined ? 0 : 1);
    if (sequence !== undefined) this.writeSequence(to, sequence, base);
  }

  readOrder(from: ByteReader, key: string): OrderState {
    const greatest = from.instantOrNone(0);
    const base = baseOf(greatest);
    const reached = from.instantOrNone(base);
    const sequenceEnd = from.instantOrNone(base);
    const read = from.unsigned();
    const duplicates = readList(from, (): AcceptedState => {
      const id = from.text();
      const time = from.instant(base);
      return { id, time, event: from.id(), failed: from.flag() };
    });
    const reorder = readList(from, () => this.readArrival(from, key, base));
    const sequence = from.flag() ? this.readSequence(from, key, base) : null;
    return {
      ...{ greatest, reached, sequenceEnd, read, duplicates, reorder },
      ...(sequence === null ? {} : { sequence }),
    };
  }

  private writeSequence(to: ByteWriter, { expected, held }: SequenceState, base: number): void {
    to.byte(expected === null ? 0 : 1);
    if (expected !== null) to.whole(expected);
    writeList(to, held, ({ arrival, number }) => {
      this.writeArrival(to, arrival, base);
      to.whole(number);
    });
  }

  private readSequence(from: ByteReader, key: string, base: number): SequenceState {
    const expected = from.flag() ? BigInt(from.whole()) : null;
    const held = readList(from, () => {
      const arrival = this.readArrival(from, key, base);
      return { arrival, number: BigInt(from.whole()) };
    });
    return { expected, held };
  }

  // ------------------------------------------------------------ late retract

  writeHistory(to: ByteWriter, state: HistoryState): void {
    const { settled, arrivals, reached, settledCounted, watermark, read, revisions } = state;
    const base = baseOf(watermark);
    to.instant(watermark, 0);
    to.byte(settled === null ? 0 : 1);
    if (settled !== null) this.visitors.write(to, settled);
    writeList(to, arrivals, (arrival) => this.writeArrival(to, arrival, base));
    to.instant(reached.until, base);
    to.byte(reached.through ? 1 : 0);
    to.instant(settledCounted, base);
    to.unsigned(read);
    writeList(to, revisions, ({ name, rev, time }) => {
      to.id(name);
      to.unsigned(rev);
      to.instant(time, base);
    });
  }

  readHistory(from: ByteReader, key: string): HistoryState {
    const watermark = from.instantOrNone(0);
    const base = baseOf(watermark);
    const settled = from.flag() ? this.visitors.read(from, key) : null;
    const arrivals = readList(from, () => this.readArrival(from, key, base));
    const until = from.instantOrNone(base);
    const reached = { until, through: from.flag() };
    const settledCounted = from.instantOrNone(base);
    const read = from.unsigned();
    const revisions = readList(from, () => {
      const name = from.id();
      const rev = from.unsigned();
      return { name, rev, time: from.instant(base) };
    });
    return { settled, arrivals, reached, settledCounted, watermark, read, revisions };
  }

  // ------------------------------------------------------------ follow cause

  writeCauses(to: ByteWriter, state: CauseState): void {
    const { open, ended, waiting, greatest, reached, read } = state;
    const base = baseOf(greatest);
    to.instant(greatest, 0);
    to.instant(reached, base);
    to.unsigned(read);
    to.byte(open === null ? 0 : 1);
    if (open !== null) {
      this.visitors.writeSession(to, open.session);
      writeList(to, open.branches, ({ id, configuration, clock, event, head }) => {
        to.id(id);
        this.visitors.writeConfiguration(to, configuration, base);
        to.instant(clock, base);
        to.id(event);
        to.byte(head ? 1 : 0);
      });
    }
    writeList(to, ended, ({ id, end }) => {
      to.id(id);
      to.instant(end, base);
    });
    writeList(to, waiting, (caused) => {
      this.writeArrival(to, caused, base);
      to.id(caused.id);
      to.id(caused.cause);
      to.byte(caused.late ? 1 : 0);
    });
  }

  readCauses(from: ByteReader, key: string): CauseState {
    const greatest = from.instantOrNone(0);
    const base = baseOf(greatest);
    const reached = from.instantOrNone(base);
    const read = from.unsigned();
    const open = from.flag() ? this.readTree(from, base) : null;
    const ended = readList(from, () => ({ id: from.id(), end: from.instant(base) }));
    const waiting = readList(from, (): WaitingState => {
      const arrival = this.readArrival(from, key, base);
      return { ...arrival, id: from.id(), cause: from.id(), late: from.flag() };
    });
    return { open, ended, waiting, greatest, reached, read };
  }

  private readTree(from: ByteReader, base: number): CauseState["open"] {
    const session = this.visitors.readSession(from);
    const branches = readList(from, (): BranchState => {
      const id = from.id();
      const configuration = this.visitors.readConfiguration(from, base);
      const clock = from.instant(base);
      return { id, configuration, clock, event: from.id(), head: from.flag() };
    });
    return { session, branches };
  }

  // ------------------------------------------------------------ arrivals

  private writeArrival(to: ByteWriter, arrival: Arrival, base: number): void {
    const { event, behindWatermark, watermark, place } = arrival;
    this.events.write(to, event, base);
    to.byte((behindWatermark ? 1 : 0) + (watermark === undefined ? 0 : 2));
    if (watermark !== undefined) to.instant(watermark, event.time);
    to.unsigned(place);
  }

  private readArrival(from: ByteReader, key: string, base: number): Arrival {
    const event = this.events.read(from, key, base);
    const marks = from.among(4, "a mark");
    const watermark = marks < 2 ? {} : { watermark: from.instantOrNone(event.time) };
    return { event, behindWatermark: marks % 2 === 1, ...watermark, place: from.unsigned() };
  }
}

/** An instant that others lie near; of none they are told in full. */
const baseOf = (instant: number): number => (Number.isFinite(instant) ? instant : 0);

function writeList<T>(to: ByteWriter, list: readonly T[], write: (item: T) => void): void {
  to.unsigned(list.length);
  for (const item of list) write(item);
}

function readList<T>(from: ByteReader, read: () => T): readonly T[] {
  const count = from.count();
  const list: T[] = [];
  for (let i = 0; i < count; i++) list.push(read());
  return list;
}
