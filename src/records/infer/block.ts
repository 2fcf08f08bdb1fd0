import { type Overrides, readPath } from "../override.ts";
import { keyCandidates, kindCandidates, timeCandidates, typeCandidates } from "./candidates.ts";
import {
  counted,
  fieldComment,
  keyComments,
  noTypeComments,
  number,
  timeComments,
  typeComments,
} from "./comments.ts";
import { fieldType } from "./field-type.ts";
import type { EventFacts, Inference } from "./inference.ts";
import type { Place } from "./place.ts";
import type { Places } from "./places.ts";
import { timeShape } from "./shape.ts";
import { Names, quoted, spellSteps } from "./spelling.ts";

/** More events than a reader wants to see are left undeclared. */
const EVENTS_MAX = 40;
const EMPTY_MAX = 8;

export interface BlockOptions extends Overrides {
  /** What to call the block. */
  readonly name: string;
  /** The log is CSV or TSV, where numbers cannot be told from texts. */
  readonly fromCells: boolean;
  /** There was more in the log than was read. */
  readonly limited: boolean;
  readonly sources: readonly string[];
}

/** What is known of a log as an `events` block, laid out as the formatter does. */
export function eventsBlock(inference: Inference, options: BlockOptions): string {
  const { places, typePlace } = inference;
  const time = choice(places, timeCandidates(places), options.time?.replace(UNIT, ""));
  const key = choice(places, keyCandidates(places, [typePlace, time.place]), options.key);
  const types = choice(places, typeCandidates(places), options.type);
  const fieldNames = namesOf(places, [key.place, time.place, typePlace]);
  const headName = (place: Place | undefined, word: string): string =>
    place === undefined ? word : named(fieldNames.get(place)!, place);
  return [
    `// ${source(inference, options)}`,
    `events ${new Names().of(options.name)} {`,
    ...keyComments(key.place, key.others, places.records).map(comment),
    `  key ${headName(key.place, "key")}`,
    "",
    ...timeComments(time.place, time.others, places.records).map(comment),
    `  time ${headName(time.place, "time")}${unit(time.place, options.time)}`,
    ...typeLines(
      typePlace,
      types.others.filter((place) => place !== key.place),
      kindCandidates(places).filter((place) => place !== key.place),
    ),
    ...eventLines(inference, options, fieldNames, [key.place, time.place, typePlace]),
    "}",
    "",
  ].join("\n");
}

const comment = (text: string): string => `  // ${text}`;

function source({ places, damaged }: Inference, { limited, sources }: BlockOptions): string {
  const read = counted(places.records, "record");
  const without = damaged === 0 ? "" : `, without ${number(damaged)} damaged`;
  return `Inferred from ${limited ? `the first ${read}` : read} of ${sources.join(", ")}${without}.`;
}

const UNIT = /\s+in\s+(seconds|milliseconds)$/;

/** The one that was asked for, else the likeliest; and what else it could be. */
function choice(
  places: Places,
  candidates: readonly Place[],
  given: string | undefined,
): { readonly place: Place | undefined; readonly others: readonly Place[] } {
  const place = given === undefined ? candidates[0] : places.at(readPath(given));
  return { place, others: candidates.filter((candidate) => candidate !== place) };
}

function unit(place: Place | undefined, given: string | undefined): string {
  const said = given === undefined ? null : UNIT.exec(given);
  if (said !== null) return ` in ${said[1]}`;
  return place !== undefined && timeShape(place) === "seconds" ? " in seconds" : "";
}

function typeLines(
  place: Place | undefined,
  others: readonly Place[],
  kinds: readonly Place[],
): string[] {
  if (place === undefined) {
    if (kinds.length === 0) return [];
    return ["", ...noTypeComments(kinds).map(comment)];
  }
  const usual = spellSteps(place.path) === "type";
  if (usual && others.length === 0) return [];
  return ["", ...typeComments(place, others).map(comment), `  type from ${spellSteps(place.path)}`];
}

/** One name for every field of the log, the same in all events. */
function namesOf(places: Places, heads: readonly (Place | undefined)[]): Map<Place, string> {
  const lasts = new Map<string, number>();
  for (const { name } of places.all()) lasts.set(name, (lasts.get(name) ?? 0) + 1);
  const names = new Names();
  const order = [...places.all()].sort(
    (a, b) =>
      Number(heads.includes(b)) - Number(heads.includes(a)) || a.path.length - b.path.length,
  );
  // `user.id` is no `id` without its user, `query.term` is a `term` where there is no other.
  const wanted = ({ path, name }: Place): string =>
    path.length > 1 && (VAGUE.test(name) || (lasts.get(name) ?? 0) > 1) ? path.join("_") : name;
  return new Map(order.map((place) => [place, names.of(wanted(place))]));
}

const VAGUE = /^(?:id|key|name|type|kind|value|time|ts|date|count|[0-9]+)$/i;

/** `amount`, or `user_id from user.id`. */
function named(name: string, { path }: Place): string {
  return path.length === 1 && path[0] === name ? name : `${name} from ${spellSteps(path)}`;
}

function eventLines(
  { events, typePlace, beyond, places }: Inference,
  options: BlockOptions,
  fieldNames: ReadonlyMap<Place, string>,
  heads: readonly (Place | undefined)[],
): string[] {
  const all = [...events.values()].sort((a, b) => b.records - a.records);
  const typed = typePlace === undefined ? all : all.filter(({ type }) => type !== null);
  const names = new Names();
  const lines = typed.slice(0, EVENTS_MAX).flatMap((event) => {
    const head = eventHead(names, event, heads[0]);
    return [
      "",
      comment(counted(event.records, "record")),
      ...eventText(head, event, options, fieldNames, heads),
    ];
  });
  const rarer = typed.slice(EVENTS_MAX);
  const left = rarer.reduce((sum, { records }) => sum + records, beyond);
  if (left > 0) {
    const types = beyond > 0 ? "rarer types" : counted(rarer.length, "rarer type");
    lines.push("", comment(`${counted(left, "record")} of ${types}: undeclared`));
  }
  const untyped = typePlace === undefined ? 0 : (events.get(null)?.records ?? 0);
  if (untyped > 0)
    lines.push("", comment(`${counted(untyped, "record")} without a type: undeclared`));
  const empty = places.all().filter(({ count, lists }) => count + lists === 0);
  if (empty.length > 0) lines.push("", comment(emptyText(empty)));
  if (places.records === 0) lines.push("", comment("there was no record to learn from"));
  return lines;
}

/** Fields that are there, and have no value in any record: what they would hold cannot be told. */
function emptyText(empty: readonly Place[]): string {
  const few = empty.slice(0, EMPTY_MAX).map(({ path }) => spellSteps(path));
  const more = empty.length > few.length ? ` and ${empty.length - few.length} more` : "";
  return `empty in all records, so left out: ${few.join(", ")}${more}`;
}

function eventHead(names: Names, { type }: EventFacts, key: Place | undefined): string {
  const name = names.of(type ?? "record");
  // Without type names one event takes all records: a record without a key is none anyway.
  if (type === null) return `${name} when ${spellSteps(key?.path ?? ["key"])} != ""`;
  return name === type ? name : `${name} is ${quoted(type)}`;
}

function eventText(
  head: string,
  { records, fields }: EventFacts,
  { fromCells }: BlockOptions,
  fieldNames: ReadonlyMap<Place, string>,
  heads: readonly (Place | undefined)[],
): string[] {
  const lines: string[] = [];
  for (const [place, field] of fields) {
    if (heads.includes(place)) continue;
    const name = fieldNames.get(place)!;
    const path = spellSteps(place.path);
    if (field.lists > 0) {
      lines.push(`// ${path} is a list: read one of it with \`${name}: text? from ${path}.0\``);
      continue;
    }
    const type = fieldType(field, place, fromCells);
    const optional = field.count < records ? "?" : "";
    const from = place.path.length === 1 && place.name === name ? "" : ` from ${path}`;
    const facts = fieldComment(field, type, records);
    lines.push(`${name}: ${type}${optional}${from}${facts === "" ? "" : `  // ${facts}`}`);
  }
  if (lines.length === 0) return [`  event ${head}`];
  return [`  event ${head} {`, ...lines.map((line) => `    ${line}`), "  }"];
}
