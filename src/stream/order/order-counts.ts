/** What the order words keep from the machine: the other part of a pattern's `handed on`. */
export interface OrderCounts {
  /** Rule 33. */
  duplicates: number;
  /** Rule 36: not handed to the machine, by word. */
  lateDropped: number;
  lateEmitted: number;
  /** Later than `retract within` allows. */
  lateBeyond: number;
  /** Waiting in a reorder buffer, for a number or for a cause. */
  held: number;
  /** Numbers that were waited for in vain (rule 35). */
  numbersMissed: number;
  /** Causes that were waited for in vain, that belong to a session that has ended, and configurations that went because there was no room (rule 37). */
  causesUnknown: number;
  causesEnded: number;
  causesEvicted: number;
}

export const noOrderCounts = (): OrderCounts => ({
  duplicates: 0,
  lateDropped: 0,
  lateEmitted: 0,
  lateBeyond: 0,
  held: 0,
  numbersMissed: 0,
  causesUnknown: 0,
  causesEnded: 0,
  causesEvicted: 0,
});

/** `handed on` = this + ignored + laneless + stepped. */
export const keptBack = (counts: OrderCounts): number =>
  counts.duplicates + counts.lateDropped + counts.lateEmitted + counts.lateBeyond + counts.held;
