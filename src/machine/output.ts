import type { Type } from "../automaton/automaton.ts";
import type { Value } from "./value.ts";

/** An output before it is written as a line (rule 27). */
export interface Output {
  /** Percent-encoded as rule 27 says. */
  readonly id: string;
  /** Of a pattern with `late retract` (rule 36): from 0, one more with each change. */
  readonly rev?: number;
  /** Takes this revision back; `data` and `members` are not written then. */
  readonly retracted?: boolean;
  readonly pattern: string;
  /** The automaton's fingerprint. */
  readonly version: string;
  readonly output: string;
  readonly kind: string;
  readonly key: string;
  /** Empty without lanes. */
  readonly lane: readonly string[];
  /** `session.id`; null of an event that came late to no session (rule 36). */
  readonly session: string | null;
  /** `at`, milliseconds. */
  readonly time: number;
  readonly causes: readonly string[];
  /** In the order of `emits`; missing values are not in it. */
  readonly data: readonly {
    readonly name: string;
    readonly type: Type;
    readonly value: Exclude<Value, undefined>;
  }[];
  /** `with event`: members as JSON text, names already in data left out. */
  readonly members: readonly (readonly [name: string, json: string])[];
}

/** What could not be done, whole (rules 16 and 24). */
export type DeadStep =
  /** An event's step failed. */
  | {
      readonly kind: "event";
      readonly pattern: string;
      readonly key: string;
      readonly lane: readonly string[];
      readonly event: string;
      readonly instant: number;
      readonly reason: string;
    }
  /** A due timer's or a session end's step failed. `name` as in rule 27's trigger: `owner.n` or `end`. */
  | {
      readonly kind: "due";
      readonly pattern: string;
      readonly key: string;
      readonly lane: readonly string[];
      readonly name: string;
      readonly instant: number;
      readonly reason: string;
    }
  /** The 10,001st due timer: the session ended without `on end`. */
  | {
      readonly kind: "stalled";
      readonly pattern: string;
      readonly key: string;
      readonly lane: readonly string[];
      readonly name: string;
      readonly instant: number;
      readonly reason: string;
    };

/** The accounting of one pattern, and what else is counted. All start at 0. */
export interface Counts {
  handedOn: number;
  ignored: number;
  laneless: number;
  stepped: number;
  /** stepped = taken + unmatched + failed */
  taken: number;
  unmatched: number;
  failed: number;
  /** Among the handed on, not ignored: behind W or behind the session's clock (rule 31). */
  late: number;
  /** Due steps taken (timers, fitting or not) and session ends. */
  dueSteps: number;
  dueFailed: number;
  stalled: number;
  sessionsBegun: number;
  sessionsEnded: number;
  /** Frames dropped by `depth N drop oldest`, transitions not taken by `refuse`. */
  framesDropped: number;
  pushesRefused: number;
  lanesDropped: number;
  lanesRefused: number;
}
