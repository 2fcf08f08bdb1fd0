/** A binary heap (Williams 1964): the least first. */
export class Heap<T> {
  private readonly compare: (a: T, b: T) => number;
  private readonly items: T[] = [];

  constructor(compare: (a: T, b: T) => number) {
    this.compare = compare;
  }

  get size(): number {
    return this.items.length;
  }

  /** In no order. */
  [Symbol.iterator](): Iterator<T> {
    return this.items[Symbol.iterator]();
  }

  get least(): T | undefined {
    return this.items[0];
  }

  add(item: T): void {
    const { items, compare } = this;
    let place = items.length;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (compare(items[above]!, item) <= 0) break;
      items[place] = items[above]!;
      place = above;
    }
    items[place] = item;
  }

  /** Takes the least out; the heap must not be empty. */
  take(): T {
    const { items, compare } = this;
    const taken = items[0]!;
    const last = items.pop()!;
    const size = items.length;
    if (size === 0) return taken;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= size) break;
      if (below + 1 < size && compare(items[below + 1]!, items[below]!) < 0) below++;
      if (compare(last, items[below]!) <= 0) break;
      items[place] = items[below]!;
      place = below;
    }
    items[place] = last;
    return taken;
  }
}
