import { utf8Length } from "../json-scan/texts.ts";
import { PLAIN, WIDE } from "../slots.ts";

/** Data that is not what its schema says. */
export class AvroDamage extends Error {}

/** Records, arrays and maps within each other (rule 4). */
const DEPTH_MAX = 500;
/** Of a decimal: more than any declared one can hold, and turning many into digits takes long. */
const DECIMAL_BYTES_MAX = 64;
export const DECIMAL_DIGITS_MAX = 160;
/** Items that take no bytes, which nothing else bounds. */
const FREE_ITEMS_MAX = 10_000;

/**
 * One datum being read. Behind it, in the same block, is room for what is worked out of it: a number's
 * digits, a point in time. So a record is one range of bytes, as one of JSON is.
 */
export class AvroBytes {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  end = 0;
  /** Where what is worked out goes on. */
  free = 0;
  /** How the text read last is to be read. */
  form = PLAIN;
  #view: DataView = new DataView(new ArrayBuffer(0));
  #depth = 0;
  #freeItems = 0;

  open(bytes: Uint8Array, start: number, end: number): void {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    this.at = start;
    this.end = end;
    this.free = end;
    this.#depth = 0;
    this.#freeItems = 0;
  }

  /** From the beginning, keeping what was worked out. */
  again(start: number): void {
    this.at = start;
    this.#depth = 0;
    this.#freeItems = 0;
  }

  enter(): void {
    if (++this.#depth > DEPTH_MAX) throw new AvroDamage("Nested more than 500 deep");
  }

  leave(): void {
    this.#depth--;
  }

  byte(): number {
    if (this.at >= this.end) throw early();
    return this.bytes[this.at++]!;
  }

  boolean(): boolean {
    const byte = this.byte();
    if (byte > 1) throw new AvroDamage(`A boolean is ${byte}`);
    return byte === 1;
  }

  /** A zig-zag number; NaN where a double cannot hold it; `bigLong` reads it anew. */
  long(): number {
    const first = this.byte();
    if (first < 0x80) return (first >>> 1) ^ -(first & 1);
    let value = first & 0x7f;
    let scale = 128;
    for (let count = 1; ; count++) {
      if (count === 10) throw new AvroDamage("A number is longer than ten bytes");
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      scale *= 128;
      if (byte >= 0x80) continue;
      // Seven bytes are 49 bits, and more may be beyond what a double holds exactly.
      if (count > 6 && value > Number.MAX_SAFE_INTEGER) return Number.NaN;
      return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
  }

  /** The same, whatever its size. */
  bigLong(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n));
    }
    throw new AvroDamage("A number is longer than ten bytes");
  }

  /** Which of so many it is. */
  choice(count: number, what: string): number {
    const index = this.long();
    if (index >= 0 && index < count) return index;
    throw new AvroDamage(
      `Number ${Number.isNaN(index) ? "beyond all" : index} of ${count} ${what}`,
    );
  }

  /** Moves behind so many bytes; gives where they begin. */
  take(length: number): number {
    const start = this.at;
    if (length > this.end - start) throw early();
    this.at = start + length;
    return start;
  }

  /** Moves behind a length and so many bytes; gives where they begin. */
  sized(): number {
    const length = this.long();
    const left = this.end - this.at;
    if (!(length >= 0 && length <= left))
      throw new AvroDamage(`${claimed(length)} bytes are claimed where ${left} are left`);
    return this.take(length);
  }

  /** The same of a decimal. */
  decimal(): number {
    const start = this.sized();
    const length = this.at - start;
    if (length > DECIMAL_BYTES_MAX)
      throw new AvroDamage(`A decimal has ${length} bytes, more than ${DECIMAL_BYTES_MAX}`);
    return start;
  }

  /** The same of a text, whose bytes are looked at; `form` says how. */
  text(): number {
    const start = this.sized();
    this.form = this.formOf(start, this.at);
    if (this.form < 0) throw new AvroDamage("Bytes that are no UTF-8");
    return start;
  }

  /** How these bytes are to be read as a text; -1: they are none. */
  formOf(start: number, end: number): number {
    const { bytes } = this;
    const view = this.#view;
    let i = start;
    for (; i + 4 <= end; i += 4) if ((view.getInt32(i, true) & 0x80808080) !== 0) break;
    while (i < end && bytes[i]! < 0x80) i++;
    if (i === end) return PLAIN;
    for (let length = 0; i < end; i += length) {
      length = utf8Length(bytes, i);
      if (length === 0 || i + length > end) return -1;
    }
    return WIDE;
  }

  float(): number {
    return this.#view.getFloat32(this.take(4), true);
  }

  double(): number {
    return this.#view.getFloat64(this.take(8), true);
  }

  /** How many items follow; 0: no more. `least`: bytes that an item takes at least. */
  block(least: number): number {
    const count = Math.abs(this.#blockCount());
    if (count === 0) return 0;
    const left = this.end - this.at;
    if (least > 0) {
      if (count * least <= left) return count;
    } else {
      this.#freeItems += count;
      if (this.#freeItems <= FREE_ITEMS_MAX) return count;
    }
    throw new AvroDamage(`A block claims ${claimed(count)} items where ${left} bytes are left`);
  }

  #blockCount(): number {
    const count = this.long();
    // Its size in bytes, for readers that leap.
    if (count < 0 && !(this.long() >= 0)) throw new AvroDamage("A block of a size below zero");
    return Number.isNaN(count) ? Number.POSITIVE_INFINITY : count;
  }

  // ------------------------------------------------------------ what is worked out

  /** A whole number's digits behind the datum; gives where they begin, and they end at `free`. */
  writeWhole(value: number): number {
    const { bytes } = this;
    const start = this.free;
    let rest = value;
    let at = start;
    if (value < 0) {
      bytes[at++] = 0x2d;
      rest = -value;
    }
    let length = 1;
    for (let power = 10; power <= rest; power *= 10) length++;
    const end = at + length;
    for (let i = end - 1; i >= at; i--) {
      const tens = Math.floor(rest / 10);
      bytes[i] = 0x30 + (rest - tens * 10);
      rest = tens;
    }
    this.free = end;
    return start;
  }

  /** Characters of ASCII. */
  writeAscii(text: string): number {
    const { bytes } = this;
    const start = this.free;
    for (let i = 0; i < text.length; i++) bytes[start + i] = text.charCodeAt(i);
    this.free = start + text.length;
    return start;
  }

  writeBytes(text: Uint8Array): number {
    const start = this.free;
    this.bytes.set(text, start);
    this.free = start + text.length;
    return start;
  }
}

const early = (): AvroDamage => new AvroDamage("The data ends early");

const claimed = (count: number): string => (Number.isFinite(count) ? String(count) : "Endless");
