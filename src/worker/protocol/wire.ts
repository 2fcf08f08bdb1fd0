import type { Header, Message } from "../transport.ts";

const buffer = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A message as a log in memory keeps it. */
export interface KeptMessage extends Message {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
}

export const keptMessage = ({ key, value, headers, timestampMs }: Message): KeptMessage => ({
  key: key === null ? null : buffer(key),
  value: value === null ? null : buffer(value),
  headers: headers.map(([name, content]): Header => [name, content && buffer(content)]),
  timestampMs,
});
