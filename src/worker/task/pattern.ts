import type { Machine } from "../../machine/machine.ts";
import type { LineListener } from "../../stream/compiled-table.ts";
import type { KeyState } from "../../stream/key-state.ts";
import type { KeptRunner } from "../../stream/runner.ts";
import type { OutputWriter } from "../records/output-writer.ts";

/** A pattern that a worker runs, and how its keys' states look as bytes. */
export interface WorkerPattern {
  readonly machine: Machine;
  /** The place of its vocabulary among those of the reader. */
  readonly vocabulary: number;
  /** The change since which only its open sessions go on, while new ones begin in the pattern of its name. */
  readonly drainedSince?: number;
  /** Where its outputs do not look as those of the others; else all are written alike. */
  readonly outputs?: OutputWriter;
  runner(listener: LineListener): KeptRunner;
  encode(state: KeyState): Uint8Array;
  /** Fails with a sentence where the bytes are not a state of this pattern. */
  decode(key: string, bytes: Uint8Array): KeyState;
  /** When something of a state is due, where that is known without decoding it; null: it is not. */
  due?(bytes: Uint8Array): number | null;
}

/** Under what its keys' states are kept: its name, which no other pattern has, beside those that drain. */
export const slotOf = ({ machine, drainedSince }: WorkerPattern): string =>
  slotName(machine.automaton.pattern, drainedSince);

/** No name that is written has an `@` in it. */
export const slotName = (pattern: string, drainedSince: number | undefined): string =>
  drainedSince === undefined ? pattern : `${pattern}@${drainedSince}`;
