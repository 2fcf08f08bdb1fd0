import type { Place } from "./place.ts";
import { quoted } from "./spelling.ts";

type TimeShape = "iso" | "milliseconds" | "seconds";

/** Texts of one of a few, each seen often, are listed, as far as a line holds them. */
const LISTED_MAX = 8;
const OFTEN = 20;
const LISTED_LENGTH_MAX = 80;

/** How the times there are written; null: these are none. */
export function timeShape(place: Place): TimeShape | null {
  const { count, isoTimes, milliseconds, seconds } = place;
  // Some broken ones may be among them: they will be dead letters.
  const nearly = count * 0.95;
  if (count === 0) return null;
  if (isoTimes > 0 && isoTimes + milliseconds >= nearly) return "iso";
  if (milliseconds >= nearly) return "milliseconds";
  return seconds >= nearly ? "seconds" : null;
}

/** Whether a place has one of a few texts. */
export function isListed(place: Place): boolean {
  const { texts, count, numbers } = place;
  if (texts === null || numbers > 0) return false;
  const few = texts.size >= 2 && texts.size <= LISTED_MAX && count >= texts.size * OFTEN;
  return few && listOf(place).length <= LISTED_LENGTH_MAX;
}

/** The most frequent first, as the language writes them. */
export const listOf = ({ ranked }: Place): string =>
  (ranked ?? []).map(({ reading }) => quoted(reading.text)).join(", ");
