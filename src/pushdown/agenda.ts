/**
 * What is still to be done, cheapest first, and of one cost in the order of adding. Many items share few costs, so the heap holds costs and each
 * cost has a bucket. An item may be added again at a lower cost; the stale entry is the reader's to skip.
 */
export interface Agenda {
  add(item: number, cost: number): void;
  /** The next item, or -1 where nothing is left; its cost is in `cost`. */
  next(): number;
  readonly cost: number;
}

export function createAgenda(): Agenda {
  const buckets = new Map<number, { readonly items: number[]; next: number }>();
  const heap: number[] = [];
  return {
    cost: 0,
    add(item, cost) {
      const bucket = buckets.get(cost);
      if (bucket !== undefined) {
        bucket.items.push(item);
        return;
      }
      buckets.set(cost, { items: [item], next: 0 });
      insert(heap, cost);
    },
    next() {
      while (heap.length > 0) {
        const cost = heap[0]!;
        const bucket = buckets.get(cost)!;
        const item = bucket.items[bucket.next++];
        if (item !== undefined) {
          (this as { cost: number }).cost = cost;
          return item;
        }
        buckets.delete(cost);
        removeLeast(heap);
      }
      return -1;
    },
  };
}

function insert(heap: number[], value: number): void {
  let at = heap.push(value) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (heap[parent]! <= value) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = value;
}

function removeLeast(heap: number[]): void {
  const last = heap.pop()!;
  if (heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child++;
    if (heap[child]! >= last) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
}
