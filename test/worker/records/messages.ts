import type { Vocabulary } from "../../../src/automaton/automaton.ts";
import { jsonMessages } from "../../../src/worker/records/json-messages.ts";
import type { MessageRecord } from "../../../src/worker/records/message-record.ts";
import type { Header, Message, StoredMessage } from "../../../src/worker/transport.ts";
import { decimal, event, field, TEXT, vocabulary } from "../../records/mapping.ts";

/** A shop that sells: what the tests of messages read. */
export const shop: Vocabulary = vocabulary([
  event("buy", [field("price", decimal(2)), field("note", TEXT, "?")]),
]);

export const clicks = { topic: "clicks", partition: 3, index: 0 } as const;

export function stored(
  value: string | Uint8Array | null,
  more: Partial<Omit<StoredMessage, "value">> = {},
): StoredMessage {
  return {
    ...{ key: Buffer.from("v1"), headers: [], timestampMs: 5, offset: 17, brokerTime: false },
    ...more,
    value: typeof value === "string" ? Buffer.from(value) : value,
  };
}

export const readJson = (
  value: string | Uint8Array | null,
  more: Partial<Omit<StoredMessage, "value">> = {},
): MessageRecord => jsonMessages({ vocabularies: [shop] }).read(stored(value, more), clicks);

/** What the first `events` block makes of it. */
export function glance({ results: [result] }: Pick<MessageRecord, "results">): string {
  if (result!.kind === "dead") return `${result!.reason}: ${result!.detail}`;
  const { name, key, time, fields } = result!.event;
  return `${name ?? "undeclared"} ${key} ${time} ${JSON.stringify(fields)}`;
}

export const headersOf = ({ headers }: Message): Record<string, string> =>
  Object.fromEntries(headers.map(([name, value]: Header) => [name, String(value)]));
