import { fromText, textOf } from "../bytes.ts";
import {
  asideEntry,
  dueContent,
  dueEntry,
  dueOf,
  duePlace,
  duesOf,
  HEADER,
  keyOf,
  OWNER,
  type Range,
  stateContent,
  stateEntry,
  stateOf,
  statesOf,
} from "./entries.ts";
import {
  type Building,
  type Change,
  type DuePlace,
  type Header,
  isLater,
  type Owner,
  type Shelf,
} from "./shelf.ts";

/** An ordered map of bytes: LMDB's, or one in memory. */
export interface OrderedMap {
  get(entry: Uint8Array): Uint8Array | undefined;
  put(entry: Uint8Array, content: Uint8Array): void;
  /** It comes behind all that there are. */
  append(entry: Uint8Array, content: Uint8Array): void;
  remove(entry: Uint8Array): void;
  /** In order; `to` itself is behind the end. */
  range(range: Range, most: number): Iterable<readonly [entry: Uint8Array, content: Uint8Array]>;
  clear(): void;
  /** All that `doing` does, or nothing; nobody else writes meanwhile. */
  atOnce<T>(doing: () => T): T;
}

/** How many of each pattern stand with the header, so that nobody has to count them. */
interface Owned extends Owner {
  readonly counts: readonly number[];
}

/** A shelf on an ordered map. */
export class OrderedShelf implements Shelf {
  readonly place: string;
  readonly trouble: string | null;
  private readonly map: OrderedMap;
  private readonly owner: Owner;
  private readonly closing: () => Promise<void>;
  private counts: number[];

  /** Claims it; null: a later owner has it. */
  static open(
    map: OrderedMap,
    owner: Owner,
    about: { readonly place: string; readonly trouble: string | null },
    closing: () => Promise<void>,
  ): OrderedShelf | null {
    return map.atOnce(() => {
      const known = ownedOf(map);
      if (known !== null && isLater(known, owner)) return null;
      const shelf = new OrderedShelf(map, owner, about, closing, known?.counts ?? []);
      shelf.sign();
      return shelf;
    });
  }

  private constructor(
    map: OrderedMap,
    owner: Owner,
    { place, trouble }: { readonly place: string; readonly trouble: string | null },
    closing: () => Promise<void>,
    counts: readonly number[],
  ) {
    this.map = map;
    this.owner = owner;
    this.place = place;
    this.trouble = trouble;
    this.closing = closing;
    this.counts = [...counts];
  }

  header(): Header | null {
    const bytes = this.map.get(HEADER);
    return bytes === undefined ? null : parsed<Header>(bytes);
  }

  get(pattern: number, key: string): Uint8Array | null {
    const content = this.map.get(stateEntry(pattern, key));
    return content === undefined ? null : stateOf(content);
  }

  nextDue(pattern: number, after: DuePlace | null): DuePlace | null {
    for (const [entry, content] of this.map.range(duesOf(pattern, after), 1))
      return duePlace(entry, content);
    return null;
  }

  count(pattern: number): number {
    return this.counts[pattern] ?? 0;
  }

  *keys(pattern: number): Iterable<string> {
    for (const [entry, content] of this.map.range(statesOf(pattern), Number.POSITIVE_INFINITY))
      yield keyOf(entry, content);
  }

  async change(changes: readonly Change[], header: Header | null): Promise<boolean> {
    return this.owned(() => {
      for (const change of changes) this.put(change);
      if (header === null) this.map.remove(HEADER);
      else this.map.put(HEADER, fromText(JSON.stringify(header)));
    });
  }

  async build(step: (onto: Building) => void): Promise<boolean> {
    return this.owned(() => step(this.building));
  }

  private readonly building: Building = {
    append: ({ bytes, start, content, end }) =>
      this.map.append(bytes.subarray(start, content), bytes.subarray(content, end)),
    count: (pattern) => {
      this.counts[pattern] = this.count(pattern) + 1;
    },
    setAside: (number, piece) => this.map.put(asideEntry(number), piece),
    aside: (number) => Buffer.from(this.map.get(asideEntry(number))!),
    drop: (number) => this.map.remove(asideEntry(number)),
  };

  isMine(): boolean {
    const { producerId, epoch } = ownedOf(this.map) ?? { producerId: "", epoch: -1 };
    return producerId === this.owner.producerId && epoch === this.owner.epoch;
  }

  async clear(): Promise<boolean> {
    return this.owned(() => {
      this.map.clear();
      this.counts = [];
    });
  }

  condemn(): void {
    this.owned(() => this.map.remove(HEADER));
  }

  async close(): Promise<void> {
    await this.closing();
  }

  private put({ pattern, key, bytes, due }: Change): void {
    const { map } = this;
    const entry = stateEntry(pattern, key);
    const before = map.get(entry);
    const was = before === undefined ? null : dueOf(before);
    const is = bytes === null ? Number.POSITIVE_INFINITY : due;
    if (was !== null && was !== is && Number.isFinite(was))
      map.remove(dueEntry(pattern, { instant: was, key }));
    if (bytes === null) map.remove(entry);
    else {
      map.put(entry, stateContent(key, due, bytes));
      if (was !== is && Number.isFinite(is))
        map.put(dueEntry(pattern, { instant: is, key }), dueContent(key));
    }
    const more = (bytes === null ? 0 : 1) - (before === undefined ? 0 : 1);
    if (more !== 0) this.counts[pattern] = this.count(pattern) + more;
  }

  /** False: it is another's by now, and nothing was done. */
  private owned(doing: () => void): boolean {
    const { counts } = this;
    try {
      return this.map.atOnce(() => {
        if (!this.isMine()) return false;
        this.counts = [...counts];
        doing();
        this.sign();
        return true;
      });
    } catch (error) {
      this.counts = counts;
      throw error;
    }
  }

  private sign(): void {
    const counts = Array.from(this.counts, (count) => count ?? 0);
    this.map.put(OWNER, fromText(JSON.stringify({ ...this.owner, counts } satisfies Owned)));
  }
}

const ownedOf = (map: OrderedMap): Owned | null => {
  const bytes = map.get(OWNER);
  return bytes === undefined ? null : parsed<Owned>(bytes);
};

/** null: not ours. */
function parsed<T>(bytes: Uint8Array): T | null {
  try {
    return JSON.parse(textOf(bytes)) as T;
  } catch {
    return null;
  }
}
