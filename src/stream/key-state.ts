import type { Visitor } from "../machine/visitor.ts";

/**
 * All that is open of one key, as a plain immutable value: a runner that is given it goes on as the one that
 * gave it. What the pattern cannot tell apart is left out, so that equal behaviour gives equal values.
 */
export interface KeyState {
  readonly key: string;
  /** Sessions, lanes and configurations; null where none is open. */
  readonly visitor: Visitor | null;
}
