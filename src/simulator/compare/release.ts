/**
 * `reorder within D` (rule 34) for one key, on columns: the same order as `stream/order/reorder.ts` gives, with the
 * instants, and without an object per event. No watermark: what nothing later comes behind is let go by the end of
 * the input.
 */
export class Release {
  /** Rows in the order in which they are let go. */
  rows = new Uint32Array(64);
  /** When; Infinity: at the end of the input. */
  at = new Float64Array(64);
  /** By when it and all before it had arrived. */
  arrived = new Float64Array(64);
  count = 0;
  /** The most that was held at once. */
  held = 0;

  /** As they arrive. */
  asTheyCome(rows: Uint32Array, arrival: Float64Array): void {
    this.#begin(rows.length);
    for (let i = 0; i < rows.length; i++) {
      this.rows[i] = rows[i]!;
      this.at[i] = arrival[rows[i]!]!;
    }
    this.#end(rows.length, arrival);
  }

  /** `rows` as they arrive; `stamp` is their event time. */
  reorder(rows: Uint32Array, arrival: Float64Array, stamp: Float64Array, withinMs: number): void {
    this.#begin(rows.length);
    const { rows: held, at } = this;
    // What has been let go stands before `out`, what is held from there to `end`, in order of (time, arrival).
    let out = 0;
    let greatest = Number.NEGATIVE_INFINITY;
    for (let end = 0; end < rows.length; end++) {
      const row = rows[end]!;
      const time = stamp[row]!;
      let place = end;
      for (; place > out && stamp[held[place - 1]!]! > time; place--)
        held[place] = held[place - 1]!;
      held[place] = row;
      if (time > greatest) greatest = time;
      if (end + 1 - out > this.held) this.held = end + 1 - out;
      for (; out <= end && stamp[held[out]!]! < greatest - withinMs; out++) at[out] = arrival[row]!;
    }
    at.fill(Number.POSITIVE_INFINITY, out, rows.length);
    this.#end(rows.length, arrival);
  }

  #begin(size: number): void {
    this.held = 0;
    if (size <= this.rows.length) return;
    this.rows = new Uint32Array(2 * size);
    this.at = new Float64Array(2 * size);
    this.arrived = new Float64Array(2 * size);
  }

  #end(count: number, arrival: Float64Array): void {
    this.count = count;
    let last = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < count; i++) {
      const at = arrival[this.rows[i]!]!;
      if (at > last) last = at;
      this.arrived[i] = last;
    }
  }
}
