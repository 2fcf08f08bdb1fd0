import type { WireRecord } from "../protocol/requests.ts";
import type { Header, Message } from "../transport.ts";

const buffer = (bytes: Uint8Array): Buffer =>
  bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const keptHeaders = (headers: readonly Header[]): readonly Header[] =>
  headers.length === 0
    ? headers
    : headers.map(([name, content]): Header => [name, content && buffer(content)]);

/** Where and when a message has come to lie in a log. */
export interface Lying {
  readonly offset: number;
  readonly timestampMs: number;
  readonly brokerTime: boolean;
  readonly batchContext: WireRecord["batchContext"];
}

/** A message as a log in memory keeps it, and hands it to every reader: made once. */
export const kept = ({ key, value, headers }: Message, lying: Lying): WireRecord => ({
  offset: lying.offset,
  timestampMs: lying.timestampMs,
  brokerTime: lying.brokerTime,
  key: key === null ? null : buffer(key),
  value: value === null ? null : buffer(value),
  headers: keptHeaders(headers),
  isControlRecord: false,
  batchContext: lying.batchContext,
});
