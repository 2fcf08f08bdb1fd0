import type { Order } from "../../automaton/automaton.ts";

/** What stands between the arrivals and the machine. All arms of a comparison see the same arrivals. */
export interface Arm {
  /** `reorder within D`; null: events are taken as they come. */
  readonly reorderMs: number | null;
  /** Whether events of other keys let go what a key holds (rule 30), with as much disorder allowed. */
  readonly watermark?: boolean;
  /** Every event waits so long by the clock on the wall. */
  readonly holdMs?: number;
  /**
   * Order words instead of all these, by the runners of rules 32 to 37. Events of other keys move time on, under a
   * watermark that allows as much disorder as the words do.
   */
  readonly order?: Order;
}

/** Whether its words wait for something that may never come. */
export const waits = ({ order }: Arm): boolean => order!.sequence !== null || order!.cause !== null;

/** Whether two sets of order words give the same where everything comes once and in order: copies and causes are seen there, too. */
export function sameInOrder(one: Order | null, other: Order | null): boolean {
  const words = (order: Order | null): string =>
    JSON.stringify([order?.dedupe ?? null, order?.cause?.field ?? null, order?.cause?.id ?? null]);
  return words(one) === words(other);
}
