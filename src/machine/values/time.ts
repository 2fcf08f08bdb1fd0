import { DAY, dateOf, daysOf, isDate } from "./civil.ts";
import { localToInstant, type Zone, zoneNamed } from "./zone.ts";

/** The greatest distance of a time from 1970, in milliseconds, and the greatest duration. */
export const TIME_MAX = 8.64e15;

const ISO =
  /^(\d{4}|[+-]\d{6})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?: ?(Z|UTC|[+-]\d\d(?::?\d\d)?))?)?$/;

/**
 * The instant of an ISO 8601 text (rule 1): `2024-01-01`, `2024-01-01 10:00`, `2024-01-01T10:00:00.123456+02:00`.
 * A comma may stand for the point (ISO 8601 has both), and a blank before the offset.
 * Without a zone of its own it is local to the given one, a repeated local time the earlier. Finer than
 * milliseconds is floored. Null: no such text, day or time, or one that the zone skips.
 * A zone given by name is unpacked each time it is needed; who reads many texts keeps it.
 */
export function parseTime(text: string, { zone }: { readonly zone: Zone | string }): number | null {
  const match = ISO.exec(text);
  if (match === null || match[1] === "-000000") return null;
  const date = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
  const [hour, minute, second] = [match[4], match[5], match[6]].map((part) => Number(part ?? "0"));
  if (!isDate(date) || hour! > 23 || minute! > 59 || second! > 59) return null;
  const milliseconds = Number((match[7] ?? "").slice(0, 3).padEnd(3, "0"));
  const local = daysOf(date) * DAY + ((hour! * 60 + minute!) * 60 + second!) * 1000 + milliseconds;
  const instant = match[8] === undefined ? fromLocal(local, zone) : fromOffset(local, match[8]);
  return instant === null || Math.abs(instant) > TIME_MAX ? null : instant + 0;
}

function fromLocal(local: number, zone: Zone | string): number | null {
  const known = typeof zone === "string" ? zoneNamed(zone) : zone;
  if (known === null) return null;
  const instant = localToInstant(local, known);
  return instant === "skipped" ? null : instant;
}

function fromOffset(local: number, offset: string): number | null {
  if (offset === "Z" || offset === "UTC") return local;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(3).replace(":", "") || "0");
  if (hours > 23 || minutes > 59) return null;
  const distance = (hours * 60 + minutes) * 60_000;
  return offset.startsWith("-") ? local + distance : local - distance;
}

/** `2024-01-01T00:00:00.000Z`; years before 0 and beyond 9999 with a sign and six digits, as ECMAScript does. */
export function formatTime(instant: number): string {
  const days = Math.floor(instant / DAY);
  const { year, month, day } = dateOf(days);
  const rest = instant - days * DAY;
  const clock = [Math.floor(rest / 3_600_000), Math.floor(rest / 60_000) % 60]
    .map((part) => digits(part, 2))
    .join(":");
  const seconds = `${digits(Math.floor(rest / 1000) % 60, 2)}.${digits(rest % 1000, 3)}`;
  return `${writtenYear(year)}-${digits(month, 2)}-${digits(day, 2)}T${clock}:${seconds}Z`;
}

function writtenYear(year: number): string {
  if (year >= 0 && year <= 9999) return digits(year, 4);
  return `${year < 0 ? "-" : "+"}${digits(Math.abs(year), 6)}`;
}

function digits(value: number, places: number): string {
  return String(value).padStart(places, "0");
}
