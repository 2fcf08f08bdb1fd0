import type { Event } from "../machine/event.ts";
import type { Value } from "../machine/value.ts";

export type Members = readonly (readonly [name: string, json: string])[];

/** Reads the members of the record that stands there. */
export type MembersOf = (bytes: Uint8Array, start: number, end: number) => Members;

/** An event that was read. Its members are read again from the record, if ever. */
export class MappedEvent implements Event {
  readonly key: string;
  readonly time: number;
  readonly name: string | null;
  readonly fields: Readonly<Record<string, Value>>;
  readonly id: string;
  readonly #membersOf: MembersOf;
  readonly #bytes: Uint8Array;
  readonly #start: number;
  readonly #end: number;

  constructor(
    key: string,
    time: number,
    name: string | null,
    fields: Readonly<Record<string, Value>>,
    id: string,
    membersOf: MembersOf,
    bytes: Uint8Array,
    start: number,
    end: number,
  ) {
    this.key = key;
    this.time = time;
    this.name = name;
    this.fields = fields;
    this.id = id;
    this.#membersOf = membersOf;
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
  }

  members(): Members {
    return this.#membersOf(this.#bytes, this.#start, this.#end);
  }
}
