import type { Vocabulary } from "../../automaton/automaton.ts";
import { JsonMapping } from "../../records/json-mapping.ts";
import { jsonMembers } from "../../records/members.ts";
import { behindMark, RECORD_BYTES_MAX } from "../../records/record-reader.ts";
import { openVocabulary, type RecordMapper } from "../../records/vocabulary.ts";
import type { StoredMessage } from "../transport.ts";
import type { DeadResult } from "./dead-messages.ts";
import type { MessageReader } from "./message-reader.ts";
import { MessageRecord } from "./message-record.ts";
import type { MessageSource } from "./message-source.ts";
import { ValueBytes } from "./value-bytes.ts";

export interface MessageOptions {
  readonly vocabularies: readonly Vocabulary[];
  /** Longer ones are dead letters. */
  readonly recordBytesMax?: number;
}

/** Messages whose value is one JSON object. */
export function jsonMessages(options: MessageOptions): MessageReader {
  return new JsonMessages(options);
}

class JsonMessages implements MessageReader {
  readonly vocabularies: readonly Vocabulary[];
  readonly #mappers: readonly RecordMapper[];
  readonly #mapping: JsonMapping;
  readonly #values = new ValueBytes();
  readonly #max: number;

  constructor({ vocabularies, recordBytesMax = RECORD_BYTES_MAX }: MessageOptions) {
    this.vocabularies = vocabularies;
    this.#mappers = vocabularies.map((vocabulary) => openVocabulary(vocabulary));
    this.#mapping = new JsonMapping(this.#mappers, { lines: false, cut: true });
    this.#max = recordBytesMax;
  }

  prepare(): null {
    return null;
  }

  read(message: StoredMessage, from: MessageSource): MessageRecord {
    const dead = unreadable(message, this.#max);
    if (dead !== null) return refused(message, from, this.vocabularies.length, dead);
    const value = message.value!;
    const values = this.#values;
    values.place(value);
    const { bytes, end } = values;
    const start = values.start + behindMark(value);
    const record = new MessageRecord(message, from, bytes, start, end, jsonMembers);
    const stop = this.#mapping.scan(bytes, start, end);
    return this.#mapping.resolve(record, bytes, start, end, stop, "");
  }
}

/** Why a message need not be looked into. */
export function unreadable({ value }: StoredMessage, max: number): DeadResult | null {
  if (value === null) return NO_VALUE;
  if (value.length === 0) return EMPTY;
  if (value.length <= max) return null;
  const detail = `The message has ${value.length} bytes, more than ${max}`;
  return { kind: "dead", reason: "too long", detail };
}

/** A record that every block refuses alike. */
export function refused(
  message: StoredMessage,
  from: MessageSource,
  blocks: number,
  dead: DeadResult,
): MessageRecord {
  const record = new MessageRecord(message, from, NO_BYTES, 0, 0, () => []);
  record.results = Array.from({ length: blocks }, () => dead);
  return record;
}

const NO_BYTES = new Uint8Array(0);
const EMPTY: DeadResult = {
  ...{ kind: "dead", reason: "damaged" },
  detail: "The message's value is empty",
};
const NO_VALUE: DeadResult = {
  ...{ kind: "dead", reason: "no value" },
  detail: "The message has no value: it deletes its key",
};
