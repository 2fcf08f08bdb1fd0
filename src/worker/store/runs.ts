import { inByteOrder, MOST_NAMES } from "./byte-order.ts";

/** What is gathered before it is put in order: so much memory a task takes while its shelf is built anew. */
const MOST_BYTES = 8_000_000;
/** A piece of a run is written, and read again, at once. */
const PIECE_BYTES = 48_000;
const FIRST_BYTES = 1 << 16;

const DELETED = -1;
/** Before an entry of a piece: how long its name and its content are. */
const HEAD = 6;
const GONE = 0xffffffff;

/** Where pieces are kept that memory has no room for. */
export interface Aside {
  setAside(number: number, piece: Uint8Array): void;
  aside(number: number): Buffer;
  /** It is not asked for again. */
  drop(number: number): void;
}

/** An entry where it lies: from its start to its content is its name. */
export interface Entry {
  readonly bytes: Buffer;
  readonly start: number;
  readonly content: number;
  readonly end: number;
}

/**
 * Puts any number of entries in order in little memory: they are gathered, put in order as runs, which are set
 * aside in pieces, and merged. Of equal names the last entry counts.
 */
export class Runs {
  private readonly most: number;
  /** Names and contents one behind the other: as things of their own they would be moved about again and again. */
  private bytes: Buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  private used = 0;
  private readonly starts: number[] = [];
  private readonly contents: number[] = [];
  private readonly ends: number[] = [];
  /** Of each run set aside its pieces' numbers. */
  private readonly runs: number[][] = [];
  private pieces: number;

  /** `first`: the number of the first piece. */
  constructor(first = 0, most = MOST_BYTES) {
    this.pieces = first;
    this.most = most;
  }

  /** The number of a piece that is free. */
  get next(): number {
    return this.pieces;
  }

  get full(): boolean {
    return this.used >= this.most || this.starts.length === MOST_NAMES;
  }

  /** Where an entry of so many bytes, at most, may be written: at `at`. */
  room(length: number): Buffer {
    const needed = this.used + length;
    if (needed > this.bytes.length) {
      const wider = Buffer.allocUnsafeSlow(2 * needed);
      this.bytes.copy(wider, 0, 0, this.used);
      this.bytes = wider;
    }
    return this.bytes;
  }

  get at(): number {
    return this.used;
  }

  /** It was written. `end` null: what was there of that name is deleted. */
  add(content: number, end: number | null): void {
    this.starts.push(this.used);
    this.contents.push(content);
    this.ends.push(end ?? DELETED);
    this.used = end ?? content;
  }

  /** What was gathered makes room. */
  setAside(to: Aside): void {
    const run: number[] = [];
    for (const piece of this.inOrder()) {
      to.setAside(this.pieces, piece);
      run.push(this.pieces++);
    }
    this.runs.push(run);
  }

  /** All in order; nothing comes behind. Which `Aside` holds the pieces is asked anew each time. */
  *merged(of: () => Aside): Generator<Entry> {
    const last = [...this.inOrder()];
    this.bytes = Buffer.alloc(0);
    const runs = [...this.runs.map((run) => fetched(run, of)), last.values()];
    const open = runs.map((pieces, at) => new Cursor(pieces, at)).filter((cursor) => cursor.go());
    open.sort((a, b) => (isBefore(a, b) ? -1 : 1));
    for (let name: string | null = null; open.length > 0; sink(open)) {
      const cursor = open[0]!;
      if (cursor.name !== name) {
        name = cursor.name;
        if (cursor.end >= 0) yield cursor;
      }
      if (cursor.go()) continue;
      const last = open.pop()!;
      if (open.length > 0) open[0] = last;
    }
  }

  private *inOrder(): Generator<Buffer> {
    const { bytes, starts, contents, ends } = this;
    const order = inByteOrder({ room: bytes, starts, ends: contents });
    let piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
    let at = 0;
    for (let i = 0; i < order.length; i++) {
      const number = order[i]!;
      const [start, content] = [starts[number]!, contents[number]!];
      const next = order[i + 1];
      if (next !== undefined && sameName(bytes, start, content, starts[next]!, contents[next]!))
        continue;
      const end = ends[number]!;
      const length = HEAD + (end === DELETED ? content : end) - start;
      if (at + length > piece.length) {
        if (at > 0) yield piece.subarray(0, at);
        piece = Buffer.allocUnsafeSlow(Math.max(PIECE_BYTES, length));
        at = 0;
      }
      piece.writeUInt16BE(content - start, at);
      piece.writeUInt32BE(end === DELETED ? GONE : end - content, at + 2);
      bytes.copy(piece, at + HEAD, start, start + length - HEAD);
      at += length;
    }
    if (at > 0) yield piece.subarray(0, at);
    starts.length = 0;
    contents.length = 0;
    ends.length = 0;
    this.used = 0;
  }
}

function* fetched(run: readonly number[], of: () => Aside): Generator<Buffer> {
  for (const number of run) {
    yield of().aside(number);
    of().drop(number);
  }
}

/** One run as it is read. */
class Cursor implements Entry {
  private readonly pieces: Iterator<Buffer>;
  readonly run: number;
  bytes: Buffer = Buffer.alloc(0);
  /** Of the entry at hand, each byte as a character. */
  name = "";
  start = 0;
  content = 0;
  end = 0;
  private next = 0;

  constructor(pieces: Iterator<Buffer>, run: number) {
    this.pieces = pieces;
    this.run = run;
  }

  /** To the next entry; false: there is none. */
  go(): boolean {
    if (this.next === this.bytes.length) {
      const piece = this.pieces.next();
      if (piece.done === true) return false;
      this.bytes = piece.value;
      this.next = 0;
    }
    const { bytes, next } = this;
    const length = bytes.readUInt32BE(next + 2);
    this.start = next + HEAD;
    this.content = this.start + bytes.readUInt16BE(next);
    this.end = length === GONE ? DELETED : this.content + length;
    this.next = length === GONE ? this.content : this.end;
    this.name = bytes.toString("latin1", this.start, this.content);
    return true;
  }
}

/** Of equal names the latest comes first: it counts. */
const isBefore = (a: Cursor, b: Cursor): boolean =>
  a.name < b.name || (a.name === b.name && a.run > b.run);

/** A heap's first has changed: it goes down to its place. */
function sink(heap: Cursor[]): void {
  const first = heap[0]!;
  let at = 0;
  for (;;) {
    let below = 2 * at + 1;
    if (below >= heap.length) break;
    if (below + 1 < heap.length && isBefore(heap[below + 1]!, heap[below]!)) below++;
    if (!isBefore(heap[below]!, first)) break;
    heap[at] = heap[below]!;
    at = below;
  }
  if (heap.length > 0) heap[at] = first;
}

function sameName(bytes: Buffer, a: number, endA: number, b: number, endB: number): boolean {
  if (endA - a !== endB - b) return false;
  for (let i = endA - a - 1; i >= 0; i--) if (bytes[a + i] !== bytes[b + i]) return false;
  return true;
}
