import type { Value } from "./value.ts";

/** A record after mapping: what a machine is fed with (rules 1 to 4). */
export interface Event {
  readonly key: string;
  /** Event time, whole milliseconds since 1970. */
  readonly time: number;
  /** The declared event it is; null: undeclared. */
  readonly name: string | null;
  /** The event's declared fields; a missing one is absent. Empty for an undeclared record. */
  readonly fields: Readonly<Record<string, Value>>;
  /** E of rule 27, not encoded: the block's declared id, else the position (`shop.ndjson#12`, `topic-0@17`). */
  readonly id: string;
  /**
   * The record's members as (name, JSON text with the source's own digits), in source order, for `with event`.
   * Called only where an output asks for it.
   */
  readonly members: () => readonly (readonly [name: string, json: string])[];
}
