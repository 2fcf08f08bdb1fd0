import { textOf } from "../bytes.ts";

/**
 * Keys of a changelog. The first byte says of what; a state's key goes on with the pattern's name, a
 * zero byte, which no name has, and the key. Never four zero bytes: some clients take those for a
 * transaction's marker.
 */
const META = 0;
const STATE = 1;
const MARK = 2;
const CHANGE = 3;

export type ChangelogKey =
  | { readonly kind: "meta" }
  | { readonly kind: "state"; readonly pattern: string; readonly key: string }
  | { readonly kind: "mark"; readonly at: string }
  | { readonly kind: "change"; readonly number: number };

export const metaKey = (): Uint8Array => tagged(META, "meta");

export const stateKey = (pattern: string, key: string): Uint8Array =>
  tagged(STATE, `${pattern}\0${key}`);

const BLOCK_BYTES = 64 * 1024;

/** `stateKey` of one pattern for the keys of every chunk, side by side in blocks, as their states are. */
export class StateKeys {
  private readonly pattern: string;
  private readonly head: Uint8Array;
  private block = new Uint8Array(0);
  private used = 0;

  constructor(pattern: string) {
    this.pattern = pattern;
    this.head = stateKey(pattern, "");
  }

  of(key: string): Uint8Array {
    const { head } = this;
    const length = head.length + key.length;
    if (this.used + length > this.block.length) {
      this.block = new Uint8Array(Math.max(BLOCK_BYTES, length));
      this.used = 0;
    }
    const { block } = this;
    let at = this.used;
    for (let i = 0; i < head.length; i++) block[at++] = head[i]!;
    for (let i = 0; i < key.length; i++) {
      const code = key.charCodeAt(i);
      // What was written so far is written over by the next one.
      if (code >= 0x80) return stateKey(this.pattern, key);
      block[at++] = code;
    }
    const start = this.used;
    this.used = at;
    return new Uint8Array(block.buffer, start, length);
  }
}

/** `at`: the positions, joined. */
export const markKey = (at: string): Uint8Array => tagged(MARK, at);

/** Where the task made an announced change: kept for as long as the changelog. */
export const changeKey = (number: number): Uint8Array => tagged(CHANGE, `change ${number}`);

/** Where a state's own key begins in its changelog key; -1: it is not a state's. */
export const behindSlot = (bytes: Uint8Array): number =>
  bytes[0] === STATE ? bytes.indexOf(0, 1) + 1 || -1 : -1;

/** null: a later release's. */
export function readKey(bytes: Uint8Array): ChangelogKey | null {
  const rest = (): string => textOf(bytes.subarray(1));
  switch (bytes[0]) {
    case META:
      return { kind: "meta" };
    case STATE: {
      // Read a million times where a task restores: half the time of a decoder, which would drop a mark of byte order, too.
      const all = Buffer.isBuffer(bytes)
        ? bytes
        : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const end = all.indexOf(0, 1);
      const [pattern, key] = [all.toString("utf8", 1, end), all.toString("utf8", end + 1)];
      return { kind: "state", pattern, key };
    }
    case MARK:
      return { kind: "mark", at: rest() };
    case CHANGE:
      return { kind: "change", number: Number(rest().split(" ")[1]) };
    default:
      return null;
  }
}

/** A tag is one byte as a character, too. */
const tagged = (tag: number, text: string): Uint8Array =>
  Buffer.from(String.fromCharCode(tag) + text);
