import {
  compileProjection,
  type Member,
  member,
  type Projection,
  type ProjectionNode,
} from "./projection.ts";
import {
  ARRAY,
  ESCAPED,
  FALSE,
  NULL,
  NUMBER,
  OBJECT,
  PLAIN,
  type Slots,
  TEXT,
  TRUE,
  WIDE,
} from "./slots.ts";

/** Rule 4: nesting beyond this is damage. */
export const DEPTH_MAX = 500;

/** Unwanted names remembered per object. */
const LEARNT_MAX = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const NEWLINE = 0x0a;

/** 1: a byte that stands for itself in a text. */
const ORDINARY = new Uint8Array(256);
for (let byte = 0x20; byte < 0x80; byte++) ORDINARY[byte] = 1;
ORDINARY[QUOTE] = 0;
ORDINARY[BACKSLASH] = 0;

/**
 * Reads one JSON value strictly and keeps the wanted places only (rule 4): what is refused
 * does not depend on what is wanted, but for wanted names that are given twice.
 * The byte after the record must exist and be a line feed or another byte that ends any JSON value,
 * so that no read needs a test for the end.
 */
export class JsonScanner {
  /** Why the last scan failed, and at which byte. */
  reason = "";
  at = 0;
  /** Where the value scanned last begins. */
  first = 0;
  readonly #root: ProjectionNode;
  readonly #slots: Slots;
  readonly #lines: boolean;
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** How the text scanned last is to be read. */
  #form = PLAIN;
  #stamp = 0;
  /** What encloses the value being skipped: 1 object, 0 array. */
  readonly #open = new Uint8Array(DEPTH_MAX + 1);

  /** `lines`: a line feed ends a record and is no blank. */
  constructor(projection: Projection, slots: Slots, options: { readonly lines: boolean }) {
    // A tree of its own: it remembers what the records of one source look like.
    this.#root = compileProjection(projection.paths).root;
    this.#slots = slots;
    this.#lines = options.lines;
  }

  /**
   * Scans the value at `start` and the blanks behind it; gives the offset of the byte after them,
   * or -1 where it is damaged. The slots are filled where the value is an object or an array.
   * `limit`: behind it the bytes may still change.
   */
  scan(bytes: Uint8Array, start: number, limit: number = bytes.length): number {
    const slots = this.#slots;
    slots.clear(bytes, limit);
    this.#bytes = bytes;
    this.#view = slots.view;
    this.first = this.#blanks(start);
    const i = this.#value(this.#root, this.first, 0);
    if (i < 0) return -1;
    const byte = bytes[i]!;
    return byte > 0x20 || (byte === NEWLINE && this.#lines) ? i : this.#blanks(i);
  }

  #fail(at: number, reason: string): number {
    this.at = at;
    this.reason = reason;
    return -1;
  }

  #blanks(start: number): number {
    const bytes = this.#bytes;
    let i = start;
    for (;;) {
      const byte = bytes[i];
      if (byte === 0x20 || byte === 0x09 || byte === 0x0d) i++;
      else if (byte === NEWLINE && !this.#lines) i++;
      else return i;
    }
  }

  /** A value that something is wanted of. `depth`: how many enclose it. */
  #value(node: ProjectionNode, start: number, depth: number): number {
    const bytes = this.#bytes;
    const slots = this.#slots;
    const slot = node.slot;
    const byte = bytes[start];
    if (byte === QUOTE) {
      const end = this.#text(start + 1);
      if (end >= 0 && slot >= 0) slots.set(slot, TEXT, start + 1, end - 1, this.#form);
      return end;
    }
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      const end =
        node.names.length === 0
          ? this.#skip(start, depth)
          : byte === OPEN_OBJECT
            ? this.#object(node, start + 1, depth + 1)
            : this.#array(node, start + 1, depth + 1);
      if (end >= 0 && slot >= 0) {
        slots.set(slot, byte === OPEN_OBJECT ? OBJECT : ARRAY, start, end, WIDE);
      }
      return end;
    }
    const end = this.#scalar(start);
    if (end >= 0 && slot >= 0) {
      const kind = byte === 0x74 ? TRUE : byte === 0x66 ? FALSE : byte === 0x6e ? NULL : NUMBER;
      slots.set(slot, kind, start, end, PLAIN);
    }
    return end;
  }

  /** From behind `{`. */
  #object(node: ProjectionNode, start: number, depth: number): number {
    const bytes = this.#bytes;
    const { children, seen } = node;
    if (depth > DEPTH_MAX) return this.#fail(start, "Nested more than 500 deep");
    const stamp = ++this.#stamp;
    let i = bytes[start]! > 0x20 ? start : this.#blanks(start);
    if (bytes[i] === CLOSE_OBJECT) return i + 1;
    let last = node.opening;
    for (;;) {
      if (bytes[i] !== QUOTE) return this.#fail(i, "A member's name in quotes was expected");
      const nameStart = ++i;
      let known = last.next;
      let end = known === null ? -1 : this.#isName(known, nameStart);
      if (end < 0) {
        known = last.alternative;
        end = known === null ? -1 : this.#isName(known, nameStart);
      }
      if (end < 0) {
        end = this.#text(nameStart);
        if (end < 0) return -1;
        known = this.#learn(node, last, nameStart, end - 1);
      }
      let child = -1;
      if (known !== null) {
        child = known.child;
        last = known;
      }
      i = end;
      if (bytes[i] !== COLON) {
        i = this.#blanks(i);
        if (bytes[i] !== COLON) return this.#fail(i, "A colon was expected");
      }
      i++;
      if (bytes[i]! <= 0x20) {
        // One blank, as most writers put it, needs no loop.
        if (bytes[i] === 0x20) i++;
        if (bytes[i]! <= 0x20) i = this.#blanks(i);
      }
      if (child < 0) {
        const byte = bytes[i];
        if (byte === QUOTE) i = this.#text(i + 1);
        else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) i = this.#skip(i, depth);
        else i = this.#scalar(i);
      } else {
        if (seen[child] === stamp) {
          return this.#fail(nameStart - 1, `\`${node.names[child]}\` is given twice`);
        }
        seen[child] = stamp;
        i = this.#value(children[child]!, i, depth);
      }
      if (i < 0) return -1;
      if (bytes[i]! <= 0x20) i = this.#blanks(i);
      const byte = bytes[i];
      if (byte === CLOSE_OBJECT) return i + 1;
      if (byte !== COMMA) return this.#fail(i, "A comma or } was expected");
      i++;
      if (bytes[i]! <= 0x20) {
        if (bytes[i] === 0x20) i++;
        if (bytes[i]! <= 0x20) i = this.#blanks(i);
      }
    }
  }

  /** From behind `[`; elements are reached by their index. */
  #array(node: ProjectionNode, start: number, depth: number): number {
    const bytes = this.#bytes;
    if (depth > DEPTH_MAX) return this.#fail(start, "Nested more than 500 deep");
    let i = this.#blanks(start);
    if (bytes[i] === CLOSE_ARRAY) return i + 1;
    for (let index = 0; ; index++) {
      const child = node.byIndex.get(index);
      i = child === undefined ? this.#skip(i, depth) : this.#value(node.children[child]!, i, depth);
      if (i < 0) return -1;
      i = this.#blanks(i);
      const byte = bytes[i];
      if (byte === CLOSE_ARRAY) return i + 1;
      if (byte !== COMMA) return this.#fail(i, "A comma or ] was expected");
      i = this.#blanks(i + 1);
    }
  }

  /** The offset behind the closing quote where exactly this name stands at `start`, else -1. */
  #isName({ bytes: name, words }: Member, start: number): number {
    const bytes = this.#bytes;
    const end = start + name.length;
    if (end > bytes.length) return -1;
    if (words.length === 0) {
      for (let k = 0; k < name.length; k++) if (bytes[start + k] !== name[k]) return -1;
      return end;
    }
    const view = this.#view;
    const last = words.length - 1;
    for (let k = 0; k < last; k++) {
      if (view.getInt32(start + 4 * k, true) !== words[k]) return -1;
    }
    return view.getInt32(end - 4, true) === words[last] ? end : -1;
  }

  /** The member of that name, remembered as what follows `last`; null: a name not worth learning. */
  #learn(node: ProjectionNode, last: Member, start: number, end: number): Member | null {
    const bytes = this.#bytes;
    if ((this.#form & ESCAPED) !== 0) {
      const raw = new TextDecoder().decode(bytes.subarray(start, end));
      return node.members[node.names.indexOf(JSON.parse(`"${raw}"`) as string)] ?? null;
    }
    const length = end - start;
    const { members } = node;
    let met: Member | null = null;
    for (const each of members) {
      if (each.bytes.length === length + 1 && this.#isName(each, start) >= 0) {
        met = each;
        break;
      }
    }
    if (met === null) {
      // Bounded: an object used as a map must not be learnt by heart.
      if (length > 64 || members.length >= node.names.length + LEARNT_MAX) return null;
      // A copy: a Buffer's own `slice` would keep all of the bytes, or lose them where they are given away.
      met = member(new Uint8Array(bytes.subarray(start, end + 1)), -1);
      members.push(met);
    }
    last.alternative = last.next;
    last.next = met;
    return met;
  }

  /** From behind the opening quote to behind the closing one. */
  #text(start: number): number {
    const bytes = this.#bytes;
    const view = this.#view;
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
        this.#form = form;
        return i + 1;
      }
      if (byte === BACKSLASH) {
        form |= ESCAPED;
        i = this.#escape(i);
      } else if (byte >= 0x80) {
        form |= WIDE;
        i = this.#wide(i);
      } else {
        return this.#fail(
          i,
          byte === NEWLINE ? "A text is not closed" : "A bare control character",
        );
      }
      if (i < 0) return -1;
    }
  }

  #escape(start: number): number {
    const bytes = this.#bytes;
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
        if (unit < 0) return this.#fail(start, "\\u needs four hexadecimal digits");
        if (unit >= 0xd800 && unit <= 0xdfff) {
          const low =
            unit < 0xdc00 && bytes[start + 6] === BACKSLASH && bytes[start + 7] === 0x75
              ? this.#hex(start + 8)
              : -1;
          if (low < 0xdc00 || low > 0xdfff) return this.#fail(start, "Half a surrogate pair");
          return start + 12;
        }
        return start + 6;
      }
      default:
        return this.#fail(start, "An escape that JSON does not know");
    }
  }

  #hex(start: number): number {
    let unit = 0;
    for (let i = start; i < start + 4; i++) {
      const byte = this.#bytes[i]!;
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
    const length = utf8Length(this.#bytes, start);
    return length === 0 ? this.#fail(start, "Bytes that are no UTF-8") : start + length;
  }

  /** Number, true, false or null. */
  #scalar(start: number): number {
    const bytes = this.#bytes;
    let i = start;
    let byte = bytes[i]!;
    if (byte === 0x2d) byte = bytes[++i]!;
    if (byte === 0x30) byte = bytes[++i]!;
    else if (byte > 0x30 && byte <= 0x39) {
      do byte = bytes[++i]!;
      while (byte >= 0x30 && byte <= 0x39);
    } else return i === start ? this.#word(start) : this.#fail(i, "No JSON number");
    if (byte === 0x2e) {
      byte = bytes[++i]!;
      if (!(byte >= 0x30 && byte <= 0x39)) return this.#fail(i, "No JSON number");
      do byte = bytes[++i]!;
      while (byte >= 0x30 && byte <= 0x39);
    }
    if (byte === 0x65 || byte === 0x45) {
      byte = bytes[++i]!;
      if (byte === 0x2b || byte === 0x2d) byte = bytes[++i]!;
      if (!(byte >= 0x30 && byte <= 0x39)) return this.#fail(i, "No JSON number");
      do byte = bytes[++i]!;
      while (byte >= 0x30 && byte <= 0x39);
    }
    return i;
  }

  #word(i: number): number {
    const bytes = this.#bytes;
    const byte = bytes[i];
    if (byte === 0x74) {
      if (bytes[i + 1] === 0x72 && bytes[i + 2] === 0x75 && bytes[i + 3] === 0x65) return i + 4;
    } else if (byte === 0x6e) {
      if (bytes[i + 1] === 0x75 && bytes[i + 2] === 0x6c && bytes[i + 3] === 0x6c) return i + 4;
    } else if (byte === 0x66) {
      const als = bytes[i + 1] === 0x61 && bytes[i + 2] === 0x6c && bytes[i + 3] === 0x73;
      if (als && bytes[i + 4] === 0x65) return i + 5;
    }
    return this.#fail(i, "A value was expected");
  }

  /** Any value nothing is wanted of, without recursion. `enclosing`: how many enclose it. */
  #skip(start: number, enclosing: number): number {
    const bytes = this.#bytes;
    const open = this.#open;
    let depth = enclosing;
    let i = start;
    for (;;) {
      const byte = bytes[i]!;
      if (byte === QUOTE) i = this.#text(i + 1);
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        if (++depth > DEPTH_MAX) return this.#fail(i, "Nested more than 500 deep");
        const object = byte === OPEN_OBJECT;
        open[depth] = object ? 1 : 0;
        i = this.#blanks(i + 1);
        if (bytes[i] !== (object ? CLOSE_OBJECT : CLOSE_ARRAY)) {
          if (object) i = this.#skipName(i);
          if (i < 0) return -1;
          continue;
        }
        i++;
        depth--;
      } else i = this.#scalar(i);
      if (i < 0) return -1;
      // Behind a value: close what ends here, or go on to the next one.
      for (;;) {
        if (depth === enclosing) return i;
        if (bytes[i]! <= 0x20) i = this.#blanks(i);
        const object = open[depth] === 1;
        const behind = bytes[i];
        if (behind === COMMA) {
          i = this.#blanks(i + 1);
          if (object) i = this.#skipName(i);
          if (i < 0) return -1;
          break;
        }
        if (behind !== (object ? CLOSE_OBJECT : CLOSE_ARRAY)) {
          return this.#fail(i, object ? "A comma or } was expected" : "A comma or ] was expected");
        }
        i++;
        depth--;
      }
    }
  }

  #skipName(start: number): number {
    const bytes = this.#bytes;
    if (bytes[start] !== QUOTE) {
      return this.#fail(start, "A member's name in quotes was expected");
    }
    let i = this.#text(start + 1);
    if (i < 0) return -1;
    i = this.#blanks(i);
    if (bytes[i] !== COLON) return this.#fail(i, "A colon was expected");
    return this.#blanks(i + 1);
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
