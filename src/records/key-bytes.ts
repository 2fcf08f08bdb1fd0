import { HashesAhead } from "./hashes-ahead.ts";
import { readText } from "./read-value.ts";
import { MISSING, PLAIN, type Slots } from "./slots.ts";

/** Longer keys are found by their texts. */
export const KEY_BYTES_MAX = 64;

/** A key as it stands in a record, before it is a text. */
export class KeyBytes {
  view: DataView = new DataView(new ArrayBuffer(0));
  #bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  /** 0: it is not found by its bytes. */
  length = 0;
  hash = 0;
  ahead = new HashesAhead();
  #text: string | null = null;
  #slots: Slots | null = null;

  /** `slot` holds a text, a number or a boolean. */
  take(slots: Slots, slot: number): void {
    const start = slots.starts[slot]!;
    const length = slots.ends[slot]! - start;
    this.ahead = slots.ahead;
    if (slots.forms[slot] !== PLAIN || length > KEY_BYTES_MAX || length === 0) {
      this.length = 0;
      this.#text = readText(slots, slot);
      return;
    }
    this.#text = null;
    this.#slots = slots;
    this.view = slots.view;
    this.#bytes = slots.bytes;
    this.start = start;
    this.length = length;
    this.hash = slots.keyHash === 0 ? hashOf(slots.view, start, length) : slots.keyHash;
  }

  text(): string {
    const { start } = this;
    this.#text ??= this.#slots!.decoder.ascii(this.#bytes, start, start + this.length);
    return this.#text;
  }
}

/** The hash of a key as `KeyBytes` takes it; 0: it has none. */
export function keyHash({ kinds, forms, starts, ends, view }: Slots, slot: number): number {
  const length = ends[slot]! - starts[slot]!;
  const found = kinds[slot] !== MISSING && forms[slot] === PLAIN;
  return found && length > 0 && length <= KEY_BYTES_MAX ? hashOf(view, starts[slot]!, length) : 0;
}

/** Of bytes four at a time, the last ones overlapping. */
export function hashOf(view: DataView, start: number, length: number): number {
  const last = start + length - 4;
  let hash = length;
  for (let at = start; at < last; at += 4) hash = mixed(hash, view.getInt32(at, true));
  return settled(mixed(hash, lastWord(view, start, length)));
}

export function lastWord(view: DataView, start: number, length: number): number {
  if (length >= 4) return view.getInt32(start + length - 4, true);
  let word = 0;
  for (let i = length - 1; i >= 0; i--) word = (word << 8) | view.getUint8(start + i);
  return word;
}

/** MurmurHash3 (Appleby 2011), 32 bits. */
export function mixed(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  const h = hash ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

export function settled(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
