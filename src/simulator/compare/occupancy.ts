/** How many events are held at once, over all keys: counted from one arrival to the next. */
export class Occupancy {
  /** By place among all arrivals: how many more are held from there on. */
  #change = new Int32Array(0);
  #arrivals = 0;

  begin(arrivals: number): void {
    this.#arrivals = arrivals;
    if (this.#change.length < arrivals + 1) this.#change = new Int32Array(arrivals + 1);
    else this.#change.fill(0, 0, arrivals + 1);
  }

  /** From the arrival at a place until another is taken; Infinity: until the end of the input. */
  hold(from: number, until: number, events = 1): void {
    this.#change[from]! += events;
    this.#change[Math.min(until, this.#arrivals)]! -= events;
  }

  /** The most at once. */
  get peak(): number {
    let held = 0;
    let most = 0;
    for (let place = 0; place < this.#arrivals; place++) {
      held += this.#change[place]!;
      if (held > most) most = held;
    }
    return most;
  }
}
