import { platformDecoder } from "../../records/decoder.ts";
import type { MessageRecord } from "./message-record.ts";

const decoder = platformDecoder();

/**
 * Whether a message's key is its event's, for each `events` block that found an event: the same text,
 * a number or a boolean being its source text (rule 1). A partition has all of a key only if so.
 * Null, or one sentence on what stands there instead.
 */
export function keyMisfit({ message, results }: MessageRecord): string | null {
  const { key } = message;
  for (const result of results)
    if (result.kind === "event" && !isText(key, result.event.key))
      return `The message's key is ${shownKey(key)}, the pattern's is ${quoted(result.event.key)}`;
  return null;
}

/** What stops a task at such a record, with the ways out. */
export const keyRemedy = (record: MessageRecord, misfit: string): string =>
  `${record.id}: ${misfit}. Records of one key must lie in one partition, which is only sure where the topic is keyed by it: run with --rekey, which sends them through a topic of its own keyed by the pattern's key, or name the key that the topic has with \`key … from …\``;

export function isText(key: Uint8Array | null, text: string): key is Uint8Array {
  if (key === null) return false;
  const { length } = text;
  if (key.length < length) return false;
  let at = 0;
  while (at < length && key[at]! < 0x80 && key[at] === text.charCodeAt(at)) at++;
  if (at === length) return key.length === length;
  return text.charCodeAt(at) >= 0x80 && Buffer.from(text).equals(key);
}

function shownKey(key: Uint8Array | null): string {
  if (key === null) return "missing";
  if (key.length === 0) return "empty";
  const text = decoder.utf8(key, 0, Math.min(key.length, 200));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what tells numbers from texts
  if (/[\u0000-\u001f\ufffd]/.test(text)) return `${key.length} bytes that are no text`;
  const json = text.startsWith('"') && text.endsWith('"') ? " with its quotes" : "";
  return quoted(text) + json;
}

const quoted = (text: string): string =>
  JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
