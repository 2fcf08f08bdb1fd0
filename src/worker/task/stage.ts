import type { MessageRecord } from "../records/message-record.ts";
import type { StoredMessage } from "../transport.ts";
import type { States, Stepped } from "./stepping.ts";

/**
 * What a task does with records. It only ever goes forward: after a failed chunk it is thrown away, and
 * another begins with what was restored.
 */
export interface Stage {
  /** Puts a key back; its row, for `resume`. */
  restore(pattern: number, key: string, state: Uint8Array): number;
  /** Goes on: the watermarks by input and vocabulary, and the rows that were put back by pattern. */
  resume(
    greatest: readonly (readonly (number | null)[])[],
    rows: readonly (readonly number[])[],
  ): void;
  read(source: number, message: StoredMessage): MessageRecord;
  /** One record, and what its time makes due. */
  step(source: number, record: MessageRecord): void;
  /** Time moves on in a source without a record. */
  pass(source: number, time: number): void;
  /** The earliest instant at which something is due. */
  readonly nextDue: number;
  /** By input and vocabulary: the greatest time so far. */
  readonly greatest: readonly (readonly (number | null)[])[];
  readonly watermark: number;
  readonly sessions: number;
  /** What came of the records since the last time. */
  take(): Stepped;
  /** The states of the keys touched since the last time, each once; `null` for one that has none. */
  states(): States;
  /** What is kept of a key, by pattern. */
  look(key: string): readonly (Uint8Array | null)[];
}
