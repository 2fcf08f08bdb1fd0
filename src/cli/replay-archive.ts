import { basename } from "node:path";
import { inferenceMapper } from "../records/infer/infer.ts";
import { openLog } from "../records/log.ts";
import type { Members } from "../records/mapped-event.ts";
import type { MessageReader } from "../worker/records/message-reader.ts";
import type { Header, Partition, StoredMessage } from "../worker/transport.ts";
import { exitCodes, Failure } from "./exit.ts";
import { openSources } from "./logs.ts";

/** What archived files hold, found by a first pass over them. */
export interface Archive {
  /**
   * `messages`: each record is a message with its place, as `kcat -J` writes them. `values`: each is a
   * message's value, of which nobody knows where it stood.
   */
  readonly kind: "messages" | "values";
  readonly files: readonly string[];
  /** Of messages; the topics in order. */
  readonly places: readonly ArchivedPlace[];
  readonly records: number;
}

/** What there is of one partition, and where. */
export interface ArchivedPlace extends Partition {
  readonly first: number;
  readonly last: StoredMessage;
  readonly files: ReadonlySet<string>;
}

interface Archived {
  readonly at: Partition | null;
  readonly message: StoredMessage;
}

export async function surveyArchive(files: readonly string[]): Promise<Archive> {
  const places = new Map<string, Found>();
  let values = 0;
  let records = 0;
  for (const file of files) {
    for await (const { at, message } of recordsOf(file)) {
      records++;
      if (at === null) values++;
      else find(places, at, message, file);
    }
  }
  if (values > 0 && places.size > 0) {
    throw new Failure(
      exitCodes.usage,
      `${files.join(", ")}: ${values} records have no place, ${records - values} have one (topic, partition, offset): archives of one kind are expected`,
    );
  }
  const kind = values > 0 ? "values" : "messages";
  return { kind, files, places: [...places.values()].sort(byPlace), records };
}

interface Found extends ArchivedPlace {
  last: StoredMessage;
  readonly files: Set<string>;
}

function find(
  places: Map<string, Found>,
  at: Partition,
  message: StoredMessage,
  file: string,
): void {
  const name = `${at.topic}-${at.partition}`;
  const known = places.get(name);
  if (known === undefined) {
    places.set(name, { ...at, first: message.offset, last: message, files: new Set([file]) });
    return;
  }
  if (message.offset < known.last.offset) throw outOfOrder(file, at, message, known.last.offset);
  known.last = message;
  known.files.add(file);
}

const outOfOrder = (file: string, at: Partition, { offset }: StoredMessage, last: number) =>
  new Failure(
    exitCodes.inputOutput,
    `${file}: offset ${offset} of ${at.topic}-${at.partition} comes behind ${last}: name the files in the order of their offsets`,
  );

const byPlace = (a: Partition, b: Partition): number =>
  a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1;

/** The messages of one partition of one topic, in the order of their offsets, each once; from an offset on. */
export async function* placed(
  { topic, partition, files }: ArchivedPlace,
  from = 0,
): AsyncGenerator<readonly StoredMessage[]> {
  let last = from - 1;
  for (const file of files) {
    let some: StoredMessage[] = [];
    for await (const { at, message } of recordsOf(file)) {
      if (at?.topic !== topic || at.partition !== partition) continue;
      if (message.offset <= last) continue; // exported twice, or before what is asked for
      last = message.offset;
      some.push(message);
      if (some.length < TOGETHER) continue;
      yield some;
      some = [];
    }
    if (some.length > 0) yield some;
  }
}

const TOGETHER = 500;

/** All of a file, or of a partition, under the keys that the patterns see, whatever keys they had. */
export async function* underOwnKeys(
  messages: AsyncIterable<readonly StoredMessage[]>,
  reader: MessageReader,
  from: Partition,
): AsyncGenerator<readonly StoredMessage[]> {
  for await (const batch of messages) {
    const missing = reader.prepare(batch);
    if (missing !== null) await missing;
    yield batch.map((message) => {
      const { results } = reader.read(message, { ...from, index: 0 });
      const found = results.find((result) => result.kind === "event");
      return found?.kind === "event" ? { ...message, key: Buffer.from(found.event.key) } : message;
    });
  }
}

/** The records of one file as values of messages; its name stands for the topic. */
export async function* valuesOf(file: string): AsyncGenerator<readonly StoredMessage[]> {
  for await (const { message } of recordsOf(file)) yield [message];
}

/** A topic's name has fewer letters than a file's. */
export const fileTopic = (file: string): string =>
  basename(file).replaceAll(/[^a-zA-Z0-9._-]/g, "-");

async function* recordsOf(file: string): AsyncGenerator<Archived> {
  const log = openLog(await openSources([file], undefined), {
    mappers: [inferenceMapper()],
    order: "given",
  });
  let offset = 0;
  for await (const record of log) {
    const [result] = record.results;
    if (result?.kind === "dead" && (result.reason === "damaged" || result.reason === "too long")) {
      throw new Failure(exitCodes.inputOutput, `${record.id}: ${result.detail}`);
    }
    yield archived(record.members(), offset++);
  }
  const [error] = log.errors;
  if (error !== undefined) throw new Failure(exitCodes.inputOutput, error.message);
}

const VALUE_NAMES = ["payload", "value"] as const;

function archived(members: Members, place: number): Archived {
  const found = new Map(members);
  const text = (name: string): string | null => textOf(found.get(name));
  const number = (name: string): number | null => numberOf(found.get(name));
  const [topic, partition, offset] = [text("topic"), number("partition"), number("offset")];
  const named = VALUE_NAMES.find((name) => found.has(name));
  if (topic === null || partition === null || offset === null || named === undefined) {
    const json = members.map(([name, value]) => `${JSON.stringify(name)}:${value}`);
    const value = Buffer.from(`{${json.join(",")}}`);
    const rest = { key: null, headers: [], timestampMs: 0, brokerTime: false };
    return { at: null, message: { ...rest, value, offset: place } };
  }
  const key = text("key");
  // A value that is no text is a JSON object as it stood.
  const value = text(named) ?? (found.get(named) === "null" ? null : found.get(named)!);
  return {
    at: { topic, partition },
    message: {
      key: key === null ? null : Buffer.from(key),
      value: value === null ? null : Buffer.from(value),
      headers: headersOf(found.get("headers")),
      offset,
      timestampMs: number("ts") ?? number("timestamp") ?? 0,
      brokerTime: text("tstype") === "logappend",
    },
  };
}

const textOf = (json: string | undefined): string | null =>
  json?.startsWith('"') === true ? (JSON.parse(json) as string) : null;

const numberOf = (json: string | undefined): number | null =>
  json !== undefined && /^"?\d+"?$/.test(json) ? Number(json.replaceAll('"', "")) : null;

/** Names and values in turn. */
function headersOf(json: string | undefined): Header[] {
  const list: unknown = json === undefined ? null : JSON.parse(json);
  if (!Array.isArray(list)) return [];
  const texts = list.map((one) => (typeof one === "string" ? one : null));
  const headers: Header[] = [];
  for (let at = 0; at + 1 < texts.length; at += 2) {
    const value = texts[at + 1] ?? null;
    headers.push([texts[at] ?? "", value === null ? null : Buffer.from(value)]);
  }
  return headers;
}
