import type { Event } from "../../src/machine/event.ts";

export type Input =
  | {
      readonly kind: "event";
      readonly event: Event;
      /** Judged when read: behind the source's watermark. */
      readonly behindWatermark: boolean;
    }
  /** Rule 30, for this key. */
  | { readonly kind: "watermark"; readonly at: number }
  /** End of input: time runs on through timers to the session's end. */
  | { readonly kind: "end" };

export const countNames = [
  "handedOn",
  "ignored",
  "laneless",
  "stepped",
  "taken",
  "unmatched",
  "failed",
  "late",
  "dueSteps",
  "dueFailed",
  "stalled",
  "sessionsBegun",
  "sessionsEnded",
  "framesDropped",
  "pushesRefused",
  "lanesDropped",
  "lanesRefused",
] as const;

export type CountName = (typeof countNames)[number];

export interface Answer {
  /** Output lines as rule 27 writes them, in order, for the one key. */
  readonly lines: readonly string[];
  /** `event <E> @<ms>`, `due <owner.n|end> @<ms>`, `stalled <owner.n> @<ms>`; before them `[lane,values] `. */
  readonly dead: readonly string[];
  readonly counts: Record<CountName, number>;
}
