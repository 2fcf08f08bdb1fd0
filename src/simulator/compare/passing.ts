import type { Event } from "../../machine/event.ts";
import type { Runner } from "../../stream/runner.ts";

/** Who is told where one key's run stands. */
export interface Stand {
  /** The event at this place is taken. */
  taking?(place: number): void;
  taken?(place: number): void;
  /** A watermark moves on to what is due at an instant; null: it has come as far as it does. */
  due?(instant: number | null): void;
  /** The input has ended. */
  ending?(): void;
}

/**
 * One key's events through a runner, to the end of the input. `watermarks`: before each event, and after the last; as
 * in a stream they make due what they reach. Null: time moves on with the key's own events only.
 */
export function passThrough(
  runner: Runner,
  events: readonly Event[],
  watermarks: ArrayLike<number> | null,
  stand: Stand,
): void {
  let row = -1;
  const dueOf = (): number => (row < 0 ? Number.POSITIVE_INFINITY : runner.nextDue(row));
  const reach = (watermark: number): void => {
    let due = dueOf();
    while (due <= watermark) {
      stand.due?.(due);
      runner.advance(row, due, due < watermark);
      const next = dueOf();
      if (next === due) break;
      due = next;
    }
    stand.due?.(null);
  };
  for (let place = 0; place < events.length; place++) {
    const event = events[place]!;
    const watermark = watermarks?.[place] ?? Number.NEGATIVE_INFINITY;
    if (watermarks !== null) reach(watermark);
    stand.taking?.(place);
    row = runner.feed(event, event.time < watermark, watermark);
    stand.taken?.(place);
  }
  if (watermarks !== null) reach(watermarks[events.length]!);
  stand.ending?.();
  runner.endInput?.();
  // As a stream does at its end: from one instant at which something is due to the next.
  for (let due = dueOf(), last = Number.NaN; due < Number.POSITIVE_INFINITY && due !== last; ) {
    runner.advance(row, due, true);
    last = due;
    due = dueOf();
  }
}

/** An event as a replay takes it: with the watermark before it, where there is one. */
export interface Watched extends Event {
  readonly watermark?: number;
}

/**
 * Watermarks of events that are taken in an order of our own: one that is put before another is read when that one's
 * watermark is still to come. Null: there are none.
 */
export function watermarksOf(events: readonly Watched[]): number[] | null {
  if (!events.some(({ watermark }) => watermark !== undefined)) return null;
  const watermarks: number[] = Array.from({ length: events.length + 1 }, () => 0);
  let least = Number.POSITIVE_INFINITY;
  for (let i = events.length - 1; i >= 0; i--) {
    least = Math.min(least, events[i]!.watermark ?? least);
    watermarks[i] = least === Number.POSITIVE_INFINITY ? Number.NEGATIVE_INFINITY : least;
  }
  watermarks[events.length] = watermarks[events.length - 1]!;
  return watermarks;
}
