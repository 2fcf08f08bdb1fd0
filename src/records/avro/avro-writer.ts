/** Twice it and one more is a whole number of a double. */
const DOUBLED_MAX = 2 ** 51;

/** Avro's binary form being written. */
export class AvroWriter {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;
  readonly #encoder = new TextEncoder();

  /** What was written since the last time. */
  take(): Uint8Array {
    const bytes = this.#bytes.slice(0, this.#at);
    this.#at = 0;
    return bytes;
  }

  boolean(value: boolean): void {
    this.#room(1);
    this.#bytes[this.#at++] = value ? 1 : 0;
  }

  /** A whole number of at most 53 bits, as are indexes, lengths and times. */
  int(value: number): void {
    if (Math.abs(value) > DOUBLED_MAX) {
      this.long(BigInt(value));
      return;
    }
    this.#room(10);
    let rest = value < 0 ? -2 * value - 1 : 2 * value;
    while (rest >= 128) {
      this.#bytes[this.#at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#at++] = rest;
  }

  /** Of at most 64 bits. */
  long(value: bigint): void {
    this.#room(10);
    let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
    for (; rest >= 128n; rest >>= 7n) this.#bytes[this.#at++] = Number(rest & 127n) | 128;
    this.#bytes[this.#at++] = Number(rest);
  }

  double(value: number): void {
    this.#room(8);
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
  }

  text(value: string): void {
    this.sized(this.#encoder.encode(value));
  }

  sized(value: Uint8Array): void {
    this.int(value.length);
    this.#room(value.length);
    this.#bytes.set(value, this.#at);
    this.#at += value.length;
  }

  /** A scaled integer as the fewest bytes of its two's complement, the highest first. */
  decimal(scaled: bigint): void {
    let length = 1;
    while (BigInt.asIntN(8 * length, scaled) !== scaled) length++;
    const value = new Uint8Array(length);
    for (let i = length - 1, rest = scaled; i >= 0; i--, rest >>= 8n)
      value[i] = Number(rest & 255n);
    this.sized(value);
  }

  /** The items of an array or a map as one block; none is an empty one. */
  block<T>(items: readonly T[], write: (item: T) => void): void {
    if (items.length > 0) {
      this.int(items.length);
      for (const item of items) write(item);
    }
    this.int(0);
  }

  #room(more: number): void {
    if (this.#at + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#at + more));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
