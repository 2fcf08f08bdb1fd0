import { compareText } from "../machine/values/text.ts";

/**
 * Promises to look at rows of a table at instants; it may turn out that nothing is due there any more.
 * A binary heap (Williams 1964) in typed arrays, the earliest first, of equal instants the least key (rule 29),
 * with at most one promise to a row.
 */
export class DueQueue {
  private readonly keyOf: (row: number) => string;
  private instants = new Float64Array(64);
  private heap = new Int32Array(64);
  /** By row: its place in the heap, from 1; 0: none. */
  private places = new Int32Array(64);
  private count = 0;

  constructor(keyOf: (row: number) => string) {
    this.keyOf = keyOf;
  }

  get size(): number {
    return this.count;
  }

  /** The earliest instant; Infinity: nothing is promised. */
  get instant(): number {
    return this.count === 0 ? Number.POSITIVE_INFINITY : this.instants[0]!;
  }

  /** The row to look at then; -1: none. */
  get row(): number {
    return this.count === 0 ? -1 : this.heap[0]!;
  }

  /** An earlier look stays: it will promise the next. Infinity: the row is free. */
  promise(row: number, instant: number): void {
    const place = row < this.places.length ? this.places[row]! - 1 : -1;
    if (place < 0 || instant === Number.POSITIVE_INFINITY || instant < this.instants[place]!)
      this.set(row, instant);
  }

  /** The row is looked at exactly then; Infinity: not at all. */
  set(row: number, instant: number): void {
    if (row >= this.places.length) this.places = longer(this.places, row);
    const place = this.places[row]! - 1;
    if (instant === Number.POSITIVE_INFINITY) {
      if (place >= 0) this.remove(place);
      return;
    }
    if (place >= 0) {
      this.instants[place] = instant;
      this.sink(this.rise(place));
      return;
    }
    if (this.count >= this.heap.length) {
      this.heap = longer(this.heap, this.count);
      const instants = new Float64Array(this.heap.length);
      instants.set(this.instants);
      this.instants = instants;
    }
    this.put(this.count++, row, instant);
    this.rise(this.count - 1);
  }

  private remove(place: number): void {
    this.places[this.heap[place]!] = 0;
    const last = --this.count;
    if (place === last) return;
    this.put(place, this.heap[last]!, this.instants[last]!);
    this.sink(this.rise(place));
  }

  private put(place: number, row: number, instant: number): void {
    this.heap[place] = row;
    this.instants[place] = instant;
    this.places[row] = place + 1;
  }

  private before(instant: number, row: number, place: number): boolean {
    const other = this.instants[place]!;
    if (instant !== other) return instant < other;
    return compareText(this.keyOf(row), this.keyOf(this.heap[place]!)) < 0;
  }

  private rise(place: number): number {
    const row = this.heap[place]!;
    const instant = this.instants[place]!;
    let hole = place;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!this.before(instant, row, parent)) break;
      this.put(hole, this.heap[parent]!, this.instants[parent]!);
      hole = parent;
    }
    this.put(hole, row, instant);
    return hole;
  }

  private sink(place: number): void {
    const row = this.heap[place]!;
    const instant = this.instants[place]!;
    let hole = place;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= this.count) break;
      const right = child + 1;
      if (right < this.count && this.before(this.instants[right]!, this.heap[right]!, child))
        child = right;
      if (this.before(instant, row, child)) break;
      this.put(hole, this.heap[child]!, this.instants[child]!);
      hole = child;
    }
    this.put(hole, row, instant);
  }
}

/** A longer copy that has a place `index`. */
function longer(array: Int32Array<ArrayBuffer>, index: number): Int32Array<ArrayBuffer> {
  const wanted = index < 1 << 20 ? index * 2 : Math.ceil(index * 1.25);
  const copy = new Int32Array(Math.max(wanted, index + 1));
  copy.set(array);
  return copy;
}
