import type { Place } from "./layout.ts";
import type { Trial } from "./selection.ts";
import type { Symbols } from "./symbols.ts";

/** What a rule of the system stands for in the pattern. */
export type Occurrence =
  | {
      readonly by: "event";
      readonly event: string | null;
      readonly pointer: string;
      readonly state: string;
      /** The stack was full, and `else -> S` was taken instead. */
      readonly overflow: boolean;
    }
  | {
      readonly by: "timer";
      readonly pointer: string;
      readonly state: string;
      readonly overflow: boolean;
    }
  /** The topmost frame has expired. */
  | { readonly by: "expiry"; readonly kind: string };

/** A rule of the automaton tried in a state, with this symbol uppermost, for this event. */
export interface Head extends Trial {
  readonly place: Place;
  readonly symbol: number;
  readonly event: string | null;
}

/** A way from one state to another that leaves the stack alone. */
export interface Move {
  readonly target: number;
  readonly head: Head;
}

export function occurrenceOf({ candidate, place, event }: Head, overflow: boolean): Occurrence {
  const { pointer } = candidate;
  const state = place.state.name;
  return candidate.timed
    ? { by: "timer", pointer, state, overflow }
    : { by: "event", event, pointer, state, overflow };
}

/** The symbols that can be uppermost in a state. */
export const visibleIn = ({ part }: Place, { visible }: Symbols): readonly number[] =>
  part === null ? visible.outside : visible.inPart;
