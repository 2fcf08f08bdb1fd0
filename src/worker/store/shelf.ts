import type { Meta } from "../task/meta.ts";
import type { Aside, Entry } from "./runs.ts";

/**
 * What lies on disk of one task: the states of its keys as they were committed, when something of each is
 * due, and how far that is. Patterns are numbers, in the task's order. It is changed all at once or not at
 * all, and only by who claimed it last.
 */
export interface Shelf {
  /** Where it lies, for messages. */
  readonly place: string;
  /** Why what was found cannot be trusted; null: nothing speaks against it. */
  readonly trouble: string | null;
  /** null: there is nothing whole. */
  header(): Header | null;
  get(pattern: number, key: string): Uint8Array | null;
  /** The first due, by instant and key, behind `after`. */
  nextDue(pattern: number, after: DuePlace | null): DuePlace | null;
  /** How many keys of a pattern. */
  count(pattern: number): number;
  /** All keys of a pattern; it must not change meanwhile. */
  keys(pattern: number): Iterable<string>;
  /** `header` null: what is there is not whole, until one is written. False: another has claimed it. */
  change(changes: readonly Change[], header: Header | null): Promise<boolean>;
  /** While it is built anew: all that `step` does, at once. False: another has claimed it. */
  build(step: (onto: Building) => void): Promise<boolean>;
  /** Whether nobody has claimed it since. Else what is read there may be newer than the reader. */
  isMine(): boolean;
  /** Empties it. False: another has claimed it. */
  clear(): Promise<boolean>;
  /** What was found there is wrong: the next to open it begins anew. */
  condemn(): void;
  close(): Promise<void>;
}

/** The shelves of one process: a folder, or what stands for one. */
export interface Shelves {
  /** Claims a task's shelf. null: a later owner has it. */
  open(task: string, owner: Owner): Promise<Shelf | null>;
}

/** An incarnation of a transactional id, after it has fenced all before it. */
export interface Owner {
  readonly producerId: string;
  readonly epoch: number;
}

/** Of one id the greater epoch is later; another id knows nothing of it. */
export const isLater = (owner: Owner, than: Owner): boolean =>
  owner.producerId === than.producerId && owner.epoch > than.epoch;

export interface DuePlace {
  readonly instant: number;
  readonly key: string;
}

/** What became of a key in a chunk. */
export interface Change {
  readonly pattern: number;
  readonly key: string;
  /** null: nothing of it is open. */
  readonly bytes: Uint8Array | null;
  /** When something of it is due; Infinity: never. */
  readonly due: number;
}

/** A shelf that is built anew: entries come behind all that there are, each pattern's states before anything due. */
export interface Building extends Aside {
  append(entry: Entry): void;
  /** One more key of a pattern. */
  count(pattern: number): void;
}

/** What a shelf holds: the state that these say, and nothing that was not committed. */
export interface Header {
  readonly format: number;
  readonly app: string;
  readonly changelog: string;
  readonly task: number;
  /** Where the changelog is to be read on: at the task's own record or before it. */
  readonly resume: number;
  readonly writtenMs: number;
  /** What the patterns' numbers stand for: what their keys are kept under in the changelog, and fingerprints. */
  readonly patterns: Meta["patterns"];
  readonly meta: Meta;
}

/** A later release may lay things out in another way; then they are built anew. */
export const SHELF_FORMAT = 1;

/** The disk does not do what it must; what is committed is safe in the changelog. */
export class ShelfFailure extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}
