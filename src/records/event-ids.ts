import type { Event } from "../machine/event.ts";
import { encodeId } from "../machine/render.ts";
import type { EventIds } from "../stream/compiled-table.ts";
import type { MappedEvent } from "./mapped-event.ts";
import { positionId } from "./record-reader.ts";

/** Events of a log by number: position and source in one. Only for events whose ids are their positions. */
export function positionIds(names: readonly string[]): EventIds {
  const count = names.length;
  // Digits and `#` are written as they are everywhere; of the name it is known beforehand.
  const encoded = names.map((name) => encodeId(name, { inner: true }));
  const inside = names.map((name) => JSON.stringify(name).slice(1, -1));
  const named =
    (spelled: readonly string[]) =>
    (ref: number): string =>
      positionId(spelled[ref % count]!, Math.floor(ref / count));
  return {
    refOf: (event: Event) => {
      const { position, source } = (event as MappedEvent).record;
      return position * count + source;
    },
    ...{ textOf: named(names), idOf: named(encoded), insideOf: named(inside) },
  };
}
