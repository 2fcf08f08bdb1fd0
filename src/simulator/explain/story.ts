import type { Event } from "../../machine/event.ts";
import type { Watched } from "../compare/passing.ts";
import type { Course } from "./course.ts";

/**
 * What disturbed one key, taken apart: items (events and their copies) by rank, the order in which they were fed,
 * and alterations, each of which can be undone on its own. An item's number is its rank: the ordered run's order,
 * copies behind their originals.
 */
export interface Story {
  readonly events: readonly Event[];
  readonly items: readonly Item[];
  /** By event: the item of the event itself. */
  readonly originals: readonly number[];
  readonly alterations: readonly Alteration[];
  /** By item: its place in the order fed; Infinity: it was not. */
  readonly places: readonly number[];
}

export interface Item {
  readonly of: number;
  /** Place among the course's arrivals; -1: it did not arrive. */
  readonly arrival: number;
  /** As fed without and with the change of its time. */
  readonly plain: Watched;
  readonly stamped: Watched;
}

export interface Alteration {
  readonly kind: "lost" | "copied" | "stamped";
  readonly item: number;
}

/** A part of a story: some events, some alterations, items in some order. */
export interface Variant {
  /** Places in the story's events, rising. */
  readonly kept: readonly number[];
  /** Numbers of alterations, rising. */
  readonly active: readonly number[];
  /** Items in the order fed. */
  readonly order: readonly number[];
}

export function storyOf({ events, arrivals, fed }: Course): Story {
  const byEvent = events.map((): number[] => []);
  for (const place of fed) byEvent[arrivals[place]!.of]!.push(place);
  const items: Item[] = [];
  const alterations: Alteration[] = [];
  const originals: number[] = [];
  const itemOf = new Map<number, number>();
  events.forEach((event, of) => {
    const places = byEvent[of]!;
    // Copies under the event's own id are like it: the first that was fed stands for the event.
    const original = places.find((place) => arrivals[place]!.id === event.id);
    originals.push(items.length);
    if (original === undefined) {
      alterations.push({ kind: "lost", item: items.length });
      items.push({ of, arrival: -1, plain: event, stamped: event });
    }
    for (const place of original === undefined
      ? places
      : [original, ...places.filter((one) => one !== original)]) {
      const { id, time, watermark } = arrivals[place]!;
      const item = items.length;
      const renamed = id === event.id ? event : { ...event, id };
      const plain: Watched = watermark === undefined ? renamed : { ...renamed, watermark };
      const stamped = time === event.time ? plain : { ...plain, time };
      if (place !== original) alterations.push({ kind: "copied", item });
      if (stamped !== plain) alterations.push({ kind: "stamped", item });
      itemOf.set(place, item);
      items.push({ of, arrival: place, plain, stamped });
    }
  });
  const places = items.map(() => Number.POSITIVE_INFINITY);
  fed.forEach((place, i) => {
    places[itemOf.get(place)!] = i;
  });
  return { events, items, originals, alterations, places };
}

/** All that happened. */
export const wholeOf = ({ events, items, alterations, places }: Story): Variant => ({
  kept: events.map((_, of) => of),
  active: alterations.map((_, number) => number),
  order: items
    .map((_, item) => item)
    .filter((item) => places[item]! < Number.POSITIVE_INFINITY)
    .sort((a, b) => places[a]! - places[b]!),
});

/** What the machine is fed with. */
export function feedOf({ items, alterations }: Story, { active, order }: Variant): Event[] {
  const stamped = new Set<number>();
  for (const number of active) {
    const { kind, item } = alterations[number]!;
    if (kind === "stamped") stamped.add(item);
  }
  return order.map((item) => (stamped.has(item) ? items[item]!.stamped : items[item]!.plain));
}

/** Without the events that `kept` leaves out. */
export function keeping(
  { items, alterations }: Story,
  { active, order }: Variant,
  kept: readonly number[],
): Variant {
  const still = new Set(kept);
  return {
    kept,
    active: active.filter((number) => still.has(items[alterations[number]!.item]!.of)),
    order: order.filter((item) => still.has(items[item]!.of)),
  };
}

/** With some of the alterations undone: a lost event goes where it disturbs the fewest, a copy goes away. */
export function altered(story: Story, variant: Variant, active: readonly number[]): Variant {
  const { alterations } = story;
  const remain = new Set(active);
  let order = variant.order;
  for (const number of variant.active) {
    if (remain.has(number)) continue;
    const { kind, item } = alterations[number]!;
    if (kind === "lost") order = inserted(order, item);
    else if (kind === "copied") order = order.filter((one) => one !== item);
  }
  const present = new Set(order);
  return {
    kept: variant.kept,
    active: active.filter((number) => {
      const { kind, item } = alterations[number]!;
      return kind !== "stamped" || present.has(item);
    }),
    order,
  };
}

function inserted(order: readonly number[], item: number): readonly number[] {
  let inversions = order.filter((other) => other < item).length;
  let [least, place] = [inversions, 0];
  order.forEach((other, i) => {
    inversions += other < item ? -1 : 1;
    if (inversions < least) [least, place] = [inversions, i + 1];
  });
  return order.toSpliced(place, 0, item);
}

/** Pairs of items, the later one fed first. */
export function inversionsOf(order: readonly number[]): [late: number, early: number][] {
  const found: [number, number][] = [];
  for (let i = 1; i < order.length; i++)
    for (let j = 0; j < i; j++) if (order[j]! > order[i]!) found.push([order[i]!, order[j]!]);
  return found;
}

/** Whether every exchange in it took place; an item that did not arrive was exchanged with none. */
export const tookPlace = ({ places }: Story, order: readonly number[]): boolean =>
  inversionsOf(order).every(
    ([late, early]) => places[early]! < places[late]! && places[late]! < Number.POSITIVE_INFINITY,
  );

/** How many exchanges of neighbours and alterations it takes. */
export const sizeOf = ({ active, order }: Variant): number =>
  active.length + inversionsOf(order).length;
