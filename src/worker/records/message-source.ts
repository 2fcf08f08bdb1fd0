import type { MappedEvent } from "../../records/mapped-event.ts";
import type { EventIds } from "../../stream/compiled-table.ts";
import type { Partition } from "../transport.ts";

/** A partition as events know it. */
export interface MessageSource extends Partition {
  /** Its place among the sources of its task. */
  readonly index: number;
}

/** E of rule 27 where no id is declared: `clicks-0@17`. */
export const messageId = ({ topic, partition }: Partition, offset: number): string =>
  `${topic}-${partition}@${offset}`;

/**
 * Numbers that stand for the events of a task's sources, for `LineListener.positions`. A topic's name
 * has no character that an id or JSON would write otherwise.
 */
export function messageIds(sources: readonly MessageSource[]): EventIds {
  const count = sources.length;
  const textOf = (ref: number): string => messageId(sources[ref % count]!, Math.floor(ref / count));
  return {
    refOf: (event) => {
      const { position, source } = (event as MappedEvent).record;
      return position * count + source;
    },
    ...{ textOf, idOf: textOf, insideOf: textOf },
  };
}
