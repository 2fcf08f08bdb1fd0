import { HASHES_AHEAD } from "./hashes-ahead.ts";
import type { JsonScanner } from "./json-scan.ts";
import { keyHash } from "./key-bytes.ts";
import type { Slots } from "./slots.ts";
import type { RecordMapper } from "./vocabulary.ts";

const NEWLINE = 0x0a;
const OPEN_OBJECT = 0x7b;

/** Before the slots of a line: where it begins, the line feed behind it, its key's hash, its event's code and time. */
const HEAD = 6;
const STOP = 1;
const HASH = 2;
const CODE = 3;
const TIME = 4;
const PER_SLOT = 2;

/** A number as two words. */
const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);

/** A slot's second word: kind, form, and length of its bytes. */
const FORM_AT = 3;
const LENGTH_AT = 6;
const KIND_MASK = (1 << FORM_AT) - 1;
const FORM_MASK = (1 << (LENGTH_AT - FORM_AT)) - 1;

/**
 * What a scanner found in the lines of some bytes, so that another thread can go on from there.
 * It holds lines that are one object and nothing else; what is strange about a line is found out by who asks for it.
 */
export interface LineScans {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
}

/** Scans the lines that end within the first `limit` bytes, less than 2^25. The scanner fills the mapper's slots, and reads lines. */
export function scanLines(
  bytes: Uint8Array,
  limit: number,
  scanner: JsonScanner,
  mapper: RecordMapper,
): LineScans {
  const { slots, keySlot } = mapper;
  const width = HEAD + PER_SLOT * slots.kinds.length;
  let words: Int32Array<ArrayBuffer> = new Int32Array(width * Math.ceil(limit / 64));
  let used = 0;
  for (let at = 0; at < limit; ) {
    const stop = scanner.scan(bytes, at);
    if (stop < 0 || bytes[stop] !== NEWLINE) {
      at = bytes.indexOf(NEWLINE, at) + 1;
      continue;
    }
    if (bytes[at] === OPEN_OBJECT) {
      if (used + width > words.length) words = widened(words, used);
      words[used++] = at;
      words[used++] = stop;
      words[used++] = keyHash(slots, keySlot);
      mapper.foretell();
      words[used++] = slots.code;
      double[0] = slots.time;
      words[used++] = halves[0]!;
      words[used++] = halves[1]!;
      for (let slot = 0; slot < slots.kinds.length; slot++) {
        const start = slots.starts[slot]!;
        words[used++] = start;
        words[used++] =
          slots.kinds[slot]! |
          (slots.forms[slot]! << FORM_AT) |
          ((slots.ends[slot]! - start) << LENGTH_AT);
      }
    }
    at = stop + 1;
  }
  return { bytes, words: words.subarray(0, used) };
}

function widened(words: Int32Array, used: number): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(2 * words.length);
  wider.set(words.subarray(0, used));
  return wider;
}

/** Goes through what was found in some bytes, line by line, in order. */
export class Recall {
  readonly #bytes: Uint8Array;
  readonly #words: Int32Array;
  readonly #slots: Slots;
  readonly #width: number;
  #at = 0;
  /** Lines until the next hashes are told. */
  #told = 0;

  constructor({ bytes, words }: LineScans, slots: Slots) {
    this.#bytes = bytes;
    this.#words = words;
    this.#slots = slots;
    this.#width = HEAD + PER_SLOT * slots.kinds.length;
  }

  /** Fills the slots with what the line at `start` holds, and gives the offset of its end; -1: it has to be scanned. */
  line(start: number): number {
    const words = this.#words;
    let at = this.#at;
    while (at < words.length && words[at]! < start) at += this.#width;
    this.#at = at;
    if (words[at] !== start) return -1;
    const slots = this.#slots;
    const { kinds, starts, ends, forms } = slots;
    slots.open(this.#bytes);
    if (--this.#told < 0) this.#tell(at);
    slots.keyHash = words[at + HASH]!;
    slots.code = words[at + CODE]!;
    halves[0] = words[at + TIME]!;
    halves[1] = words[at + TIME + 1]!;
    slots.time = double[0]!;
    const stop = words[at + STOP]!;
    at += HEAD;
    for (let slot = 0; slot < kinds.length; slot++) {
      const from = words[at++]!;
      const about = words[at++]!;
      kinds[slot] = about & KIND_MASK;
      forms[slot] = (about >> FORM_AT) & FORM_MASK;
      starts[slot] = from;
      ends[slot] = from + (about >> LENGTH_AT);
    }
    this.#at = at;
    return stop;
  }

  /** The hashes of this line's key and of those that follow. */
  #tell(from: number): void {
    const words = this.#words;
    const { ahead } = this.#slots;
    for (let i = 0, at = from + HASH; i < HASHES_AHEAD; i++, at += this.#width)
      ahead.hashes[i] = at < words.length ? words[at]! : 0;
    ahead.turn++;
    this.#told = HASHES_AHEAD - 1;
  }
}
