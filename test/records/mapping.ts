import type {
  EventField,
  EventType,
  RecordCondition,
  Type,
  Vocabulary,
} from "../../src/automaton/automaton.ts";
import { avroFileReader } from "../../src/records/avro-reader.ts";
import { type Format, recordReader } from "../../src/records/format.ts";
import type { MappedRecord } from "../../src/records/record-reader.ts";
import { type MapResult, openVocabulary } from "../../src/records/vocabulary.ts";

export const TEXT: Type = { kind: "text" };
export const INTEGER: Type = { kind: "exact", scale: 0 };
export const decimal = (scale: number): Type => ({ kind: "exact", scale });

/** A field; `note` is `?` for optional, `~` for rounded. */
export function field(name: string, type: Type, note = "", path = [name]): EventField {
  return { name, path, type, optional: note.includes("?"), rounded: note.includes("~") };
}

export function event(
  name: string,
  fields: readonly EventField[],
  more: Partial<EventType> = {},
): EventType {
  return { name, is: { names: [name] }, when: null, fields, ...more };
}

export function when(
  path: string,
  operator: "=" | "!=" | "<" | "<=" | ">" | ">=",
  value: string | boolean | { number: string },
): RecordCondition {
  const literal =
    typeof value === "string"
      ? { text: value }
      : typeof value === "boolean"
        ? { boolean: value }
        : value;
  return { op: "compare", path: path.split("."), operator, value: literal };
}

export function vocabulary(
  events: readonly EventType[],
  more: Partial<Vocabulary> = {},
): Vocabulary {
  return {
    name: "shop",
    key: { name: "key", path: ["key"] },
    time: { name: "ts", path: ["ts"], unit: "milliseconds", zone: "UTC" },
    id: null,
    typePath: ["type"],
    events,
    ...more,
  };
}

export interface ReadOptions {
  readonly format?: Format;
  readonly recordBytesMax?: number;
  /** Bytes per chunk; all at once if not said. */
  readonly chunk?: number;
  readonly also?: readonly Vocabulary[];
}

/** All records of a text or bytes. */
export function readAll(
  input: string | Uint8Array,
  vocabularyOfTest: Vocabulary,
  options: ReadOptions = {},
): MappedRecord[] {
  const { format = "ndjson", recordBytesMax = 1 << 20, also = [] } = options;
  const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
  const chunk = options.chunk ?? Math.max(1, bytes.length);
  const mappers = [vocabularyOfTest, ...also].map((each) => openVocabulary(each));
  const reading = { mappers, source: 0, name: "log", recordBytesMax };
  const reader = format === "avro" ? avroFileReader(reading) : recordReader(format, reading);
  const records: MappedRecord[] = [];
  const drain = () => {
    for (let record = reader.next(); record !== null; record = reader.next()) records.push(record);
  };
  for (let at = 0; at < bytes.length; at += chunk) {
    reader.push(bytes.slice(at, at + chunk));
    drain();
  }
  reader.end();
  drain();
  return records;
}

/** What the one record of a text is mapped to. */
export function mapOne(json: string, vocabularyOfTest: Vocabulary): MapResult {
  const records = readAll(`${json}\n`, vocabularyOfTest);
  if (records.length !== 1) throw new Error(`${records.length} records`);
  return records[0]!.results[0]!;
}

/** Position and event or reason, for reading at a glance. */
export function glance(record: MappedRecord): string {
  const result = record.results[0]!;
  if (result.kind === "dead") return `${record.position}: ${result.reason}: ${result.detail}`;
  const { key, time, name } = result.event;
  return `${record.position}: ${name ?? "undeclared"} ${key} ${time}`;
}
