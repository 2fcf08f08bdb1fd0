import { formatTime } from "../../machine/values/time.ts";
import { spellPath } from "../override.ts";
import type { Place } from "./place.ts";
import { timeShape } from "./shape.ts";
import { quoted, spellSteps } from "./spelling.ts";

/** What is told of the fields that were found, a line of comment each. */

const OTHERS_MAX = 5;

export function keyComments(
  place: Place | undefined,
  others: readonly Place[],
  records: number,
): string[] {
  if (place === undefined) return ["no key was found: name a field that has it", ...also(others)];
  const missing = records - place.count;
  return [
    values(place),
    ...(missing === 0 ? [] : [`missing in ${counted(missing, "record")}: dead letters`]),
    ...(place.repeats || place.texts === null || records < 2
      ? []
      : ["no value comes twice: is it really a key?"]),
    ...also(others),
  ];
}

export function timeComments(
  place: Place | undefined,
  others: readonly Place[],
  records: number,
): string[] {
  if (place === undefined) return ["no time was found: name a field that has it", ...also(others)];
  const missing = records - place.count;
  return [
    ...timeShapeComments(place),
    ...(missing === 0 ? [] : [`missing in ${counted(missing, "record")}: dead letters`]),
    ...(others.length === 0 ? [] : [`or ${others.slice(0, OTHERS_MAX).map(span).join(", ")}`]),
  ];
}

export function typeComments(place: Place, others: readonly Place[]): string[] {
  return [values(place), ...also(others)];
}

export function noTypeComments([most, ...others]: readonly Place[]): string[] {
  if (most === undefined) return [];
  const path = spellPath(most.path);
  const option = /^[\w.]+$/.test(path) ? path : `'${path}'`;
  return [
    `no field names the type of a record; \`pda infer --type ${option}\` makes an event of each of its ${values(most)}`,
    ...also(others),
  ];
}

function timeShapeComments(place: Place): string[] {
  const { isoTimes, zoned, behind, odd, count } = place;
  const shape = timeShape(place);
  const grouped = behind * 2 > count ? ", as in a log grouped by key" : "";
  const order =
    behind === 0
      ? []
      : [`not in order of time: ${counted(behind, "record")} after a later one${grouped}`];
  const unfit = count - isoTimes - place.numbers;
  const strange =
    unfit > 0 && odd !== null
      ? [`no time in ${counted(unfit, "record")}, such as ${quoted(shortened(odd))}: dead letters`]
      : [];
  if (shape === null && place.numbers < count) return strange;
  if (shape === null)
    return [`${digits(place.least)} to ${digits(place.greatest)}: not of our days as milliseconds`];
  if (shape !== "iso") {
    const doubt = shape === "seconds" ? "by their digits seconds" : "milliseconds";
    return [`${doubt}, ${range(place, shape)}`, ...order, ...strange];
  }
  const local =
    zoned < isoTimes ? ['without a zone, so UTC: `in "Europe/Berlin"` says another'] : [];
  return [range(place, shape), ...local, ...order, ...strange];
}

function range({ least, greatest }: Place, shape: "iso" | "milliseconds" | "seconds"): string {
  const scale = shape === "seconds" ? 1000 : 1;
  const [first, last] = [formatTime(least * scale), formatTime(greatest * scale)];
  const length = greatest * scale - least * scale > 4 * 86_400_000 ? 10 : 16;
  const written = (time: string) => time.slice(0, length).replace("T", " ");
  return `${written(first)} to ${written(last)}`;
}

/** `opened (2024-01-01 to 2024-03-02)` */
function span(place: Place): string {
  const shape = timeShape(place);
  const about = shape === null ? values(place) : `${range(place, shape)}`;
  return `${spellSteps(place.path)} (${about})`;
}

const also = (others: readonly Place[]): string[] =>
  others.length === 0 ? [] : [`or ${listed(others)}`];

const listed = (places: readonly Place[]): string =>
  places
    .slice(0, OTHERS_MAX)
    .map((place) => `${spellSteps(place.path)} (${values(place)})`)
    .join(", ");

/** What stands behind a field; empty where there is nothing to tell. */
export function fieldComment(field: Place, type: string, records: number): string {
  const { count, seconds, milliseconds, texts, name } = field;
  const missing = records - count;
  const facts: string[] = [];
  if (missing > 0) facts.push(`missing in ${number(missing)}`);
  if (type === "time" && milliseconds > 0) facts.push("milliseconds");
  if (type === "integer" && seconds === count && /time|date|_at$|At$|ts$/.test(name))
    facts.push("seconds?");
  if (type === "text" && texts !== null && count > 1 && field.repeats) facts.push(fewTexts(field));
  return facts.join("; ");
}

function fewTexts({ ranked }: Place): string {
  const [most] = ranked ?? [];
  const example = quoted(shortened(most?.reading.text ?? ""));
  return ranked?.length === 1
    ? `always ${example}`
    : `${ranked?.length} values, most often ${example}`;
}

function values({ texts, differentMin }: Place): string {
  return `${texts === null ? "at least " : ""}${counted(differentMin, "value")}`;
}

const shortened = (text: string): string => (text.length > 30 ? `${text.slice(0, 29)}…` : text);

const digits = (value: number): string => String(value);

export function counted(count: number, what: string): string {
  return `${number(count)} ${count === 1 ? what : `${what}s`}`;
}

/** `1,234,567` */
export function number(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
