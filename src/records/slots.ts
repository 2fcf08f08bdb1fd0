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

/** Turns bytes into text. ASCII only for `ascii`; valid UTF-8 for `utf8`. Node's own are several times faster. */
export interface Decoder {
  ascii(bytes: Uint8Array, start: number, end: number): string;
  utf8(bytes: Uint8Array, start: number, end: number): string;
}

export function portableDecoder(): Decoder {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const decode = (bytes: Uint8Array, start: number, end: number) =>
    decoder.decode(bytes.subarray(start, end));
  return { ascii: decode, utf8: decode };
}

/** Texts up to this length are kept, so that equal ones are one string that is hashed once. */
const KEPT_LENGTH = 32;
const KEPT_COUNT = 1 << 12;

export class Slots {
  bytes: Uint8Array = new Uint8Array(0);
  readonly kinds: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly forms: Uint8Array;
  readonly #decoder: Decoder;
  readonly #kept: string[] = new Array<string>(KEPT_COUNT).fill("");

  constructor(count: number, decoder: Decoder) {
    this.kinds = new Uint8Array(count);
    this.starts = new Int32Array(count);
    this.ends = new Int32Array(count);
    this.forms = new Uint8Array(count);
    this.#decoder = decoder;
  }

  clear(bytes: Uint8Array): void {
    this.bytes = bytes;
    const { kinds } = this;
    for (let slot = 0; slot < kinds.length; slot++) kinds[slot] = MISSING;
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
    if (form === PLAIN) return this.#plain(start, end);
    const { bytes } = this;
    const raw = this.#decoder.utf8(bytes, start, end);
    if ((form & ESCAPED) !== 0) return JSON.parse(`"${raw}"`) as string;
    return (form & DOUBLED) !== 0 ? raw.replaceAll('""', '"') : raw;
  }

  #plain(start: number, end: number): string {
    const { bytes } = this;
    const length = end - start;
    if (length === 0) return "";
    if (length > KEPT_LENGTH) return this.#decoder.ascii(bytes, start, end);
    let hash = length;
    for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + bytes[at]!) | 0;
    const place = (hash ^ (hash >>> 13)) & (KEPT_COUNT - 1);
    const kept = this.#kept[place]!;
    if (kept.length === length) {
      let at = 0;
      while (at < length && kept.charCodeAt(at) === bytes[start + at]) at++;
      if (at === length) return kept;
    }
    const text = this.#decoder.ascii(bytes, start, end);
    this.#kept[place] = text;
    return text;
  }
}
