import { ESCAPE, UTF16 } from "./marks.ts";

/** What is read is no state; caught where reading begins. */
export class Damage extends Error {}

/** What the twin counts with. */
const ORDER_LIMIT = 2 ** 31;
const BIG_BYTES_MAX = 32;
/** Of all ids in a state: their beginnings are written once, so few bytes could ask for much memory. */
const ID_LENGTH_MAX = 1 << 24;

/** Reads what ByteWriter wrote, and believes nothing. */
export class ByteReader {
  private readonly bytes: Buffer;
  private at: number;
  private readonly ids: string[] = [];
  private lastId = "";
  private idLength = 0;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = Buffer.isBuffer(bytes)
      ? bytes
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  byte(): number {
    if (this.at >= this.bytes.length) throw new Damage("it ends too early");
    return this.bytes[this.at++]!;
  }

  flag(): boolean {
    return this.among(2, "a flag") === 1;
  }

  unsigned(): number {
    let byte = this.byte();
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    for (let weight = 0x80; ; weight *= 0x80) {
      byte = this.byte();
      value += (byte & 0x7f) * weight;
      if (!Number.isSafeInteger(value)) throw new Damage("a number is too large");
      if (byte < 0x80) return value;
    }
  }

  /** A number below `limit`. */
  among(limit: number, what: string): number {
    const value = this.unsigned();
    if (value >= limit) throw new Damage(`${what} has the number ${value} of ${limit}`);
    return value;
  }

  /** A count of events of a session. */
  order(): number {
    return this.among(ORDER_LIMIT, "an event's place");
  }

  /** How many things follow, each of which takes a byte at least. */
  count(): number {
    const value = this.unsigned();
    if (value > this.left) throw new Damage("it ends too early");
    return value;
  }

  /** null: the mark of another way of writing. */
  private signedOrEscape(): number | null {
    const first = this.byte();
    if (first === ESCAPE) return null;
    let value = (first >> 1) & 0x3f;
    if (first >= 0x80) value += this.unsigned() * 0x40;
    if (!Number.isSafeInteger(value)) throw new Damage("a number is too large");
    return (first & 1) === 0 ? value : 0 - value;
  }

  signed(): number {
    const value = this.signedOrEscape();
    if (value === null) throw new Damage("a number is too large");
    return value;
  }

  double(): number {
    if (this.left < 8) throw new Damage("it ends too early");
    const value = this.bytes.readDoubleLE(this.at);
    this.at += 8;
    return value;
  }

  finite(): number {
    const value = this.double();
    if (!Number.isFinite(value) || Object.is(value, -0)) throw new Damage("a number is none");
    return value;
  }

  instant(base: number): number {
    const distance = this.signedOrEscape();
    const value = distance === null ? this.finite() : base + distance;
    if (!Number.isInteger(value)) throw new Damage("an instant is no whole number");
    return value;
  }

  /** -Infinity: none. */
  instantOrNone(base: number): number {
    const distance = this.signedOrEscape();
    const value = distance === null ? this.double() : base + distance;
    if (!Number.isInteger(value) && value !== Number.NEGATIVE_INFINITY)
      throw new Damage("an instant is no whole number");
    return value;
  }

  whole(): bigint | number {
    const small = this.signedOrEscape();
    if (small !== null) return small;
    const negative = this.flag();
    const bytes = this.blob();
    if (bytes.length === 0 || bytes.length > BIG_BYTES_MAX)
      throw new Damage("a number is too large");
    const value = BigInt(`0x${bytes.toString("hex")}`);
    return negative ? -value : value;
  }

  text(): string {
    const header = this.unsigned();
    const pairs = header % 2 === UTF16;
    const length = Math.floor(header / 2);
    const { bytes, at } = this;
    if (length > this.left) throw new Damage("it ends too early");
    const end = at + length;
    this.at = end;
    if (pairs) {
      if (length % 2 === 1) throw new Damage("a text is cut off");
      return bytes.toString("utf16le", at, end);
    }
    for (let i = at; i < end; i++)
      if (bytes[i]! >= 0x80) return wellFormed(bytes.subarray(at, end));
    return bytes.toString("latin1", at, end);
  }

  blob(): Buffer {
    const length = this.count();
    const { at } = this;
    this.at = at + length;
    return this.bytes.subarray(at, this.at);
  }

  id(): string {
    const ago = this.unsigned();
    const { ids } = this;
    if (ago > ids.length) throw new Damage("an id is named that is not there");
    if (ago > 0) return ids[ids.length - ago]!;
    const same = this.unsigned();
    if (same > this.lastId.length) throw new Damage("an id is named that is not there");
    const rest = this.text();
    const value = same === 0 ? rest : this.lastId.slice(0, same) + rest;
    this.idLength += value.length;
    if (this.idLength > ID_LENGTH_MAX) throw new Damage("ids are too long");
    ids.push(value);
    this.lastId = value;
    return value;
  }

  bits(count: number): readonly boolean[] {
    const values: boolean[] = [];
    for (let byte = 0; values.length < count; byte >>= 1) {
      if (values.length % 8 === 0) byte = this.byte();
      values.push((byte & 1) === 1);
    }
    return values;
  }

  end(): void {
    if (this.left > 0) throw new Damage(`${this.left} bytes are left over`);
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function wellFormed(bytes: Buffer): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Damage("a text is no UTF-8");
  }
}
