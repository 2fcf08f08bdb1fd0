import type { Vocabulary } from "../../automaton/automaton.ts";
import { JsonMapping } from "../../records/json-mapping.ts";
import { jsonMembers } from "../../records/members.ts";
import { behindMark, damaged, RECORD_BYTES_MAX, tooLong } from "../../records/record-reader.ts";
import { type MapResult, openVocabulary, type RecordMapper } from "../../records/vocabulary.ts";
import type { StoredMessage } from "../transport.ts";
import type { MessageReader } from "./message-reader.ts";
import { MessageRecord } from "./message-record.ts";
import type { MessageSource } from "./message-source.ts";
import { ValueBytes } from "./value-bytes.ts";

export interface JsonMessageOptions {
  readonly vocabularies: readonly Vocabulary[];
  /** Longer ones are dead letters. */
  readonly recordBytesMax?: number;
}

/** Messages whose value is one JSON object. */
export function jsonMessages(options: JsonMessageOptions): MessageReader {
  return new JsonMessages(options);
}

class JsonMessages implements MessageReader {
  readonly vocabularies: readonly Vocabulary[];
  readonly #mappers: readonly RecordMapper[];
  readonly #mapping: JsonMapping;
  readonly #values = new ValueBytes();
  readonly #max: number;

  constructor({ vocabularies, recordBytesMax = RECORD_BYTES_MAX }: JsonMessageOptions) {
    this.vocabularies = vocabularies;
    this.#mappers = vocabularies.map((vocabulary) => openVocabulary(vocabulary));
    this.#mapping = new JsonMapping(this.#mappers, { lines: false, cut: true });
    this.#max = recordBytesMax;
  }

  prepare(): null {
    return null;
  }

  read(message: StoredMessage, from: MessageSource): MessageRecord {
    const { value } = message;
    if (value === null) return this.#refused(message, from, NO_VALUE);
    if (value.length > this.#max)
      return this.#refused(message, from, tooLong(value.length, this.#max));
    const values = this.#values;
    values.place(value);
    const { bytes, end } = values;
    const start = values.start + behindMark(value);
    const record = new MessageRecord(message, from, bytes, start, end, jsonMembers);
    if (start === end) return this.#refused(message, from, EMPTY);
    const stop = this.#mapping.scan(bytes, start, end);
    return this.#mapping.resolve(record, bytes, start, end, stop, "");
  }

  #refused(message: StoredMessage, from: MessageSource, dead: MapResult): MessageRecord {
    const record = new MessageRecord(message, from, NO_BYTES, 0, 0, () => []);
    record.results = this.#mappers.map(() => dead);
    return record;
  }
}

const NO_BYTES = new Uint8Array(0);
const EMPTY = damaged("The message's value is empty");
const NO_VALUE: MapResult = {
  kind: "dead",
  reason: "no value",
  detail: "The message has no value: it deletes its key",
};
