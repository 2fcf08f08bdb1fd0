import type { Value } from "./value.ts";

/** Who wrote something: an event's E and its place in the order of stepping (rule 28). */
export interface Writer {
  readonly id: string;
  /** `session.events` when it was stepped: the order in which causes are listed. */
  readonly order: number;
}

export interface Frame {
  readonly kind: string;
  readonly fields: Readonly<Record<string, Value>>;
  /** `now` of its push or replace (rule 18). */
  readonly born: number;
  readonly writer: Writer;
}

/** Where a call goes on after `return`; no read sees it (rule 20). */
export interface ReturnAddress {
  readonly returnTo: string;
}

/** A persistent list, the top first: push and pop share what lies below. */
export type StackCells = {
  readonly cell: Frame | ReturnAddress;
  readonly below: StackCells;
} | null;

export interface RegisterContent {
  readonly value: Value;
  /** null: the first value. */
  readonly writer: Writer | null;
}

/** A timer that is armed and neither spent nor resting (rule 23). */
export interface ArmedTimer {
  /** The state, group or part it is written in. */
  readonly owner: string;
  /** From 1: the owner's n-th timer. */
  readonly index: number;
  readonly due: number;
  readonly armedBy: Writer;
}

/** What one automaton remembers besides its session. */
export interface Configuration {
  readonly state: string;
  readonly stack: StackCells;
  readonly registers: Readonly<Record<string, RegisterContent>>;
  readonly timers: readonly ArmedTimer[];
}

export interface Session {
  /** E of the first counted event. */
  readonly first: Writer;
  readonly start: number;
  /** Greatest time of a counted event. */
  readonly latest: number;
  /** Number of counted events. */
  readonly events: number;
  /** Rule 7. */
  readonly clock: number;
  /** Due timers taken since the last counted event (rule 24). */
  readonly dueSinceEvent: number;
}
