import { ESCAPED, PLAIN, WIDE } from "../slots.ts";

const QUOTE = 0x22;
const NEWLINE = 0x0a;
const BACKSLASH = 0x5c;

/** 1: a byte that stands for itself in a text. */
const ORDINARY = new Uint8Array(256);
for (let byte = 0x20; byte < 0x80; byte++) ORDINARY[byte] = 1;
ORDINARY[QUOTE] = 0;
ORDINARY[BACKSLASH] = 0;

/**
 * The texts of JSON (RFC 8259, section 7), read strictly and left where they stand. Whoever reads gives the offset
 * behind what it read, or -1 where it is damaged; the byte after a record ends any value, so that no read needs a
 * test for the end. What builds on this is one object, because texts are most of a record's bytes.
 */
export class JsonTexts {
  /** Why the last scan failed, and at which byte. */
  reason = "";
  at = 0;
  protected bytes: Uint8Array = new Uint8Array(0);
  protected view: DataView = new DataView(new ArrayBuffer(0));
  /** How the text read last is to be read. */
  protected form = PLAIN;

  protected fail(at: number, reason: string): number {
    this.at = at;
    this.reason = reason;
    return -1;
  }

  /** From behind the opening quote to behind the closing one. */
  protected text(start: number): number {
    const bytes = this.bytes;
    const view = this.view;
    const wordsEnd = bytes.length - 4;
    let form = PLAIN;
    let i = start;
    for (;;) {
      // Four bytes at a time while none is a quote, a backslash, below 0x20 or above 0x7f
      // (a borrow from the byte below only ever stops too early).
      while (i <= wordsEnd) {
        const word = view.getInt32(i, true);
        const marks =
          word |
          (word - 0x20202020) |
          ((word ^ 0x22222222) - 0x01010101) |
          ((word ^ 0x5c5c5c5c) - 0x01010101);
        if ((marks & 0x80808080) !== 0) break;
        i += 4;
      }
      while (ORDINARY[bytes[i]!] === 1) i++;
      const byte = bytes[i]!;
      if (byte === QUOTE) {
        this.form = form;
        return i + 1;
      }
      if (byte === BACKSLASH) {
        form |= ESCAPED;
        i = this.#escape(i);
      } else if (byte >= 0x80) {
        form |= WIDE;
        i = this.#wide(i);
      } else {
        return this.fail(i, byte === NEWLINE ? "A text is not closed" : "A bare control character");
      }
      if (i < 0) return -1;
    }
  }

  #escape(start: number): number {
    const bytes = this.bytes;
    switch (bytes[start + 1]) {
      case QUOTE:
      case BACKSLASH:
      case 0x2f:
      case 0x62:
      case 0x66:
      case 0x6e:
      case 0x72:
      case 0x74:
        return start + 2;
      case 0x75: {
        const unit = this.#hex(start + 2);
        if (unit < 0) return this.fail(start, "\\u needs four hexadecimal digits");
        if (unit >= 0xd800 && unit <= 0xdfff) {
          const low =
            unit < 0xdc00 && bytes[start + 6] === BACKSLASH && bytes[start + 7] === 0x75
              ? this.#hex(start + 8)
              : -1;
          if (low < 0xdc00 || low > 0xdfff) return this.fail(start, "Half a surrogate pair");
          return start + 12;
        }
        return start + 6;
      }
      default:
        return this.fail(start, "An escape that JSON does not know");
    }
  }

  #hex(start: number): number {
    let unit = 0;
    for (let i = start; i < start + 4; i++) {
      const byte = this.bytes[i]!;
      const digit =
        byte >= 0x30 && byte <= 0x39
          ? byte - 0x30
          : byte >= 0x41 && byte <= 0x46
            ? byte - 0x37
            : byte >= 0x61 && byte <= 0x66
              ? byte - 0x57
              : -1;
      if (digit < 0) return -1;
      unit = unit * 16 + digit;
    }
    return unit;
  }

  /** One character beyond ASCII. */
  #wide(start: number): number {
    const length = utf8Length(this.bytes, start);
    return length === 0 ? this.fail(start, "Bytes that are no UTF-8") : start + length;
  }
}

/** How many bytes the UTF-8 character at `i` takes (RFC 3629: no overlong forms, no surrogates); 0: it is none. */
export function utf8Length(bytes: Uint8Array, i: number): number {
  const first = bytes[i]!;
  if (first < 0x80) return 1;
  const follows = (k: number) => k < bytes.length && (bytes[k]! & 0xc0) === 0x80;
  if (first >= 0xc2 && first <= 0xdf) return follows(i + 1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    const second = bytes[i + 1]!;
    if (!follows(i + 1) || !follows(i + 2)) return 0;
    if (first === 0xe0 && second < 0xa0) return 0;
    return first === 0xed && second > 0x9f ? 0 : 3;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const second = bytes[i + 1]!;
    if (!follows(i + 1) || !follows(i + 2) || !follows(i + 3)) return 0;
    if (first === 0xf0 && second < 0x90) return 0;
    return first === 0xf4 && second > 0x8f ? 0 : 4;
  }
  return 0;
}
