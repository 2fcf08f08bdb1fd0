import { createHash } from "node:crypto";
import type { DuePlace } from "./shelf.ts";

/**
 * A shelf's entries in an ordered map of bytes: a state under its pattern and key, and once more where it is
 * due under pattern, instant and key, so that the first of those is the next. Bytes of UTF-8 stand in the
 * order of code points, which is that of rule 29.
 */
export const HEADER = Uint8Array.of(0, 0);
export const OWNER = Uint8Array.of(0, 1);

const STATE = 1;
const DUE = 2;
const HEAD = 3;
const INSTANT = 8;

/** An ordered map takes keys of some length only: of a longer one its beginning and what tells it apart. */
const LONGEST = 1_500;
/** In no text. */
const CUT = 0xff;

/** Of a pool: what an engine keeps in its heap would be moved out of it, one by one, when it is written. */
const room = (length: number): Buffer => Buffer.allocUnsafe(length);

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** What stands for a key that is too long; null: itself. */
function cutOf(key: Uint8Array): Buffer | null {
  if (key.length <= LONGEST) return null;
  const digest = createHash("sha256").update(key).digest();
  return Buffer.concat([key.subarray(0, LONGEST), Uint8Array.of(CUT), digest]);
}

function headed(kind: number, pattern: number, rest: number): Buffer {
  const bytes = room(HEAD + rest);
  bytes[0] = kind;
  bytes[1] = pattern >> 8;
  bytes[2] = pattern & 0xff;
  return bytes;
}

function named(kind: number, pattern: number, before: number, key: Uint8Array): Buffer {
  const name = cutOf(key) ?? key;
  const entry = headed(kind, pattern, before + name.length);
  entry.set(name, HEAD + before);
  return entry;
}

export const stateEntry = (pattern: number, key: string): Uint8Array =>
  stateEntryOf(pattern, Buffer.from(key));

/** `key`: as UTF-8. */
export const stateEntryOf = (pattern: number, key: Uint8Array): Uint8Array =>
  named(STATE, pattern, 0, key);

export const dueEntry = (pattern: number, { instant, key }: DuePlace): Uint8Array =>
  dueEntryOf(pattern, instant, Buffer.from(key));

export function dueEntryOf(pattern: number, instant: number, key: Uint8Array): Uint8Array {
  const entry = named(DUE, pattern, INSTANT, key);
  writeInstant(entry, instant);
  return entry;
}

/** Doubles in the order of their size. */
function writeInstant(entry: Buffer, instant: number): void {
  entry.writeDoubleBE(instant, HEAD);
  const negative = entry[HEAD]! >= 0x80;
  if (!negative) entry[HEAD]! |= 0x80;
  else for (let at = HEAD; at < HEAD + INSTANT; at++) entry[at] = ~entry[at]! & 0xff;
}

function readInstant(entry: Uint8Array): number {
  const bytes = Buffer.from(entry.subarray(HEAD, HEAD + INSTANT));
  if (bytes[0]! >= 0x80) bytes[0]! &= 0x7f;
  else for (let at = 0; at < INSTANT; at++) bytes[at] = ~bytes[at]! & 0xff;
  return bytes.readDoubleBE();
}

export interface Range {
  readonly from: Uint8Array;
  readonly to: Uint8Array;
}

/** Behind a state's entry; null: from the first. */
export const statesOf = (pattern: number, after: Uint8Array | null = null): Range => ({
  from: after === null ? headed(STATE, pattern, 0) : withZero(after),
  to: headed(STATE, pattern + 1, 0),
});

/** What is due behind a place. */
export const duesOf = (pattern: number, after: DuePlace | null): Range => ({
  from: after === null ? headed(DUE, pattern, 0) : withZero(dueEntry(pattern, after)),
  to: headed(DUE, pattern + 1, 0),
});

/** Nothing lies between an entry and the same with one byte more. */
function withZero(entry: Uint8Array): Uint8Array {
  const longer = room(entry.length + 1);
  longer.set(entry);
  longer[entry.length] = 0;
  return longer;
}

const NOTHING = new Uint8Array(0);

/** A due entry's content: the key, where its name does not tell it. */
export const dueContent = (key: string): Uint8Array => dueContentOf(Buffer.from(key));

export const dueContentOf = (key: Uint8Array): Uint8Array => (cutOf(key) === null ? NOTHING : key);

export const duePlace = (entry: Uint8Array, content: Uint8Array): DuePlace => ({
  instant: readInstant(entry),
  key: asBuffer(content.length > 0 ? content : entry.subarray(HEAD + INSTANT)).toString(),
});

/** A state's content: when it is due, its key where its name does not tell it, and the state. */
export const stateContent = (key: string, due: number, state: Uint8Array): Uint8Array =>
  stateContentOf(Buffer.from(key), due, state);

export function stateContentOf(key: Uint8Array, due: number, state: Uint8Array): Uint8Array {
  const told = dueContentOf(key);
  const content = room(TOLD + told.length + state.length);
  content.writeDoubleBE(due, 0);
  content.writeUInt32BE(told.length, INSTANT);
  content.set(told, TOLD);
  content.set(state, TOLD + told.length);
  return content;
}

/** Before the key, where it is told, and the state. */
const TOLD = INSTANT + 4;

export const dueOf = (content: Uint8Array): number => asBuffer(content).readDoubleBE(0);

/** The same content, due at another instant. */
export function dueAnew(content: Uint8Array, due: number): Uint8Array {
  asBuffer(content).writeDoubleBE(due, 0);
  return content;
}

const toldLength = (content: Uint8Array): number => asBuffer(content).readUInt32BE(INSTANT);

export const stateOf = (content: Uint8Array): Uint8Array =>
  content.subarray(TOLD + toldLength(content));

export const keyOf = (entry: Uint8Array, content: Uint8Array): string =>
  asBuffer(keyBytesOf(entry, content)).toString();

export function keyBytesOf(entry: Uint8Array, content: Uint8Array): Uint8Array {
  const length = toldLength(content);
  return length === 0 ? entry.subarray(HEAD) : content.subarray(TOLD, TOLD + length);
}
