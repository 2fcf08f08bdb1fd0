import type { Event } from "../../machine/event.ts";

/** An event as it was read: on its way through the order words to the machine (rule 32). */
export interface Arrival {
  readonly event: Event;
  /** Behind the watermark when it was read (rule 31). */
  readonly behindWatermark: boolean;
  /** The watermark when it was read; left out: none. */
  readonly watermark?: number;
  /** From 1, in the order in which its key's events were read. */
  readonly place: number;
}

/** By event time; of one time, the one read first. */
export const byTime = (a: Arrival, b: Arrival): number =>
  a.event.time - b.event.time || a.place - b.place;
