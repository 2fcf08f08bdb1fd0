import type { Event } from "../../src/machine/event.ts";
import type { Input } from "./inputs.ts";
import { type Insertion, insertedEvent } from "./inserted.ts";

type Fed = Extract<Input, { is: "event" }>;

/** One thing done differently; events are named by their ids. */
export type Change =
  | { readonly kind: "drop"; readonly event: string }
  /** It comes at another place, with the time that it has: late, or early. */
  | { readonly kind: "move"; readonly event: string; readonly before: string | null }
  /** It happens so much later (milliseconds), and comes in its place in time. */
  | { readonly kind: "shift"; readonly event: string; readonly by: number }
  /** These events come in this order, in the places that they had together. */
  | Arrangement
  /** One that was not there. */
  | Insertion
  /** One more like it, so much later. */
  | { readonly kind: "repeat"; readonly event: string; readonly by: number };

export interface Arrangement {
  readonly kind: "arrange";
  readonly order: readonly string[];
}

/** A key's events with changes, the watermark aside: time runs out anew behind the last. */
export function changed(inputs: readonly Input[], changes: readonly Change[]): readonly Input[] {
  let events = inputs.filter((input) => input.is === "event");
  for (const change of changes) events = apply(events, change);
  return events;
}

function apply(events: readonly Fed[], change: Change): Fed[] {
  if (change.kind === "arrange") return arranged(events, change);
  if (change.kind === "insert") {
    const [first] = events;
    return first === undefined ? [] : inTime(events, insertedEvent(change, first));
  }
  const at = events.findIndex(({ event }) => event.id === change.event);
  const input = events[at];
  if (input === undefined) return [...events];
  const rest = events.filter((_, i) => i !== at);
  switch (change.kind) {
    case "drop":
      return rest;
    case "move": {
      const to = rest.findIndex(({ event }) => event.id === change.before);
      return inserted(rest, input, to < 0 ? rest.length : to);
    }
    case "shift":
      return inTime(rest, timed(input, change.by, input.event.id));
    case "repeat":
      return inTime([...events], timed(input, change.by, `${input.event.id}+${change.by}`));
  }
}

const timed = (input: Fed, by: number, id: string): Fed => ({
  ...input,
  event: again(input.event, { id, time: input.event.time + by }),
});

/** An event is an object of a class, whose members a spread does not see. */
export const again = (event: Event, { id, time }: { id: string; time: number }): Event => ({
  ...{ key: event.key, time, name: event.name, fields: event.fields, id },
  members: () => event.members(),
});

function arranged(events: readonly Fed[], { order }: Arrangement): Fed[] {
  const known = new Map(events.map((input) => [input.event.id, input]));
  const next = order.flatMap((id) => known.get(id) ?? [])[Symbol.iterator]();
  const own = new Set(order);
  return events.map((input) => (own.has(input.event.id) ? (next.next().value ?? input) : input));
}

const inserted = (events: readonly Fed[], input: Fed, at: number): Fed[] => [
  ...events.slice(0, at),
  input,
  ...events.slice(at),
];

/** Behind the last one that is not later. */
function inTime(events: readonly Fed[], input: Fed): Fed[] {
  const before = events.findLastIndex(({ event }) => event.time <= input.event.time);
  return inserted(events, input, before + 1);
}
