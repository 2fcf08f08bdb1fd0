import type { Event } from "../machine/event.ts";
import type { Value } from "../machine/value.ts";

export type Members = readonly (readonly [name: string, json: string])[];

/** Reads the members of the record that stands there. */
export type MembersOf = (bytes: Uint8Array, start: number, end: number) => Members;

/** The record that an event stands in. */
export interface MembersSource {
  members(): Members;
}

/** An event that was read. Its members are read again from the record, if ever. */
export class MappedEvent implements Event {
  readonly key: string;
  readonly time: number;
  readonly name: string | null;
  readonly fields: Readonly<Record<string, Value>>;
  readonly id: string;
  readonly #record: MembersSource;

  constructor(
    key: string,
    time: number,
    name: string | null,
    fields: Readonly<Record<string, Value>>,
    id: string,
    record: MembersSource,
  ) {
    this.key = key;
    this.time = time;
    this.name = name;
    this.fields = fields;
    this.id = id;
    this.#record = record;
  }

  members(): Members {
    return this.#record.members();
  }
}
