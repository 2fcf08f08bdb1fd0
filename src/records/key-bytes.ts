import { readText } from "./read-value.ts";
import { PLAIN, type Slots } from "./slots.ts";

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
  #text: string | null = null;
  #slots: Slots | null = null;

  /** `slot` holds a text, a number or a boolean. */
  take(slots: Slots, slot: number): void {
    const start = slots.starts[slot]!;
    const length = slots.ends[slot]! - start;
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
    this.hash = hashOf(slots.view, start, length);
  }

  text(): string {
    const { start } = this;
    this.#text ??= this.#slots!.decoder.ascii(this.#bytes, start, start + this.length);
    return this.#text;
  }
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
