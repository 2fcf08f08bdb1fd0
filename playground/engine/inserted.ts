import type { Event } from "../../src/machine/event.ts";
import type { Input } from "./inputs.ts";

type Fed = Extract<Input, { is: "event" }>;

/** An event that no log has: it comes in its place in time. */
export interface Insertion {
  readonly kind: "insert";
  /** Its id, which nothing else has. */
  readonly event: string;
  readonly at: number;
  readonly name: string;
  readonly fields: Event["fields"];
  /** As `with event` would give them out. */
  readonly members: ReturnType<Event["members"]>;
}

/** As the event of a key: what else there is of it comes from a neighbour. */
export const insertedEvent = (
  { event: id, at, name, fields, members }: Insertion,
  { event: { key } }: Fed,
): Fed => ({
  ...{ is: "event", behind: false, watermark: undefined },
  event: { key, time: at, name, fields, id, members: () => members },
});
