import type { Place } from "./place.ts";
import { isListed, listOf, timeShape } from "./shape.ts";

/**
 * The type that all values of a place fit, as the language writes it. Where the field means one thing in all
 * events it has one type in all: money with three places in one of them has three in each.
 */
export function fieldType(place: Place, everywhere: Place, fromCells: boolean): string {
  const common = typeOf(everywhere, fromCells);
  return common === "text" ? typeOf(place, fromCells) : common;
}

function typeOf(place: Place, fromCells: boolean): string {
  const { count, booleans, integers, amounts, numbers, isoTimes, pointed, places } = place;
  if (count === 0) return "text";
  if (booleans === count) return "boolean";
  if (isoTimes === count) return "time";
  if (timeShape(place) === "milliseconds" && numbers === count) return "time";
  // Digits in quotes are names of things more often than numbers of them; in a CSV all cells look so.
  const names = place.quoted > 0 && integers === count && pointed === 0 && !fromCells;
  if (integers === count && !names) return "integer";
  if (amounts === count && places > 0) return `decimal(${places})`;
  if (numbers === count && !names) return "number";
  return isListed(place) ? `one of (${listOf(place)})` : "text";
}
