import { type CivilDate, DAY, dateOf, daysOf } from "./civil.ts";
import { firstInstantFrom, offsetAt, type Zone } from "./zone.ts";

/** Calendar fields of an instant (milliseconds since 1970) in a zone. */

function local(instant: number, zone: Zone): number {
  return instant + offsetAt(zone, instant);
}

function days(instant: number, zone: Zone): number {
  return Math.floor(local(instant, zone) / DAY);
}

function date(instant: number, zone: Zone): CivilDate {
  return dateOf(days(instant, zone));
}

export function year(instant: number, zone: Zone): number {
  return date(instant, zone).year;
}

/** 1 to 12 */
export function month(instant: number, zone: Zone): number {
  return date(instant, zone).month;
}

/** From 1 */
export function day(instant: number, zone: Zone): number {
  return date(instant, zone).day;
}

/** 1 for Monday to 7 for Sunday; 1970 began on a Thursday. */
export function weekday(instant: number, zone: Zone): number {
  const since = (days(instant, zone) + 3) % 7;
  return (since < 0 ? since + 7 : since) + 1;
}

/** 0 to 23 */
export function hour(instant: number, zone: Zone): number {
  const shown = local(instant, zone);
  return Math.floor((shown - Math.floor(shown / DAY) * DAY) / 3_600_000);
}

/** The first instant of the day; where midnight is skipped, the first one behind the gap. */
export function startOfDay(instant: number, zone: Zone): number {
  return firstInstantFrom(days(instant, zone) * DAY, zone);
}

export function startOfMonth(instant: number, zone: Zone): number {
  return firstInstantFrom(daysOf({ ...date(instant, zone), day: 1 }) * DAY, zone);
}
