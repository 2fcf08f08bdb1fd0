import type { Event } from "../machine/event.ts";
import type { Attempt } from "../machine/explanation.ts";
import type { Margin } from "./margin.ts";

/** What was in the way of a time: a timer, the session's end, a frame's expiry. */
export interface Limit {
  /** When it ends. */
  readonly at: number;
  /** The last instant before that is over: its end, or just before a timer that comes before events. */
  readonly instant: number;
  readonly of:
    | { readonly kind: "timer"; readonly owner: string; readonly index: number }
    | { readonly kind: "end"; readonly by: "gap" | "max" }
    | { readonly kind: "expiry"; readonly frame: string };
}

/**
 * One thing that would have been otherwise, had the result come. Places are those of inputs of the life:
 * `before: i` is between input i-1 and input i.
 */
export type Edit =
  /** An event that is not in the log. */
  | {
      readonly kind: "missing";
      readonly event: Event;
      /** Other events that would have done as well. */
      readonly or: readonly Event[];
      readonly before: number;
    }
  /** An event that is in the way. */
  | { readonly kind: "extra"; readonly input: number }
  /** An event in another place among the others. */
  | {
      readonly kind: "moved";
      readonly input: number;
      readonly before: number;
      readonly time: number;
    }
  /** An event at another time, in its place. */
  | {
      readonly kind: "late" | "early";
      readonly input: number;
      readonly time: number;
      readonly limit: Limit;
    }
  /** A guard that said false, or true, by its values. */
  | {
      readonly kind: "test";
      readonly input: number;
      readonly attempt: Attempt;
      readonly margin: Margin;
      /** Values with which the event would have passed; null: there are none to be found, it was let pass. */
      readonly fields: Event["fields"] | null;
    };

/** An event with something about it changed. Events may be of a class, whose id is no own property. */
export function changed(event: Event, change: Partial<Pick<Event, "time" | "fields">>): Event {
  const { key, time, name, fields, id } = event;
  return { ...{ key, time, name, fields, id }, members: () => event.members(), ...change };
}

/** What makes two edits the same to a reader: where exactly a missing event stands does not matter. */
export function editName(edit: Edit): string {
  switch (edit.kind) {
    case "missing":
      return `missing ${edit.event.name}`;
    case "moved": {
      // Two neighbours: either is the one that is out of place.
      const swapped = edit.before === edit.input - 1 ? edit.before : edit.input;
      return edit.before === edit.input - 1 || edit.before === edit.input + 2
        ? `swapped ${swapped}`
        : `moved ${edit.input}`;
    }
    case "test":
      return `test ${edit.input} ${edit.attempt.owner} ${edit.attempt.index}`;
    default:
      return `${edit.kind} ${edit.input}`;
  }
}
