import type { Range } from "../../../src/worker/store/entries.ts";
import { type OrderedMap, OrderedShelf } from "../../../src/worker/store/ordered-shelf.ts";
import type { Owner, Shelf, Shelves } from "../../../src/worker/store/shelf.ts";

/** What LMDB does, in memory: the entries of one task, in order. */
export class MemoryMap implements OrderedMap {
  private readonly contents = new Map<string, Uint8Array>();
  private names: string[] = [];

  get(entry: Uint8Array): Uint8Array | undefined {
    return this.contents.get(nameOf(entry));
  }

  put(entry: Uint8Array, content: Uint8Array): void {
    const name = nameOf(entry);
    if (!this.contents.has(name)) this.names.splice(this.place(name), 0, name);
    this.contents.set(name, Uint8Array.from(content));
  }

  append(entry: Uint8Array, content: Uint8Array): void {
    const last = this.names.at(-1);
    if (last !== undefined && last >= nameOf(entry)) throw new Error("it does not come last");
    this.put(entry, content);
  }

  remove(entry: Uint8Array): void {
    const name = nameOf(entry);
    if (this.contents.delete(name)) this.names.splice(this.place(name), 1);
  }

  *range({ from, to }: Range, most: number): Iterable<readonly [Uint8Array, Uint8Array]> {
    const first = this.place(nameOf(from));
    const names = this.names.slice(first, Math.min(first + most, this.place(nameOf(to))));
    for (const name of names) yield [Buffer.from(name, "latin1"), this.contents.get(name)!];
  }

  clear(): void {
    this.contents.clear();
    this.names = [];
  }

  atOnce<T>(doing: () => T): T {
    return doing();
  }

  private place(name: string): number {
    let low = 0;
    let high = this.names.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.names[middle]! < name) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const nameOf = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString("latin1");

/** The disk of one machine: it outlives processes. `rest`: what a write waits for, where processes die. */
export class MemoryDisk {
  private readonly maps = new Map<string, MemoryMap>();

  shelves(rest: () => Promise<void> = async () => {}): Shelves {
    return {
      open: async (task: string, owner: Owner): Promise<Shelf | null> => {
        await rest();
        const map = this.maps.get(task) ?? new MemoryMap();
        this.maps.set(task, map);
        const shelf = OrderedShelf.open(map, owner, { place: task, trouble: null }, async () => {});
        return shelf === null ? null : resting(shelf, rest);
      },
    };
  }
}

function resting(shelf: OrderedShelf, rest: () => Promise<void>): Shelf {
  return {
    place: shelf.place,
    trouble: shelf.trouble,
    header: () => shelf.header(),
    get: (pattern, key) => shelf.get(pattern, key),
    nextDue: (pattern, after) => shelf.nextDue(pattern, after),
    count: (pattern) => shelf.count(pattern),
    keys: (pattern) => shelf.keys(pattern),
    async change(changes, header) {
      await rest();
      return shelf.change(changes, header);
    },
    async clear() {
      await rest();
      return shelf.clear();
    },
    async build(step) {
      await rest();
      return shelf.build(step);
    },
    isMine: () => shelf.isMine(),
    condemn: () => shelf.condemn(),
    close: () => shelf.close(),
  };
}
