import type { Machine } from "../../machine/machine.ts";
import type { LineListener } from "../../stream/compiled-table.ts";
import type { KeyState } from "../../stream/key-state.ts";
import type { KeptRunner } from "../../stream/runner.ts";

/** A pattern that a worker runs, and how its keys' states look as bytes. */
export interface WorkerPattern {
  readonly machine: Machine;
  /** The place of its vocabulary among those of the reader. */
  readonly vocabulary: number;
  runner(listener: LineListener): KeptRunner;
  encode(state: KeyState): Uint8Array;
  /** Fails with a sentence where the bytes are not a state of this pattern. */
  decode(key: string, bytes: Uint8Array): KeyState;
}
