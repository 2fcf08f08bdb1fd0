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
  readonly places: readonly Partition[];
  readonly records: number;
}

interface Archived {
  readonly at: Partition | null;
  readonly message: StoredMessage;
}

export async function surveyArchive(files: readonly string[]): Promise<Archive> {
  const places = new Map<string, Partition>();
  let values = 0;
  let records = 0;
  for (const file of files) {
    for await (const { at } of recordsOf(file)) {
      records++;
      if (at === null) values++;
      else places.set(`${at.topic}-${at.partition}`, at);
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

const byPlace = (a: Partition, b: Partition): number =>
  a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1;

/** The messages of one partition of one topic, in the order of their offsets, each once. */
export async function* placed(
  { files }: Archive,
  from: Partition,
): AsyncGenerator<readonly StoredMessage[]> {
  let last = -1;
  for (const file of files) {
    for await (const { at, message } of recordsOf(file)) {
      if (at?.topic !== from.topic || at.partition !== from.partition) continue;
      if (message.offset === last) continue; // exported twice
      if (message.offset < last) {
        throw new Failure(
          exitCodes.inputOutput,
          `${file}: offset ${message.offset} of ${from.topic}-${from.partition} comes behind ${last}: name the files in the order of their offsets`,
        );
      }
      last = message.offset;
      yield [message];
    }
  }
}

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
