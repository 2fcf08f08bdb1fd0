import type { Event } from "../machine/event.ts";
import type { EventIds } from "../stream/compiled-table.ts";
import type { MappedEvent } from "./mapped-event.ts";
import { positionId } from "./record-reader.ts";

/** Events of a log by number: position and source in one. Only for events whose ids are their positions. */
export function positionIds(names: readonly string[]): EventIds {
  const count = names.length;
  let last = -1;
  let text = "";
  return {
    refOf: (event: Event) => {
      const { position, source } = (event as MappedEvent).record;
      return position * count + source;
    },
    textOf: (ref) => {
      // The event at hand is named several times in a row.
      if (ref !== last) {
        last = ref;
        text = positionId(names[ref % count]!, Math.floor(ref / count));
      }
      return text;
    },
  };
}
