import type { Event } from "../../machine/event.ts";
import { sortRows } from "../disorder/order.ts";

/** The events of many keys in the order of time: what is taken as true. */
export interface OrderedLog {
  readonly events: readonly Event[];
  readonly keys: readonly string[];
  /** By event: its key's number. */
  readonly keyOf: Uint32Array;
  /** Rows of key k: `rows[starts[k]]` up to `rows[starts[k + 1]]`, in the order of time. */
  readonly starts: Uint32Array;
  readonly rows: Uint32Array;
}

/** Events of one time stay in the order in which they are given; one without an id is named by its place. */
export function orderedLog(given: readonly Event[]): OrderedLog {
  const order = Uint32Array.from(given, (_, row) => row);
  sortRows(
    order,
    given.length,
    Float64Array.from(given, ({ time }) => time),
  );
  const events = Array.from(order, (from, row) => {
    const event = given[from]!;
    return event.id === "" ? { ...event, id: `#${row + 1}` } : event;
  });
  const numbers = new Map<string, number>();
  const keyOf = Uint32Array.from(events, ({ key }) => {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, numbers.size);
    return numbers.size - 1;
  });
  const every = Uint32Array.from(events, (_, row) => row);
  const starts = new Uint32Array(numbers.size + 1);
  const rows = new Uint32Array(events.length);
  groupRows(every, events.length, (row) => keyOf[row]!, { starts, rows });
  return { events, keys: [...numbers.keys()], keyOf, starts, rows };
}

/** Sorts rows into groups numbered from 0; inside a group they keep their order. `into.starts` has one place more than there are groups. */
export function groupRows(
  order: Uint32Array,
  count: number,
  groupOf: (row: number) => number,
  { starts, rows }: { readonly starts: Uint32Array; readonly rows: Uint32Array },
): void {
  starts.fill(0);
  for (let i = 0; i < count; i++) starts[groupOf(order[i]!) + 1]!++;
  for (let group = 1; group < starts.length; group++) starts[group]! += starts[group - 1]!;
  const next = starts.slice(0, -1);
  for (let i = 0; i < count; i++) rows[next[groupOf(order[i]!)]!++] = order[i]!;
}
