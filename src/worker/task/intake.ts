import type { MessageReader } from "../records/message-reader.ts";
import type { MessageRecord } from "../records/message-record.ts";
import type { Fetched, Partition, Position, Reader } from "../transport.ts";
import { Merge, type ReadMessage } from "./merge.ts";

export interface IntakeParts {
  readonly reader: Reader;
  readonly inputs: readonly Partition[];
  /** Of one fetch, at most. */
  readonly maxBytes: number;
}

/** Who reads the messages of an input. */
export interface MessageTaker extends Pick<MessageReader, "prepare"> {
  readonly read: ReadMessage;
}

/** What came of asking: a gap are offsets without records. */
export type Came = "records" | "gap" | "nothing";

/** The records of a task's inputs, fetched and merged into one sequence. */
export class Intake {
  private readonly parts: IntakeParts;
  private merge = new Merge([], []);
  /** A fetch that was asked for while the last chunk was being committed. */
  private early: Promise<readonly Fetched[]> | null = null;
  /** By input: records that were not fetched yet. */
  private readonly lags = new Map<number, number>();

  constructor(parts: IntakeParts) {
    this.parts = parts;
  }

  begin(positions: readonly Position[], idleTo: readonly (number | null)[]): void {
    this.merge = new Merge(positions, idleTo);
  }

  /** Reads again what was fetched and not taken. */
  async again(): Promise<void> {
    await this.early?.catch(() => {});
    this.early = null;
    this.begin(this.positions, this.idleTo);
  }

  /** null: more has to be asked for. */
  take(): MessageRecord | null {
    return this.merge.take();
  }

  /** A record that stops the task was not taken. */
  putBack(source: number): void {
    this.merge.putBack(source);
  }

  /**
   * Asks for the inputs whose next records are not known. `patient`: not to be answered for the first record
   * that comes, for the chunk goes on until its time is over; a request for each would cost more than the record.
   */
  async more(maxWaitMs: number, patient: boolean, taker: MessageTaker): Promise<Came> {
    const { inputs } = this.parts;
    const fetched = await this.fetch(maxWaitMs, patient);
    let came: Came = "nothing";
    for (const each of fetched) {
      const { topic, messages, nextOffset, highWatermark } = each;
      const source = inputs.findIndex((input) => input.topic === topic);
      const missing = taker.prepare(messages);
      if (missing !== null) await missing;
      this.merge.offer(source, each, taker.read);
      this.lags.set(source, Math.max(0, highWatermark - nextOffset));
      if (messages.length > 0) came = "records";
      else if (came === "nothing") came = "gap";
    }
    return came;
  }

  /** Asks while others work, for all that comes in that time; `more` takes it. */
  askEarly(maxWaitMs: number): void {
    if (this.wanted.length === 0) return;
    this.early = this.ask(maxWaitMs, true);
    this.early.catch(() => {}); // told when it is taken
  }

  private async fetch(maxWaitMs: number, patient: boolean): Promise<readonly Fetched[]> {
    const { early } = this;
    this.early = null;
    return early ?? this.ask(maxWaitMs, patient);
  }

  private ask(maxWaitMs: number, patient: boolean): Promise<readonly Fetched[]> {
    const { reader, maxBytes } = this.parts;
    // Of several inputs the others wait for the one that is asked.
    const minBytes = patient && this.parts.inputs.length === 1 ? maxBytes : 1;
    return reader.fetch(this.wanted, {
      ...{ maxBytes, maxBytesPerPartition: maxBytes, maxWaitMs, minBytes },
    });
  }

  /** Inputs whose next record is not known. */
  get wanted(): readonly Position[] {
    return this.merge.wanted(this.parts.inputs);
  }

  /** Of the next records to take. */
  get positions(): readonly Position[] {
    const { inputs } = this.parts;
    return inputs.map((input, source) => ({ ...input, offset: this.merge.offset(source) }));
  }

  get idleTo(): readonly (number | null)[] {
    return this.merge.idleTo;
  }

  get waitingFor(): number | null {
    return this.merge.waitingFor;
  }

  idle(time: number): void {
    this.merge.idle(time);
  }

  /** Records that were not fetched yet. */
  get lag(): number {
    return [...this.lags.values()].reduce((sum, lag) => sum + lag, 0);
  }
}
