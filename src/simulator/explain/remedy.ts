import type { Event } from "../../machine/event.ts";
import type { Watched } from "../compare/passing.ts";
import type { Needed, NeededAlteration } from "./changes.ts";
import type { Arrival, Course } from "./course.ts";
import type { Remedy } from "./explanation.ts";
import { altered, feedOf, type Story, wholeOf } from "./story.ts";

/** Instants that an event is moved to, at most, in either direction. */
const MOVES_MAX = 40;

/** A remedy with the story's numbers for events. */
export type Cure = Remedy;

/**
 * A change to the key's whole log after which the result is right: what was altered undone; else one event that
 * came late coming sooner, by as little as does; else one that came early coming later. `right` replays what the
 * machine is fed with.
 */
export function remedyOf(
  story: Story,
  course: Course,
  { exchanges, alterations }: Needed,
  right: (events: readonly Event[]) => boolean,
): Cure | null {
  if (alterations.length > 0 && right(undone(story, course, alterations)))
    return {
      ...{ how: "undone", ms: null },
      events: unique(alterations.map(({ item }) => story.items[item]!.of)),
    };
  for (const item of unique(exchanges.map(({ late }) => late))) {
    const cure = sooner(story, course, item, right);
    if (cure !== null) return cure;
  }
  for (const item of unique(exchanges.map(({ early }) => early))) {
    const cure = later(story, course, item, right);
    if (cure !== null) return cure;
  }
  return null;
}

const unique = (numbers: readonly number[]): number[] => [...new Set(numbers)];

/** What the machine is fed with if this had not been altered. */
function undone(
  story: Story,
  { events, arrivals, release }: Course,
  alterations: readonly NeededAlteration[],
): Event[] {
  // When a lost event would have arrived nobody knows: it goes where it belongs, and the rest as it did.
  if (alterations.some(({ kind }) => kind === "lost")) {
    const numbers = new Set(alterations.map(({ number }) => number));
    const whole = wholeOf(story);
    const rest = whole.active.filter((number) => !numbers.has(number));
    return feedOf(story, altered(story, whole, rest));
  }
  const without = new Set<number>();
  const dated = new Set<number>();
  for (const { kind, item } of alterations)
    (kind === "copied" ? without : dated).add(story.items[item]!.arrival);
  const others = arrivals.flatMap((arrival, place) => {
    if (without.has(place)) return [];
    const { time } = events[arrival.of]!;
    return [dated.has(place) ? { ...arrival, time, stamp: time } : arrival];
  });
  return release(others).map((place) => eventOf(events, others[place]!));
}

/** Just before one after another of those that came before it. */
function sooner(
  { items, events }: Story,
  course: Course,
  item: number,
  right: (events: readonly Event[]) => boolean,
): Cure | null {
  const { of, arrival } = items[item]!;
  if (arrival < 0) return null;
  const now = course.arrivals[arrival]!.at;
  const instants = unique(course.arrivals.map(({ at }) => at).filter((at) => at <= now));
  instants.sort((a, b) => b - a);
  for (const instant of instants.slice(0, MOVES_MAX)) {
    const ms = Math.floor(now - instant) + 1;
    // Nothing arrives before it happens.
    if (now - ms < events[of]!.time) return null;
    if (right(fedAfter(course, arrival, now - ms))) return { how: "sooner", events: [of], ms };
  }
  return null;
}

/** Just behind one after another of those that came after it. */
function later(
  { items }: Story,
  course: Course,
  item: number,
  right: (events: readonly Event[]) => boolean,
): Cure | null {
  const { of, arrival } = items[item]!;
  if (arrival < 0) return null;
  const now = course.arrivals[arrival]!.at;
  const instants = unique(course.arrivals.map(({ at }) => at).filter((at) => at >= now));
  instants.sort((a, b) => a - b);
  for (const instant of instants.slice(0, MOVES_MAX)) {
    const ms = Math.floor(instant - now) + 1;
    if (right(fedAfter(course, arrival, now + ms))) return { how: "later", events: [of], ms };
  }
  return null;
}

/** What the machine is fed with if one arrival comes at another instant. */
function fedAfter({ events, arrivals, release }: Course, moved: number, at: number): Event[] {
  const changed = arrivals
    .map((arrival, i) => (i === moved ? { ...arrival, at } : arrival))
    .sort((a, b) => a.at - b.at || a.place - b.place);
  return release(changed).map((place) => eventOf(events, changed[place]!));
}

const eventOf = (events: readonly Event[], { of, id, time, watermark }: Arrival): Watched => ({
  ...events[of]!,
  ...{ id, time },
  ...(watermark === undefined ? {} : { watermark }),
});
