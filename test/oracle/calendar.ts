/** Calendar fields in a time zone, by the engine's own tables; the first instants by looking minute by minute. */
import { asMilliseconds } from "./exact.ts";

export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    era: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
  });
  formats.set(zone, format);
  return format;
}

export function localTime(t: number, zone: string): LocalTime {
  const part = new Map(
    formatOf(zone)
      .formatToParts(t)
      .map((p) => [p.type, p.value]),
  );
  const year = Number(part.get("year"));
  return {
    year: part.get("era")?.startsWith("B") ? 1 - year : year,
    month: Number(part.get("month")),
    day: Number(part.get("day")),
    hour: Number(part.get("hour")),
  };
}

/** Midnight of a date, were the zone UTC. */
function midnight(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime();
}

/** 1 for Monday to 7 for Sunday. */
export function weekday(t: number, zone: string): number {
  const { year, month, day } = localTime(t, zone);
  const sundayIsZero = new Date(midnight(year, month, day)).getUTCDay();
  return sundayIsZero === 0 ? 7 : sundayIsZero;
}

const MINUTE = 60_000;
/** No zone is or was farther from UTC. */
const FARTHEST_OFFSET = 18 * 60 * MINUTE;

/** Found by looking minute by minute, which is slow; a date has one beginning, so it is looked for once. */
const beginnings = new Map<string, number>();

function beginning(date: string, from: number, fits: (t: number) => boolean): number {
  const known = beginnings.get(date) ?? firstInstant(from, fits);
  beginnings.set(date, known);
  return asMilliseconds(BigInt(known));
}

/** The first instant, not before `from`, for which `fits` is true, to the millisecond. */
function firstInstant(from: number, fits: (t: number) => boolean): number {
  let t = from;
  while (!fits(t)) t += MINUTE;
  while (fits(t - 1)) {
    // the boundary lies within the last minute: halve it
    let outside = t - MINUTE;
    let inside = t;
    while (inside - outside > 1) {
      const middle = Math.floor((outside + inside) / 2);
      if (fits(middle)) inside = middle;
      else outside = middle;
    }
    t = inside;
  }
  return t;
}

export function startOfDay(t: number, zone: string): number {
  const { year, month, day } = localTime(t, zone);
  const from = midnight(year, month, day) - FARTHEST_OFFSET;
  return beginning(`${year}-${month}-${day} ${zone}`, from, (u) => {
    const local = localTime(u, zone);
    return local.year === year && local.month === month && local.day === day;
  });
}

export function startOfMonth(t: number, zone: string): number {
  const { year, month } = localTime(t, zone);
  const from = midnight(year, month, 1) - FARTHEST_OFFSET;
  return beginning(`${year}-${month} ${zone}`, from, (u) => {
    const local = localTime(u, zone);
    return local.year === year && local.month === month;
  });
}
