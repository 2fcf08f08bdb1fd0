import { ESCAPE, UTF16 } from "./marks.ts";

/** States lie side by side in blocks: a buffer of its own for each costs more than what is written to it. */
const BLOCK_BYTES = 64 * 1024;
const LONE = /\p{Surrogate}/u;

/** Bytes of one state after another: whole numbers take as few as they need. */
export class ByteWriter {
  private bytes = Buffer.alloc(0);
  /** Of the state at hand; what stands before it was taken, and is not written to again. */
  private start = 0;
  private at = 0;
  /** Ids of the state at hand: most name an event that has been named before, or one of the same topic. */
  private readonly ids = new Map<string, number>();
  private lastId = "";

  /** What was written; the next one begins. */
  take(): Uint8Array {
    const { buffer, byteOffset } = this.bytes;
    const taken = new Uint8Array(buffer, byteOffset + this.start, this.at - this.start);
    this.start = this.at;
    if (this.ids.size > 0) this.ids.clear();
    this.lastId = "";
    return taken;
  }

  byte(value: number): void {
    if (this.at === this.bytes.length) this.grow(1);
    this.bytes[this.at++] = value;
  }

  /** A safe integer from 0: seven bits to a byte, the least first. */
  unsigned(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  /** A safe integer: the sign and six bits in the first byte, then seven to a byte. */
  signed(value: number): void {
    const sign = value < 0 ? 1 : 0;
    let rest = Math.abs(value);
    if (rest < 0x40) {
      this.byte((rest << 1) | sign);
      return;
    }
    this.byte(((rest % 0x40) << 1) | sign | 0x80);
    rest = Math.floor(rest / 0x40);
    this.unsigned(rest);
  }

  double(value: number): void {
    this.room(8);
    this.at = this.bytes.writeDoubleLE(value, this.at);
  }

  /** A distance that is no safe integer is given up for the instant itself. -Infinity: none. */
  instant(value: number, base: number): void {
    const distance = value - base;
    if (Number.isSafeInteger(distance)) {
      this.signed(distance);
      return;
    }
    this.byte(ESCAPE);
    this.double(value);
  }

  /** A whole number of any size. */
  whole(value: number | bigint): void {
    const number = Number(value);
    if (Number.isSafeInteger(number)) {
      this.signed(number);
      return;
    }
    const big = BigInt(value);
    const digits = (big < 0n ? -big : big).toString(16);
    const even = digits.length % 2 === 0 ? digits : `0${digits}`;
    this.byte(ESCAPE);
    this.byte(big < 0n ? 1 : 0);
    this.blob(Buffer.from(even, "hex"));
  }

  /** What is no Unicode is kept as it is, in pairs of bytes. */
  text(value: string): void {
    const { length } = value;
    if (this.ascii(value)) return;
    if (!LONE.test(value)) {
      const bytes = Buffer.byteLength(value, "utf8");
      this.unsigned(bytes * 2);
      this.room(bytes);
      this.at += this.bytes.write(value, this.at, "utf8");
      return;
    }
    this.unsigned(length * 4 + UTF16);
    this.room(length * 2);
    this.at += this.bytes.write(value, this.at, "utf16le");
  }

  private ascii(value: string): boolean {
    const { length } = value;
    const before = this.at - this.start;
    this.unsigned(length * 2);
    this.room(length);
    const { bytes } = this;
    let { at } = this;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code >= 0x80) {
        this.at = this.start + before;
        return false;
      }
      bytes[at++] = code;
    }
    this.at = at;
    return true;
  }

  blob(value: Uint8Array): void {
    this.unsigned(value.length);
    this.room(value.length);
    this.bytes.set(value, this.at);
    this.at += value.length;
  }

  /** How long ago it was named, or what of it differs from the one named last. */
  id(value: string): void {
    const known = this.ids.get(value);
    if (known !== undefined) {
      this.unsigned(this.ids.size - known);
      return;
    }
    this.unsigned(0);
    const { lastId } = this;
    let same = 0;
    while (same < lastId.length && lastId.charCodeAt(same) === value.charCodeAt(same)) same++;
    this.unsigned(same);
    this.text(same === 0 ? value : value.slice(same));
    this.ids.set(value, this.ids.size);
    this.lastId = value;
  }

  /** Yes or no, eight to a byte. */
  bits(values: readonly boolean[]): void {
    for (let from = 0; from < values.length; from += 8) {
      let byte = 0;
      for (let i = from; i < values.length && i < from + 8; i++)
        if (values[i]) byte |= 1 << (i - from);
      this.byte(byte);
    }
  }

  private room(more: number): void {
    if (this.at + more > this.bytes.length) this.grow(more);
  }

  private grow(more: number): void {
    const length = this.at - this.start;
    const wider = Buffer.allocUnsafeSlow(Math.max(BLOCK_BYTES, 2 * (length + more)));
    this.bytes.copy(wider, 0, this.start, this.at);
    this.bytes = wider;
    this.start = 0;
    this.at = length;
  }
}
