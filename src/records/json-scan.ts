import { DEPTH_MAX, JsonSkipping } from "./json-scan/skipping.ts";
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

/** Unwanted names remembered per object. */
const LEARNT_MAX = 64;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const NEWLINE = 0x0a;

/**
 * Reads one JSON value strictly and keeps the wanted places only (rule 4): what is refused
 * does not depend on what is wanted, but for wanted names that are given twice.
 * The byte after the record must exist and be a line feed or another byte that ends any JSON value,
 * so that no read needs a test for the end.
 */
export class JsonScanner extends JsonSkipping {
  /** Where the value scanned last begins. */
  first = 0;
  readonly #root: ProjectionNode;
  readonly #slots: Slots;
  #stamp = 0;

  /** `lines`: a line feed ends a record and is no blank. */
  constructor(projection: Projection, slots: Slots, options: { readonly lines: boolean }) {
    super(options.lines);
    // A tree of its own: it remembers what the records of one source look like.
    this.#root = compileProjection(projection.paths).root;
    this.#slots = slots;
  }

  /**
   * Scans the value at `start` and the blanks behind it; gives the offset of the byte after them,
   * or -1 where it is damaged. The slots are filled where the value is an object or an array.
   * `limit`: behind it the bytes may still change.
   */
  scan(bytes: Uint8Array, start: number, limit: number = bytes.length): number {
    const slots = this.#slots;
    slots.clear(bytes, limit);
    this.bytes = bytes;
    this.view = slots.view;
    this.first = this.blanks(start);
    const i = this.#value(this.#root, this.first, 0);
    if (i < 0) return -1;
    const byte = bytes[i]!;
    return byte > 0x20 || (byte === NEWLINE && this.lines) ? i : this.blanks(i);
  }

  /** A value that something is wanted of. `depth`: how many enclose it. */
  #value(node: ProjectionNode, start: number, depth: number): number {
    const bytes = this.bytes;
    const slots = this.#slots;
    const slot = node.slot;
    const byte = bytes[start];
    if (byte === QUOTE) {
      const end = this.text(start + 1);
      if (end >= 0 && slot >= 0) slots.set(slot, TEXT, start + 1, end - 1, this.form);
      return end;
    }
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      const end =
        node.names.length === 0
          ? this.skip(start, depth)
          : byte === OPEN_OBJECT
            ? this.#object(node, start + 1, depth + 1)
            : this.#array(node, start + 1, depth + 1);
      if (end >= 0 && slot >= 0) {
        slots.set(slot, byte === OPEN_OBJECT ? OBJECT : ARRAY, start, end, WIDE);
      }
      return end;
    }
    const end = this.scalar(start);
    if (end >= 0 && slot >= 0) {
      const kind = byte === 0x74 ? TRUE : byte === 0x66 ? FALSE : byte === 0x6e ? NULL : NUMBER;
      slots.set(slot, kind, start, end, PLAIN);
    }
    return end;
  }

  /** From behind `{`. */
  #object(node: ProjectionNode, start: number, depth: number): number {
    const bytes = this.bytes;
    const { children, seen } = node;
    if (depth > DEPTH_MAX) return this.fail(start, "Nested more than 500 deep");
    const stamp = ++this.#stamp;
    let i = bytes[start]! > 0x20 ? start : this.blanks(start);
    if (bytes[i] === CLOSE_OBJECT) return i + 1;
    let last = node.opening;
    for (;;) {
      if (bytes[i] !== QUOTE) return this.fail(i, "A member's name in quotes was expected");
      const nameStart = ++i;
      let known = last.next;
      let end = known === null ? -1 : this.#isName(known, nameStart);
      if (end < 0) {
        known = last.alternative;
        end = known === null ? -1 : this.#isName(known, nameStart);
      }
      if (end < 0) {
        end = this.text(nameStart);
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
        i = this.blanks(i);
        if (bytes[i] !== COLON) return this.fail(i, "A colon was expected");
      }
      i++;
      if (bytes[i]! <= 0x20) {
        // One blank, as most writers put it, needs no loop.
        if (bytes[i] === 0x20) i++;
        if (bytes[i]! <= 0x20) i = this.blanks(i);
      }
      if (child < 0) {
        const byte = bytes[i];
        if (byte === QUOTE) i = this.text(i + 1);
        else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) i = this.skip(i, depth);
        else i = this.scalar(i);
      } else {
        if (seen[child] === stamp) {
          return this.fail(nameStart - 1, `\`${node.names[child]}\` is given twice`);
        }
        seen[child] = stamp;
        i = this.#value(children[child]!, i, depth);
      }
      if (i < 0) return -1;
      if (bytes[i]! <= 0x20) i = this.blanks(i);
      const byte = bytes[i];
      if (byte === CLOSE_OBJECT) return i + 1;
      if (byte !== COMMA) return this.fail(i, "A comma or } was expected");
      i++;
      if (bytes[i]! <= 0x20) {
        if (bytes[i] === 0x20) i++;
        if (bytes[i]! <= 0x20) i = this.blanks(i);
      }
    }
  }

  /** From behind `[`; elements are reached by their index. */
  #array(node: ProjectionNode, start: number, depth: number): number {
    const bytes = this.bytes;
    if (depth > DEPTH_MAX) return this.fail(start, "Nested more than 500 deep");
    let i = this.blanks(start);
    if (bytes[i] === CLOSE_ARRAY) return i + 1;
    for (let index = 0; ; index++) {
      const child = node.byIndex.get(index);
      i = child === undefined ? this.skip(i, depth) : this.#value(node.children[child]!, i, depth);
      if (i < 0) return -1;
      i = this.blanks(i);
      const byte = bytes[i];
      if (byte === CLOSE_ARRAY) return i + 1;
      if (byte !== COMMA) return this.fail(i, "A comma or ] was expected");
      i = this.blanks(i + 1);
    }
  }

  /** The offset behind the closing quote where exactly this name stands at `start`, else -1. */
  #isName({ bytes: name, words }: Member, start: number): number {
    const bytes = this.bytes;
    const end = start + name.length;
    if (end > bytes.length) return -1;
    if (words.length === 0) {
      for (let k = 0; k < name.length; k++) if (bytes[start + k] !== name[k]) return -1;
      return end;
    }
    const view = this.view;
    const last = words.length - 1;
    for (let k = 0; k < last; k++) {
      if (view.getInt32(start + 4 * k, true) !== words[k]) return -1;
    }
    return view.getInt32(end - 4, true) === words[last] ? end : -1;
  }

  /** The member of that name, remembered as what follows `last`; null: a name not worth learning. */
  #learn(node: ProjectionNode, last: Member, start: number, end: number): Member | null {
    const bytes = this.bytes;
    if ((this.form & ESCAPED) !== 0) {
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
}
