import type { Event } from "../../machine/event.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Value } from "../../machine/value.ts";

/** What an order word's field holds: the event's own, or else the block's `id`, which every record has. */
export function namedField({ automaton }: Machine, event: Event, field: string): Value {
  if (Object.hasOwn(event.fields, field)) return event.fields[field];
  return automaton.vocabulary.id?.name === field ? event.id : undefined;
}
