import { RHYTHMS, ZONES } from "../zones.generated.ts";

/**
 * A time zone as the language knows it: offsets from 1970 to 2100 (rule 5: no engine's own table). Before 1970 the
 * first offset holds, from 2101 on the last.
 */
export interface Zone {
  readonly name: string;
  /** Instants, in milliseconds, from which on `offsets[i + 1]` holds; before the first, `offsets[0]`. */
  readonly changes: readonly number[];
  /** Milliseconds east of UTC. */
  readonly offsets: readonly number[];
}

export const UTC: Zone = { name: "UTC", changes: [], offsets: [0] };

/** Where a zone's history stands in the table, by name. */
const PLACES: ReadonlyMap<string, number> = new Map(
  ZONES.flatMap((zone, place) =>
    zone
      .slice(0, zone.indexOf("|"))
      .split(" ")
      .map((name): [string, number] => [name, place]),
  ),
);

export function isZone(name: string): boolean {
  return PLACES.has(name);
}

/** All names, links included, by code point. */
export function zoneNames(): readonly string[] {
  return [...PLACES.keys()].sort();
}

/** Unpacks a zone: some microseconds, so keep it. Null: there is none of that name. */
export function zoneNamed(name: string): Zone | null {
  if (name === "UTC") return UTC;
  const place = PLACES.get(name);
  if (place === undefined) return null;
  const packed = ZONES[place]!;
  const [first, ...words] = packed.slice(packed.indexOf("|") + 1).split(" ");
  const changes: number[] = [];
  const offsets = [milliseconds(first!)];
  let before = 0;
  for (const word of words) {
    if (word.startsWith(">")) {
      const [rhythm, even, odd] = word.slice(1).split(":");
      let at = 0;
      for (const [index, seconds] of RHYTHMS[Number(rhythm)]!.split(" ").entries()) {
        at += milliseconds(seconds);
        changes.push(at);
        offsets.push(milliseconds(index % 2 === 0 ? even! : odd!));
      }
    } else {
      const [seconds, offset] = word.split(":");
      before += milliseconds(seconds!);
      changes.push(before);
      offsets.push(milliseconds(offset!));
    }
  }
  return { name, changes, offsets };
}

function milliseconds(packed: string): number {
  return Number.parseInt(packed, 36) * 1000;
}

/** How many changes have happened at an instant. */
function changesUntil(zone: Zone, instant: number): number {
  let low = 0;
  let high = zone.changes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (zone.changes[middle]! <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Milliseconds east of UTC at an instant. */
export function offsetAt(zone: Zone, instant: number): number {
  return zone.offsets[changesUntil(zone, instant)]!;
}

/** No offset is further from UTC than this. */
const OFFSET_MAX = 86_400_000;

/**
 * The instant at which clocks of a zone show a local time (given as if it were UTC): of two the earlier one,
 * or "skipped" where they never do (rule 1).
 */
export function localToInstant(local: number, zone: Zone): number | "skipped" {
  const last = changesUntil(zone, local + OFFSET_MAX);
  for (let i = changesUntil(zone, local - OFFSET_MAX); i <= last; i++) {
    const instant = local - zone.offsets[i]!;
    if (changesUntil(zone, instant) === i) return instant;
  }
  return "skipped";
}

/** The first instant at which clocks show a local time or a later one: behind a gap, its end. */
export function firstInstantFrom(local: number, zone: Zone): number {
  const instant = localToInstant(local, zone);
  if (instant !== "skipped") return instant;
  const last = changesUntil(zone, local + OFFSET_MAX);
  for (let i = changesUntil(zone, local - OFFSET_MAX); i < last; i++) {
    const change = zone.changes[i]!;
    if (change + zone.offsets[i]! <= local && local < change + zone.offsets[i + 1]!) return change;
  }
  throw new Error(`a local time of ${zone.name} is neither shown nor skipped`);
}
