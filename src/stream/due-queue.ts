import { compareText } from "../machine/values/text.ts";

/** A promise to look at a key of a pattern at an instant; it may turn out that nothing is due there any more. */
export interface DueEntry {
  readonly instant: number;
  readonly key: string;
  /** The pattern's place among those run together. */
  readonly pattern: number;
}

/** Rule 29: by instant, key by code point, pattern in written order. */
const inOrder = (a: DueEntry, b: DueEntry): number =>
  a.instant - b.instant || compareText(a.key, b.key) || a.pattern - b.pattern;

/** A binary heap of due entries, the earliest first (Williams 1964). */
export class DueQueue {
  private readonly heap: DueEntry[] = [];

  get earliest(): DueEntry | undefined {
    return this.heap[0];
  }

  get size(): number {
    return this.heap.length;
  }

  add(entry: DueEntry): void {
    const { heap } = this;
    let hole = heap.length;
    heap.push(entry);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (inOrder(heap[parent]!, entry) <= 0) break;
      heap[hole] = heap[parent]!;
      hole = parent;
    }
    heap[hole] = entry;
  }

  take(): DueEntry | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && inOrder(heap[child + 1]!, heap[child]!) < 0) child++;
      if (inOrder(last, heap[child]!) <= 0) break;
      heap[hole] = heap[child]!;
      hole = child;
    }
    heap[hole] = last;
    return first;
  }
}
