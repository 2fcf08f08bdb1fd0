import type { KeyState } from "../../stream/key-state.ts";
import type { Sung } from "../canary/runs.ts";
import type { MessageRecord } from "../records/message-record.ts";
import type { RoutedMessage } from "../records/output-writer.ts";
import type { Change } from "../store/shelf.ts";
import type { Message, StoredMessage } from "../transport.ts";
import type { LastEvent } from "./last-events.ts";
import type { WorkerPattern } from "./pattern.ts";

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
  /** They are committed and on disk: what need not stay in memory may go. */
  kept(changes: readonly Change[]): void;
  look(key: string): Looked;
  /** All that is open of a pattern, key by key. */
  open(pattern: number): Iterable<KeyState>;
  /** How many keys have an open session still, by pattern; null: it does not drain. */
  readonly draining: readonly (number | null)[];
  /** Whether nothing is left of one that drains. */
  readonly drained: boolean;
}

/** What is kept of a key, by pattern. */
export interface Looked {
  readonly patterns: readonly LookedPattern[];
  /** null: nothing is open. */
  readonly states: readonly (Uint8Array | null)[];
  /** From the oldest to the youngest, since the task was last restored; null: they are not kept. */
  readonly last: readonly (readonly LastEvent[])[] | null;
}

/** A pattern as far as its states are told. */
export interface LookedPattern extends Pick<WorkerPattern, "drainedSince" | "decode"> {
  readonly name: string;
}

/** What came of the records since the last `take`. */
export interface Stepped {
  records: number;
  late: number;
  /** Records of canaries, among `records`, and what came of them. */
  canaries: number;
  sung: Sung;
  readonly dead: { record: number; ahead: number; step: number };
  readonly byPattern: number[];
  readonly outputs: RoutedMessage[];
  readonly letters: Message[];
}

export interface States {
  readonly messages: readonly Message[];
  readonly deleted: number;
  /** The same for a disk; none where there is none. */
  readonly changes: readonly Change[];
}

export const nothing = (patterns: number): Stepped => ({
  records: 0,
  late: 0,
  canaries: 0,
  sung: { outputs: [], outcomes: [] },
  dead: { record: 0, ahead: 0, step: 0 },
  byPattern: Array.from({ length: patterns }, () => 0),
  outputs: [],
  letters: [],
});
