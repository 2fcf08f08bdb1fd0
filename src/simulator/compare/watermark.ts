import type { Traffic } from "../disorder/traffic.ts";

/**
 * How the greatest event time grew over all that arrived: with a watermark, what one key holds is let go by the
 * events of all (rules 30 and 34).
 */
export class Watermark {
  /** By row: its place among all arrivals. */
  place = new Uint32Array(0);
  /** Where the greatest time grew: to what, at which place, when. */
  #greatest = new Float64Array(0);
  #places = new Uint32Array(0);
  #at = new Float64Array(0);
  #count = 0;

  follow({
    order,
    live,
    rows,
    at,
    stamp,
  }: Pick<Traffic, "order" | "live" | "rows" | "at" | "stamp">): void {
    if (this.place.length < rows) {
      this.place = new Uint32Array(rows);
      this.#greatest = new Float64Array(rows);
      this.#places = new Uint32Array(rows);
      this.#at = new Float64Array(rows);
    }
    this.#count = 0;
    let greatest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < live; i++) {
      const row = order[i]!;
      this.place[row] = i;
      if (stamp[row]! <= greatest) continue;
      greatest = stamp[row]!;
      this.#greatest[this.#count] = greatest;
      this.#places[this.#count] = i;
      this.#at[this.#count++] = at[row]!;
    }
  }

  /** Which growth first reaches a time; the number of all: none does. */
  reaching(time: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#greatest[middle]! >= time) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The greatest time of all that arrived before a place. */
  greatestBefore(place: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#places[middle]! >= place) high = middle;
      else low = middle + 1;
    }
    return low === 0 ? Number.NEGATIVE_INFINITY : this.#greatest[low - 1]!;
  }

  /** The place of a growth among the arrivals; Infinity: it does not come. */
  placeOf(growth: number): number {
    return growth < this.#count ? this.#places[growth]! : Number.POSITIVE_INFINITY;
  }

  /** The place of the first arrival after an instant; Infinity: there is none. */
  placeAfter(instant: number, { order, live, at }: Traffic): number {
    let low = 0;
    let high = live;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (at[order[middle]!]! > instant) high = middle;
      else low = middle + 1;
    }
    return low < live ? low : Number.POSITIVE_INFINITY;
  }

  atOf(growth: number): number {
    return growth < this.#count ? this.#at[growth]! : Number.POSITIVE_INFINITY;
  }
}
