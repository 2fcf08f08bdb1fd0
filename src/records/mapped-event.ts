import type { Event } from "../machine/event.ts";
import type { Value } from "../machine/value.ts";
import type { KeyBytes } from "./key-bytes.ts";

export type Members = readonly (readonly [name: string, json: string])[];

/** Reads the members of the record that stands there. */
export type MembersOf = (bytes: Uint8Array, start: number, end: number) => Members;

/** The record that an event stands in. */
export interface EventSource {
  /** Of the source: its index; of the record: its number there. */
  readonly source: number;
  readonly position: number;
  /** Of both. */
  readonly id: string;
  members(): Members;
}

/** An event that was read. Its members are read again from the record, if ever, and its position is told. */
export class MappedEvent implements Event {
  readonly key: string;
  readonly time: number;
  readonly name: string | null;
  readonly fields: Readonly<Record<string, Value>>;
  readonly record: EventSource;
  readonly #declaredId: string | null;

  constructor(
    key: string,
    time: number,
    name: string | null,
    fields: Readonly<Record<string, Value>>,
    declaredId: string | null,
    record: EventSource,
  ) {
    this.key = key;
    this.time = time;
    this.name = name;
    this.fields = fields;
    this.record = record;
    this.#declaredId = declaredId;
  }

  get id(): string {
    return this.#declaredId ?? this.record.id;
  }

  members(): Members {
    return this.record.members();
  }
}

/**
 * The event at hand of a log whose events nobody keeps: one object, which the next event overwrites. Its key
 * stays bytes until somebody asks for it.
 */
export class PassingEvent implements Event {
  time = Number.NaN;
  name: string | null = null;
  /** Its place among the declared events; behind the last: undeclared. */
  code = 0;
  fields: Readonly<Record<string, Value>>;
  declaredId: string | null = null;
  record: EventSource;
  readonly keyBytes: KeyBytes;

  constructor(keyBytes: KeyBytes, fields: Readonly<Record<string, Value>>, record: EventSource) {
    this.keyBytes = keyBytes;
    this.fields = fields;
    this.record = record;
  }

  get key(): string {
    return this.keyBytes.text();
  }

  get id(): string {
    return this.declaredId ?? this.record.id;
  }

  members(): Members {
    return this.record.members();
  }
}
