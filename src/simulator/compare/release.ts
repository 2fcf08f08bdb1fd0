import { sortRows } from "../disorder/order.ts";
import type { Watermark } from "./watermark.ts";

/**
 * `reorder within D` (rule 34) for one key, on columns: the same order as `stream/order/reorder.ts` gives, with the
 * instants, and without an object per event. Without a watermark, what nothing later of its key comes behind is let
 * go by the end of the input.
 */
export class Release {
  /** Rows in the order in which they are let go. */
  rows = new Uint32Array(64);
  /** When; Infinity: at the end of the input. */
  at = new Float64Array(64);
  /** By when it and all before it had arrived. */
  arrived = new Float64Array(64);
  count = 0;
  /** By row: when it goes. */
  #goes = new Float64Array(0);
  /** The place among all arrivals with which it was let go, where a watermark lets go; Infinity: at the end. */
  place = new Float64Array(64);
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

  /**
   * `rows` as they arrive; `stamp` is their event time. With a watermark, which allows as much disorder as the
   * window does, the events of other keys let go, too.
   */
  reorder(
    rows: Uint32Array,
    arrival: Float64Array,
    stamp: Float64Array,
    withinMs: number,
    watermark: Watermark | null = null,
  ): void {
    this.#begin(rows.length);
    const { rows: held, at, place: letGo } = this;
    // What has been let go stands before `out`, what is held from there to `end`, in order of (time, arrival).
    let out = 0;
    let greatest = Number.NEGATIVE_INFINITY;
    /** By the watermark after the arrival at `place`. */
    const reach = (end: number, place: number): void => {
      for (; out < end; out++) {
        const row = held[out]!;
        const growth = watermark!.reaching(stamp[row]! + withinMs);
        if (watermark!.placeOf(growth) > place) return;
        // What was behind the watermark when it came goes at once.
        at[out] = Math.max(arrival[row]!, watermark!.atOf(growth));
        letGo[out] = Math.max(watermark!.place[row]!, watermark!.placeOf(growth));
      }
    };
    for (let end = 0; end < rows.length; end++) {
      const row = rows[end]!;
      const time = stamp[row]!;
      if (watermark !== null) reach(end, watermark.place[row]! - 1);
      let place = end;
      for (; place > out && stamp[held[place - 1]!]! > time; place--)
        held[place] = held[place - 1]!;
      held[place] = row;
      if (time > greatest) greatest = time;
      if (end + 1 - out > this.held) this.held = end + 1 - out;
      for (; out <= end && stamp[held[out]!]! < greatest - withinMs; out++) {
        at[out] = arrival[row]!;
        letGo[out] = watermark === null ? 0 : watermark.place[row]!;
      }
      if (watermark !== null) reach(end + 1, watermark.place[row]!);
    }
    if (watermark !== null) reach(rows.length, Number.MAX_SAFE_INTEGER);
    at.fill(Number.POSITIVE_INFINITY, out, rows.length);
    letGo.fill(Number.POSITIVE_INFINITY, out, rows.length);
    this.#end(rows.length, arrival);
  }

  /**
   * Every event waits so long, by the clock on the wall; when one goes, what is held of earlier ones goes before it.
   * What comes behind something that has gone goes at once.
   */
  hold(rows: Uint32Array, arrival: Float64Array, stamp: Float64Array, holdMs: number): void {
    this.#begin(rows.length);
    const { rows: out, at } = this;
    out.set(rows);
    // Those of one time as they arrived: the sort is stable.
    sortRows(out, rows.length, stamp);
    let soonest = Number.POSITIVE_INFINITY;
    for (let i = rows.length - 1; i >= 0; i--) {
      const arrived = arrival[out[i]!]!;
      soonest = Math.min(soonest, arrived + holdMs);
      this.#goes[out[i]!] = Math.max(arrived, soonest);
    }
    sortRows(out, rows.length, this.#goes);
    for (let i = 0; i < rows.length; i++) at[i] = this.#goes[out[i]!]!;
    this.#end(rows.length, arrival);
  }

  /** Room for rows of such numbers, before `hold`. */
  reserve(numbers: number): void {
    if (this.#goes.length < numbers) this.#goes = new Float64Array(numbers);
  }

  #begin(size: number): void {
    this.held = 0;
    if (size <= this.rows.length) return;
    this.rows = new Uint32Array(2 * size);
    this.at = new Float64Array(2 * size);
    this.arrived = new Float64Array(2 * size);
    this.place = new Float64Array(2 * size);
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
