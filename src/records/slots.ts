import type { Decoder } from "./decoder.ts";
import { HashesAhead } from "./hashes-ahead.ts";

/**
 * What a reader found at the wanted places of one record: a kind and a range of bytes per slot.
 * Nothing is decoded until somebody asks, and nothing that is handed out refers to the bytes,
 * so that a remembered key does not keep a whole chunk alive.
 */
export const MISSING = 0;
export const NULL = 1;
export const TRUE = 2;
export const FALSE = 3;
export const NUMBER = 4;
export const TEXT = 5;
export const OBJECT = 6;
export const ARRAY = 7;

/** How the bytes of a text are to be read. */
export const PLAIN = 0;
export const WIDE = 1;
export const ESCAPED = 2;
/** CSV: a quote stands twice. */
export const DOUBLED = 4;

/**
 * Texts of at most so many bytes are remembered per slot, so that equal ones are one string, hashed once.
 * An engine copies shorter substrings than `COPIED_LENGTH` and lets longer ones refer to the whole.
 */
const KEPT_LENGTH = 32;
const KEPT_COUNT = 512;
const COPIED_LENGTH = 13;
const WINDOW_LENGTH = 8192;

export class Slots {
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(new ArrayBuffer(0));
  readonly kinds: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly forms: Uint8Array;
  readonly decoder: Decoder;
  readonly kept: readonly KeptTexts[];
  /** Some of the bytes as characters, from `windowStart` on: short texts are cut out of them. */
  #window = "";
  #windowStart = 0;
  /** Behind it the bytes may not have come yet. */
  limit = 0;
  /** Of the key, where it was told with what was found ahead; else 0. */
  keyHash = 0;
  /** Which event the record is, and when, where that was told with what was found ahead; else -1. */
  code = -1;
  time = Number.NaN;
  readonly ahead = new HashesAhead();

  constructor(count: number, decoder: Decoder) {
    this.kinds = new Uint8Array(count);
    this.starts = new Int32Array(count);
    this.ends = new Int32Array(count);
    this.forms = new Uint8Array(count);
    this.decoder = decoder;
    this.kept = Array.from({ length: count }, () => new KeptTexts());
  }

  clear(bytes: Uint8Array, limit: number = bytes.length): void {
    this.open(bytes, limit);
    this.keyHash = 0;
    this.code = -1;
    const { kinds } = this;
    for (let slot = 0; slot < kinds.length; slot++) kinds[slot] = MISSING;
  }

  /** Of which bytes the ranges are from now on. */
  open(bytes: Uint8Array, limit: number = bytes.length): void {
    this.limit = limit;
    if (bytes === this.bytes) return;
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#window = "";
    this.#windowStart = 0;
  }

  set(slot: number, kind: number, start: number, end: number, form: number): void {
    this.kinds[slot] = kind;
    this.starts[slot] = start;
    this.ends[slot] = end;
    this.forms[slot] = form;
  }

  /** The source text of a number, boolean or text; for objects and arrays their JSON. */
  text(slot: number): string {
    const start = this.starts[slot]!;
    const end = this.ends[slot]!;
    const form = this.forms[slot]!;
    if (form === PLAIN) return this.kept[slot]!.text(this, start, end);
    const { bytes } = this;
    const raw = this.decoder.utf8(bytes, start, end);
    if ((form & ESCAPED) !== 0) return JSON.parse(`"${raw}"`) as string;
    return (form & DOUBLED) !== 0 ? raw.replaceAll('""', '"') : raw;
  }

  /** Of ASCII. */
  plain(start: number, end: number): string {
    if (end - start >= COPIED_LENGTH) return this.decoder.ascii(this.bytes, start, end);
    let from = start - this.#windowStart;
    let to = end - this.#windowStart;
    if (from < 0 || to > this.#window.length) {
      this.#windowStart = start;
      this.#window = this.decoder.latin1(
        this.bytes,
        start,
        Math.min(start + WINDOW_LENGTH, this.limit),
      );
      to = end - start;
      from = 0;
    }
    return this.#window.substring(from, to);
  }
}

/** The texts that one slot had lately, found by their bytes. */
class KeptTexts {
  #texts: string[] | null = null;
  /** Their bytes, `KEPT_LENGTH` each. */
  #words: DataView = new DataView(new ArrayBuffer(0));
  /** Looked up, of the last so many; below zero: looking is given up for so many. */
  #looked = 0;
  #missed = 0;

  text(slots: Slots, start: number, end: number): string {
    const length = end - start;
    if (this.#looked < 0 || length < 4 || length > KEPT_LENGTH) {
      if (this.#looked < 0) this.#looked++;
      return slots.plain(start, end);
    }
    const { view } = slots;
    const last = end - 4;
    const lastWord = view.getInt32(last, true);
    let hash = Math.imul(lastWord, 0x9e3779b1) ^ length;
    if (length >= 8) hash = Math.imul(hash ^ view.getInt32(last - 4, true), 0x85ebca6b);
    const place = (hash ^ (hash >>> 17)) & (KEPT_COUNT - 1);
    this.#texts ??= this.#allocate();
    const text = this.#texts[place]!;
    const words = this.#words;
    const base = place * KEPT_LENGTH;
    if (text.length === length && words.getInt32(base + length - 4, true) === lastWord) {
      let at = 0;
      const whole = length - 4;
      while (at < whole && words.getInt32(base + at, true) === view.getInt32(start + at, true))
        at += 4;
      if (at >= whole) {
        this.#count(0);
        return text;
      }
    }
    this.#count(1);
    const made = slots.plain(start, end);
    this.#texts[place] = made;
    for (let at = 0; at < length - 4; at += 4) {
      words.setInt32(base + at, view.getInt32(start + at, true), true);
    }
    words.setInt32(base + length - 4, lastWord, true);
    return made;
  }

  /** Where nearly all are new, looking costs more than it saves. */
  #count(missed: number): void {
    this.#missed += missed;
    if (++this.#looked < 1024) return;
    this.#looked = this.#missed > 768 ? -31 * 1024 : 0;
    this.#missed = 0;
  }

  #allocate(): string[] {
    this.#words = new DataView(new ArrayBuffer(KEPT_COUNT * KEPT_LENGTH));
    return new Array<string>(KEPT_COUNT).fill("");
  }
}
