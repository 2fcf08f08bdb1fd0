import type { OrderedLog } from "../compare/log.ts";

/** Share of a log's events that have the time of the one before them in their key: only arrival orders them. */
export function tiedShare({ events, rows, starts, keys }: OrderedLog): number {
  let tied = 0;
  for (let k = 0; k < keys.length; k++)
    for (let i = starts[k]! + 1; i < starts[k + 1]!; i++)
      if (events[rows[i]!]!.time === events[rows[i - 1]!]!.time) tied++;
  return events.length === 0 ? 0 : tied / events.length;
}
