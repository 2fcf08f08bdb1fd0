import type { WaitingState } from "../key-state.ts";
import { type Arrival, byTime } from "./arrival.ts";
import { Heap } from "./heap.ts";

/** An event and the names that tie it to others. */
export interface Caused extends Arrival {
  readonly id: string;
  /** null: it names none. */
  readonly cause: string | null;
  /** Rule 31. */
  readonly late: boolean;
}

/** Events of one key that wait for their causes (rule 37). */
export class Waiting {
  private readonly byId = new Map<string, Caused>();
  /** By the cause that they wait for, in order of arrival. */
  private readonly byCause = new Map<string, Set<Caused>>();
  /** With some that wait no more. */
  private readonly byAge = new Heap<Caused>(byTime);

  get size(): number {
    return this.byId.size;
  }

  has(id: string): boolean {
    return this.byId.has(id);
  }

  add(caused: Caused): void {
    const { id, cause } = caused;
    this.byId.set(id, caused);
    this.byAge.add(caused);
    const siblings = this.byCause.get(cause!);
    if (siblings === undefined) this.byCause.set(cause!, new Set([caused]));
    else siblings.add(caused);
  }

  remove(caused: Caused): void {
    this.byId.delete(caused.id);
    const siblings = this.byCause.get(caused.cause!)!;
    siblings.delete(caused);
    if (siblings.size === 0) this.byCause.delete(caused.cause!);
  }

  save(): readonly WaitingState[] {
    return [...this.byId.values()]
      .sort((a, b) => a.place - b.place)
      .map((caused) => ({ ...caused, cause: caused.cause! }));
  }

  restore(waiting: readonly WaitingState[]): void {
    for (const caused of waiting) this.add(caused);
  }

  /** In order of arrival. */
  childrenOf(cause: string): readonly Caused[] {
    return [...(this.byCause.get(cause) ?? [])];
  }

  /** The one with the least time. */
  get oldest(): Caused | undefined {
    const { byAge, byId } = this;
    while (byAge.least !== undefined && byId.get(byAge.least.id) !== byAge.least) byAge.take();
    return byAge.least;
  }

  /** Whether the cause is the event itself, or waits for it. */
  leadsBack(cause: string, id: string): boolean {
    let at: string | null = cause;
    while (at !== null && at !== id) at = this.byId.get(at)?.cause ?? null;
    return at === id;
  }
}
