import type { Header, Message, StoredMessage } from "../transport.ts";
import type { WireRecord } from "./requests.ts";

const EMPTY = Buffer.alloc(0);

const buffer = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A message as kafkajs encodes it; it cannot write a header without a value. */
export function wireMessage(message: Message): object {
  const headers: Record<string, Buffer[]> = Object.create(null);
  for (const [name, value] of message.headers) {
    const values = headers[name] ?? [];
    headers[name] = values;
    values.push(value === null ? EMPTY : buffer(value));
  }
  return {
    key: message.key === null ? null : buffer(message.key),
    value: message.value === null ? null : buffer(message.value),
    timestamp: String(message.timestampMs),
    headers,
  };
}

export const storedMessage = (record: WireRecord): StoredMessage => ({
  offset: Number(record.offset),
  timestampMs: Number(record.timestamp),
  brokerTime: record.batchContext.timestampType === 1,
  key: record.key,
  value: record.value,
  headers: Object.entries(record.headers).flatMap(([name, values]): Header[] =>
    Array.isArray(values) ? values.map((value) => [name, value]) : [[name, values]],
  ),
});
