import type { Event } from "../../machine/event.ts";

/** What the order words did with an event before the machine saw it, or instead; for whoever traces it. */
export interface OrderNews {
  readonly event: Event;
  readonly what:
    | "duplicate"
    | "held"
    | "late, dropped"
    | "late, emitted"
    | "too late"
    | "put in its place"
    | "its cause is unknown";
}
