import type { Action } from "../../automaton/automaton.ts";
import type { Code, Constants } from "./code.ts";
import type { Layout } from "./layout.ts";

/** What every step function is given; `v` is the visitor's row, `ref` and `order` the writer. */
export const STEP = "slot, v, key, now, at, ref, order";

/** What code for one kind of step may refer to. */
export interface Site {
  readonly layout: Layout;
  readonly constants: Constants;
  readonly code: Code;
  readonly step: "event" | "timer" | "end";
  /** Events that this place is for, by code; null: not known. */
  readonly events: readonly number[] | null;
  /** Registers and fields known not to be missing here (what an `and` has tested). */
  readonly known: ReadonlySet<string>;
  readonly loop: Loop | null;
  /** Frames that enclosing `any`s look at, the innermost first. */
  readonly bound: readonly string[];
  /** Who is told of the frames that an `any` found; null: nobody asks. */
  readonly found: string | null;
  /** Whether steps can fail in this automaton, so that what they do must be undone (rule 16). */
  readonly careful: boolean;
  /** Where lists of actions are that are functions of their own. */
  readonly shared: Shared;
}

export interface Shared {
  /** Code that runs a list; null: it is written where it stands. `guarded`: as for `perform`. */
  call(actions: readonly Action[], site: Site, guarded: boolean): string | null;
}

export interface Loop {
  readonly frame: string;
  readonly index: string;
  readonly count: string;
  readonly part: string | null;
  /** Adds the writers that the part stands for. */
  readonly addPartWriters: (to: string) => string;
}

export const sessionRow = (layout: Layout): string => (layout.shared ? "v" : "slot");

/** A place in the configuration's own record. */
export const own = ({ layout }: Site, name: string): string => layout.slots.at(name, "slot");
export const ofSession = (layout: Layout, name: string): string =>
  layout.sessions.at(name, sessionRow(layout));
