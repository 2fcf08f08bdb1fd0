import { createHash } from "node:crypto";
import type { Entry } from "./runs.ts";
import type { DuePlace } from "./shelf.ts";

/**
 * A shelf's entries in an ordered map of bytes: a state under its pattern and key, and once more where it is
 * due under pattern, instant and key, so that the first of those is the next. Bytes of UTF-8 stand in the
 * order of code points, which is that of rule 29.
 */
export const HEADER = Uint8Array.of(0, 0);
export const OWNER = Uint8Array.of(0, 1);

/** Before the states, for these are written behind all that there is. */
const ASIDE = Uint8Array.of(0, 2);
const STATE = 1;
const DUE = 2;
const HEAD = 3;
const INSTANT = 8;

/** An ordered map takes keys of some length only: of a longer one its beginning and what tells it apart. */
const LONGEST = 1_500;
/** In no text. */
const CUT = 0xff;
const DIGEST = 33;

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
  named(STATE, pattern, 0, Buffer.from(key));

export function dueEntry(pattern: number, { instant, key }: DuePlace): Uint8Array {
  const entry = named(DUE, pattern, INSTANT, Buffer.from(key));
  writeInstant(entry, HEAD, instant);
  return entry;
}

/** Doubles in the order of their size. */
function writeInstant(entry: Buffer, from: number, instant: number): void {
  entry.writeDoubleBE(instant, from);
  const negative = entry[from]! >= 0x80;
  if (!negative) entry[from]! |= 0x80;
  else for (let at = from; at < from + INSTANT; at++) entry[at] = ~entry[at]! & 0xff;
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

export const statesOf = (pattern: number): Range => ({
  from: headed(STATE, pattern, 0),
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
const NEVER = Buffer.alloc(INSTANT);
NEVER.writeDoubleBE(Number.POSITIVE_INFINITY);

/** A due entry's content: the key, where its name does not tell it. */
export const dueContent = (key: string): Uint8Array => toldOf(Buffer.from(key));

const toldOf = (key: Uint8Array): Uint8Array => (cutOf(key) === null ? NOTHING : key);

export const duePlace = (entry: Uint8Array, content: Uint8Array): DuePlace => ({
  instant: readInstant(entry),
  key: asBuffer(content.length > 0 ? content : entry.subarray(HEAD + INSTANT)).toString(),
});

/** A state's content: when it is due, its key where its name does not tell it, and the state. */
export function stateContent(key: string, due: number, state: Uint8Array): Uint8Array {
  const told = dueContent(key);
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

const toldLength = (content: Uint8Array): number => asBuffer(content).readUInt32BE(INSTANT);

export const stateOf = (content: Uint8Array): Uint8Array =>
  content.subarray(TOLD + toldLength(content));

export function keyOf(entry: Uint8Array, content: Uint8Array): string {
  const length = toldLength(content);
  const key = length === 0 ? entry.subarray(HEAD) : content.subarray(TOLD, TOLD + length);
  return asBuffer(key).toString();
}

/** A piece of what is gathered while a shelf is built anew. */
export function asideEntry(number: number): Uint8Array {
  const entry = room(ASIDE.length + 4);
  entry.set(ASIDE);
  entry.writeUInt32BE(number, ASIDE.length);
  return entry;
}

// ---------------------------------------------------------------- entries in place, while a shelf is built anew

/** How much room a state takes, at most. */
export const stateRoom = (keyLength: number, stateLength: number): number =>
  HEAD + 2 * keyLength + DIGEST + TOLD + stateLength;

export const dueRoom = ({ start, end }: Entry): number => INSTANT + end - start;

/** A state's entry; the key lies behind `from`. Where it ends. */
export function writeStateEntry(
  to: Buffer,
  at: number,
  pattern: number,
  key: Uint8Array,
  from: number,
): number {
  to[at] = STATE;
  to[at + 1] = pattern >> 8;
  to[at + 2] = pattern & 0xff;
  if (key.length - from > LONGEST) return copied(to, at + HEAD, cutOf(key.subarray(from))!, 0);
  return copied(to, at + HEAD, key, from);
}

/** A state's content, due never as far as is known. */
export function writeStateContent(
  to: Buffer,
  at: number,
  key: Uint8Array,
  from: number,
  state: Uint8Array,
): number {
  const told = key.length - from > LONGEST ? key.length - from : 0;
  to.set(NEVER, at);
  to.writeUInt32BE(told, at + INSTANT);
  const behind = told === 0 ? at + TOLD : copied(to, at + TOLD, key, from);
  return copied(to, behind, state, 0);
}

/** Few bytes are not worth a call. */
function copied(to: Buffer, at: number, bytes: Uint8Array, from: number): number {
  const { length } = bytes;
  if (length - from > 64) to.set(from === 0 ? bytes : bytes.subarray(from), at);
  else for (let i = from; i < length; i++) to[at + i - from] = bytes[i]!;
  return at + length - from;
}

export const patternAt = ({ bytes, start }: Entry): number =>
  (bytes[start + 1]! << 8) | bytes[start + 2]!;

export function keyAt({ bytes, start, content }: Entry): string {
  const told = bytes.readUInt32BE(content + INSTANT);
  return told === 0
    ? bytes.toString("utf8", start + HEAD, content)
    : bytes.toString("utf8", content + TOLD, content + TOLD + told);
}

export const stateAt = ({ bytes, content, end }: Entry): Uint8Array =>
  bytes.subarray(content + TOLD + bytes.readUInt32BE(content + INSTANT), end);

export function setDueAt({ bytes, content }: Entry, due: number): void {
  bytes.writeDoubleBE(due, content);
}

/** Where a state is due: its entry; where that ends. */
export function writeDueEntry(to: Buffer, at: number, instant: number, of: Entry): number {
  to[at] = DUE;
  to[at + 1] = of.bytes[of.start + 1]!;
  to[at + 2] = of.bytes[of.start + 2]!;
  writeInstant(to, at + HEAD, instant);
  const name = at + HEAD + INSTANT;
  of.bytes.copy(to, name, of.start + HEAD, of.content);
  return name + of.content - of.start - HEAD;
}

/** And its content. */
export function writeDueContent(to: Buffer, at: number, of: Entry): number {
  const told = of.bytes.readUInt32BE(of.content + INSTANT);
  if (told > 0) of.bytes.copy(to, at, of.content + TOLD, of.content + TOLD + told);
  return at + told;
}
