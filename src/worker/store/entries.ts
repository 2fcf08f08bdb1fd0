import { createHash } from "node:crypto";
import { fromText, textOf } from "../bytes.ts";
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

interface Name {
  readonly bytes: Uint8Array;
  /** The key is not in its name. */
  readonly cut: boolean;
}

function nameOf(key: string): Name {
  const bytes = fromText(key);
  if (bytes.length <= LONGEST) return { bytes, cut: false };
  const digest = createHash("sha256").update(bytes).digest();
  return {
    bytes: Buffer.concat([bytes.subarray(0, LONGEST), Uint8Array.of(CUT), digest]),
    cut: true,
  };
}

function headed(kind: number, pattern: number, rest: number): Uint8Array {
  const bytes = new Uint8Array(HEAD + rest);
  bytes[0] = kind;
  bytes[1] = pattern >> 8;
  bytes[2] = pattern & 0xff;
  return bytes;
}

export function stateEntry(pattern: number, key: string): Uint8Array {
  const { bytes } = nameOf(key);
  const entry = headed(STATE, pattern, bytes.length);
  entry.set(bytes, HEAD);
  return entry;
}

export function dueEntry(pattern: number, { instant, key }: DuePlace): Uint8Array {
  const { bytes } = nameOf(key);
  const entry = headed(DUE, pattern, INSTANT + bytes.length);
  writeInstant(entry, instant);
  entry.set(bytes, HEAD + INSTANT);
  return entry;
}

/** Doubles in the order of their size. */
function writeInstant(entry: Uint8Array, instant: number): void {
  const view = new DataView(entry.buffer);
  view.setFloat64(HEAD, instant);
  const high = view.getUint32(HEAD);
  if (high >= 0x80000000) {
    view.setUint32(HEAD, ~high);
    view.setUint32(HEAD + 4, ~view.getUint32(HEAD + 4));
  } else view.setUint32(HEAD, high | 0x80000000);
}

function readInstant(entry: Uint8Array): number {
  const view = new DataView(new ArrayBuffer(INSTANT));
  new Uint8Array(view.buffer).set(entry.subarray(HEAD, HEAD + INSTANT));
  const high = view.getUint32(0);
  if (high >= 0x80000000) view.setUint32(0, high & 0x7fffffff);
  else {
    view.setUint32(0, ~high);
    view.setUint32(4, ~view.getUint32(4));
  }
  return view.getFloat64(0);
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
  // Nothing lies between an entry and the same with one byte more.
  from: after === null ? headed(DUE, pattern, 0) : withZero(dueEntry(pattern, after)),
  to: headed(DUE, pattern + 1, 0),
});

function withZero(entry: Uint8Array): Uint8Array {
  const longer = new Uint8Array(entry.length + 1);
  longer.set(entry);
  return longer;
}

/** A due entry's content: the key, where its name does not tell it. */
export function dueContent(key: string): Uint8Array {
  const { bytes, cut } = nameOf(key);
  return cut ? fromText(key) : bytes.subarray(0, 0);
}

export const duePlace = (entry: Uint8Array, content: Uint8Array): DuePlace => ({
  instant: readInstant(entry),
  key: textOf(content.length > 0 ? content : entry.subarray(HEAD + INSTANT)),
});

/** A state's content: when it is due, its key where its name does not tell it, and the state. */
export function stateContent(key: string, due: number, state: Uint8Array): Uint8Array {
  const { bytes, cut } = nameOf(key);
  const told = cut ? fromText(key) : bytes.subarray(0, 0);
  const content = new Uint8Array(INSTANT + 4 + told.length + state.length);
  const view = new DataView(content.buffer);
  view.setFloat64(0, due);
  view.setUint32(INSTANT, told.length);
  content.set(told, INSTANT + 4);
  content.set(state, INSTANT + 4 + told.length);
  return content;
}

const viewOf = (content: Uint8Array): DataView =>
  new DataView(content.buffer, content.byteOffset, content.byteLength);

export const dueOf = (content: Uint8Array): number => viewOf(content).getFloat64(0);

export function stateOf(content: Uint8Array): Uint8Array {
  return content.subarray(INSTANT + 4 + viewOf(content).getUint32(INSTANT));
}

export function keyOf(entry: Uint8Array, content: Uint8Array): string {
  const length = viewOf(content).getUint32(INSTANT);
  if (length === 0) return textOf(entry.subarray(HEAD));
  return textOf(content.subarray(INSTANT + 4, INSTANT + 4 + length));
}
