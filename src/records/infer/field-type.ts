import { timeShape } from "./candidates.ts";
import type { Place } from "./place.ts";
import { quoted } from "./spelling.ts";

/** Texts of one of a few, each seen often, are listed. */
const LISTED_MAX = 8;
const OFTEN = 20;

/** The type that all values of a place fit, as the language writes it. */
export function fieldType(place: Place, fromCells: boolean): string {
  const {
    pointed,
    count,
    booleans,
    integers,
    decimals,
    numbers,
    isoTimes,
    places,
    quoted: inQuotes,
  } = place;
  if (count === 0) return "text";
  if (booleans === count) return "boolean";
  if (isoTimes === count) return "time";
  if (timeShape(place) === "milliseconds" && numbers === count) return "time";
  // Digits in quotes are names of things more often than numbers of them; in a CSV all cells look so.
  const names = inQuotes > 0 && integers === count && pointed === 0 && !fromCells;
  if (integers === count && !names) return "integer";
  if (decimals === count && places > 0) return `decimal(${places})`;
  if (numbers === count && !names) return "number";
  return listed(place) ?? "text";
}

function listed({ distinct, count, numbers }: Place): string | null {
  if (distinct === null || numbers > 0) return null;
  const few = distinct.size >= 2 && distinct.size <= LISTED_MAX && count >= distinct.size * OFTEN;
  const short = [...distinct.keys()].every((text) => text.length <= 24);
  if (!few || !short) return null;
  return `one of (${[...distinct.keys()].map(quoted).join(", ")})`;
}
