import type { Owner, Shelf, Shelves } from "./shelf.ts";

const AGAIN = 20_000;

/** Where sessions lie that outgrow memory, for all tasks of a process. */
export class Store {
  private readonly shelves: Shelves;
  private readonly awake: number;
  /** Changelog records after which it is asked anew how far it is decided: so many are read again, at most. */
  readonly again: number;
  private open = 0;

  /** `awake`: how many keys of the process are in memory between chunks, at most. */
  constructor(shelves: Shelves, awake: number, again = AGAIN) {
    this.again = again;
    this.shelves = shelves;
    this.awake = awake;
  }

  /** How many keys each task may have in memory. */
  get share(): number {
    return Math.ceil(this.awake / Math.max(1, this.open));
  }

  async shelf(task: string, owner: Owner): Promise<Shelf | null> {
    const shelf = await this.shelves.open(task, owner);
    if (shelf !== null) this.open++;
    return shelf;
  }

  /** For good. */
  async close(shelf: Shelf): Promise<void> {
    this.open--;
    await shelf.close();
  }
}
