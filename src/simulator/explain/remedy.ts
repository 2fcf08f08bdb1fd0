import type { Event } from "../../machine/event.ts";
import type { Needed } from "./changes.ts";
import type { Arrival, Course } from "./course.ts";
import type { Remedy } from "./explanation.ts";
import { altered, feedOf, type Story, wholeOf } from "./story.ts";

/** Instants that an event is moved to, at most, in either direction. */
const MOVES_MAX = 40;

/** A remedy by the story's events. */
export type Cure = Omit<Remedy, "events"> & { readonly events: readonly number[] };

/**
 * The least change to the key's whole log after which the result is right, among: one event that came late coming
 * sooner; one that came early coming later; the alterations undone. `right` replays what the machine is fed with.
 */
export function remedyOf(
  story: Story,
  course: Course,
  { exchanges, alterations }: Needed,
  right: (events: readonly Event[]) => boolean,
): Cure | null {
  const moves = [
    ...unique(exchanges.map(({ late }) => late)).map((item) => sooner(story, course, item, right)),
    ...unique(exchanges.map(({ early }) => early)).map((item) => later(story, course, item, right)),
  ].filter((cure) => cure !== null);
  const first = moves.find(({ how }) => how === "sooner") ?? moves[0];
  if (first !== undefined) return first;
  if (alterations.length === 0) return null;
  const undone = new Set(alterations.map(({ number }) => number));
  const whole = wholeOf(story);
  const rest = altered(
    story,
    whole,
    whole.active.filter((number) => !undone.has(number)),
  );
  if (!right(feedOf(story, rest))) return null;
  const events = unique(alterations.map(({ item }) => story.items[item]!.of));
  return { how: "undone", events, ms: null };
}

const unique = (numbers: readonly number[]): number[] => [...new Set(numbers)];

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
    .sort((a, b) => a.at - b.at);
  return release!(changed).map((place) => eventOf(events, changed[place]!));
}

const eventOf = (events: readonly Event[], { of, id, time }: Arrival): Event => ({
  ...events[of]!,
  ...{ id, time },
});
