import type { Configuration, Session } from "../machine/configuration.ts";
import type { Visitor } from "../machine/visitor.ts";
import type { Arrival } from "./order/arrival.ts";

/**
 * All that is open, held or remembered of one key, as an immutable value: a runner that is given it goes on
 * as the one that gave it. What the pattern cannot tell apart is left out, so that equal behaviour gives
 * equal values. An instant of -Infinity: none yet.
 */
export interface KeyState {
  readonly key: string;
  /** Sessions, lanes and configurations; null where none is open, or where a history or tree has them. */
  readonly visitor: Visitor | null;
  /** What `dedupe`, `reorder` and `order by` know; absent where the pattern says none of them. */
  readonly order?: OrderState;
  /** Absent without `late retract`, or where nothing is open or remembered. */
  readonly history?: HistoryState;
  /** Absent without `follow cause`, or where nothing is open or remembered. */
  readonly causes?: CauseState;
}

/** Rules 32 to 35. */
export interface OrderState {
  readonly greatest: number;
  readonly reached: number;
  readonly sequenceEnd: number;
  /** How many records were read. */
  readonly read: number;
  /** Rule 33, by time, id and event. */
  readonly duplicates: readonly AcceptedState[];
  /** Rule 34, in order of release. */
  readonly reorder: readonly Arrival[];
  /** Rule 35; absent without a sequence. */
  readonly sequence?: SequenceState;
}

export interface AcceptedState {
  readonly id: string;
  readonly time: number;
  /** The event's own id, by which a failed step names it. */
  readonly event: string;
  /** Its step failed: no copy meets it, but it is still waited for to be forgotten. */
  readonly failed: boolean;
}

export interface SequenceState {
  /** null: whatever comes first. */
  readonly expected: bigint | null;
  /** By number, then as they came. */
  readonly held: readonly { readonly arrival: Arrival; readonly number: bigint }[];
}

/** Rule 36: what was settled, and what is replayed from there. */
export interface HistoryState {
  readonly settled: Visitor | null;
  readonly arrivals: readonly Arrival[];
  /** How far time has moved on after the last. */
  readonly reached: { readonly until: number; readonly through: boolean };
  /** The greatest time of an event that counts, of what is settled. */
  readonly settledCounted: number;
  readonly watermark: number;
  readonly read: number;
  /** By name. */
  readonly revisions: readonly {
    readonly name: string;
    readonly rev: number;
    readonly time: number;
  }[];
}

/** Rule 37. */
export interface CauseState {
  /** null: none is open. */
  readonly open: {
    readonly session: Session;
    /** In order of age; the youngest is the one stepped last. */
    readonly branches: readonly BranchState[];
  } | null;
  /** In order of their end. */
  readonly ended: readonly { readonly id: string; readonly end: number }[];
  /** Events that wait for their causes, as they came. */
  readonly waiting: readonly WaitingState[];
  readonly greatest: number;
  readonly reached: number;
  readonly read: number;
}

export interface BranchState {
  /** The name under which consequences find it. */
  readonly id: string;
  readonly configuration: Configuration;
  readonly clock: number;
  /** E of its latest event. */
  readonly event: string;
  /** Whether its timers run: nothing has started from it yet. */
  readonly head: boolean;
}

export interface WaitingState extends Arrival {
  readonly id: string;
  readonly cause: string;
  /** Rule 31. */
  readonly late: boolean;
}
