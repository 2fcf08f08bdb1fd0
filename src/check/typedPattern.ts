import type { Automaton, Expression } from "../automaton/automaton.ts";
import type { Mapping } from "./mapping.ts";
import type { FrameRead } from "./scope.ts";

/** A checked pattern: the pieces of its automaton, and what is known of its reads of frames. */
export interface TypedPattern extends Omit<Automaton, "format" | "version"> {
  /** What it says of the pattern before it. */
  readonly mapping: Mapping;
  readonly frameReads: ReadonlyMap<Expression, FrameRead>;
}
