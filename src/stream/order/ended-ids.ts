import type { CauseState } from "../key-state.ts";
import { Heap } from "./heap.ts";

interface EndedId {
  readonly id: string;
  /** The clock of its session when it ended. */
  readonly end: number;
  readonly place: number;
}

const byEnd = (a: EndedId, b: EndedId): number => a.end - b.end || a.place - b.place;

/**
 * Events of one key's sessions that have ended, so that their consequences start afresh at once (rule 37):
 * each for as long as a cause is waited for, and so many at most; those whose session ended first go first.
 */
export class EndedIds {
  private readonly wait: number;
  private readonly most: number;
  private readonly ids = new Set<string>();
  private readonly oldest = new Heap<EndedId>(byEnd);
  private added = 0;

  constructor(wait: number, most: number) {
    this.wait = wait;
    this.most = most;
  }

  has(id: string): boolean {
    return this.ids.has(id);
  }

  add(ids: Iterable<string>, end: number): void {
    for (const id of ids) {
      this.ids.add(id);
      this.oldest.add({ id, end, place: ++this.added });
      if (this.ids.size > this.most) this.ids.delete(this.oldest.take().id);
    }
  }

  save(): CauseState["ended"] {
    return [...this.oldest].sort(byEnd).map(({ id, end }) => ({ id, end }));
  }

  restore(ended: CauseState["ended"]): void {
    for (const { id, end } of ended) this.add([id], end);
  }

  /** Forgets what `reached` (the key's greatest time, or the watermark) exceeds by more than the wait. */
  reach(reached: number): void {
    while (this.nextDue <= reached) this.ids.delete(this.oldest.take().id);
  }

  /** The instant at which there is something to forget; Infinity: nothing is remembered. */
  get nextDue(): number {
    const { least } = this.oldest;
    return least === undefined ? Number.POSITIVE_INFINITY : least.end + this.wait + 1;
  }
}
