import type { Log } from "../log.ts";
import { membersOfText } from "../members.ts";
import type { Overrides } from "../override.ts";
import { readPath } from "../override.ts";
import { openVocabulary, type RecordMapper } from "../vocabulary.ts";
import { keyCandidates, timeCandidates, timeShape, typeCandidates } from "./candidates.ts";
import { fieldType } from "./field-type.ts";
import { type Place, Places, type Scalar, scalarsOf } from "./place.ts";
import { Names, quoted, spellSteps } from "./spelling.ts";

/** Records looked at before the place of the type name is settled. */
const SETTLE_AFTER = 1000;
const EVENTS_MAX = 40;

export interface InferOptions extends Overrides {
  /** What to call the block. */
  readonly name: string;
  /** The log is CSV or TSV, where numbers cannot be told from texts. */
  readonly fromCells: boolean;
}

/** The mapper to open a log with that is to be inferred. */
export function inferenceMapper(): RecordMapper {
  return openVocabulary({
    name: "inferred",
    key: { name: "key", path: ["key"] },
    time: { name: "time", path: ["time"], unit: "milliseconds", zone: "UTC" },
    id: null,
    typePath: ["type"],
    events: [],
  });
}

/** Reads a log whole and writes the `events` block that fits it. */
export async function infer(log: Log, options: InferOptions): Promise<string> {
  const inference = new Inference(options);
  for await (const record of log) {
    const [result] = record.results;
    const damaged =
      result?.kind === "dead" && (result.reason === "damaged" || result.reason === "too long");
    if (damaged) inference.damaged++;
    else inference.add(record.members());
  }
  return inference.text();
}

interface EventFacts {
  readonly type: string | null;
  readonly places: Places;
}

export class Inference {
  damaged = 0;
  readonly #options: InferOptions;
  readonly #all = new Places();
  readonly #events = new Map<string | null, EventFacts>();
  #undeclared = 0;
  #waiting: (readonly Scalar[])[] | null = [];
  #typePath: readonly string[] | null = null;

  constructor(options: InferOptions) {
    this.#options = options;
  }

  add(members: readonly (readonly [name: string, json: string])[]): void {
    const scalars = scalarsOf(members, membersOfText);
    this.#all.addRecord(scalars);
    if (this.#waiting === null) this.#addToEvent(scalars);
    else {
      this.#waiting.push(scalars);
      if (this.#waiting.length === SETTLE_AFTER) this.#settle();
    }
  }

  /** Decides where the type name stands, from the records so far. */
  #settle(): void {
    const { type } = this.#options;
    this.#typePath =
      type === undefined ? (typeCandidates(this.#all)[0]?.path ?? null) : readPath(type);
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const scalars of waiting) this.#addToEvent(scalars);
  }

  #addToEvent(scalars: readonly Scalar[]): void {
    const type = this.#typePath === null ? null : typeOf(scalars, this.#typePath);
    let event = this.#events.get(type);
    if (event === undefined) {
      if (this.#events.size >= 1000) {
        this.#undeclared++;
        return;
      }
      event = { type, places: new Places() };
      this.#events.set(type, event);
    }
    event.places.addRecord(scalars);
  }

  text(): string {
    if (this.#waiting !== null) this.#settle();
    const all = this.#all;
    const { name, key: keyGiven, time: timeGiven } = this.#options;
    const typePlace = this.#typePath === null ? undefined : all.at(this.#typePath);
    const times = timeGiven === undefined ? timeCandidates(all) : found(all, timeGiven);
    const time = times[0];
    const keys =
      keyGiven === undefined ? keyCandidates(all, [typePlace, time]) : found(all, keyGiven);
    const key = keys[0];
    const sections = [
      `// Inferred from ${counted(all.records, "record")}${this.damaged === 0 ? "" : `, without ${this.damaged} damaged`}.`,
      `events ${new Names().of(name)} {`,
      ...head("key", key, keys.slice(1), all.records),
      ...timeHead(time, times.slice(1), all.records),
      ...(this.#typePath === null || this.#typePath.join(".") === "type"
        ? []
        : [`  type from ${spellSteps(this.#typePath)}`]),
      ...this.#eventTexts([key, time, typePlace]),
      "}",
      "",
    ];
    return sections.join("\n");
  }

  #eventTexts(taken: readonly (Place | undefined)[]): string[] {
    const names = new Names();
    const heads = taken.map((place) => (place === undefined ? "" : JSON.stringify(place.path)));
    const events = [...this.#events.values()].sort((a, b) => b.places.records - a.places.records);
    const declared = this.#typePath === null ? events : events.filter(({ type }) => type !== null);
    const lines = declared.slice(0, EVENTS_MAX).flatMap(({ type, places }) => {
      const fields = places.all().filter(({ path }) => !heads.includes(JSON.stringify(path)));
      return ["", ...this.#eventText(names, type, places, fields, taken[0])];
    });
    const left = declared.slice(EVENTS_MAX).reduce((sum, { places }) => sum + places.records, 0);
    const untyped = events.filter((event) => !declared.includes(event));
    const rest =
      left + this.#undeclared + untyped.reduce((sum, { places }) => sum + places.records, 0);
    if (rest > 0)
      lines.push("", `  // ${counted(rest, "record")} of rarer types or without one: undeclared`);
    return lines;
  }

  #eventText(
    names: Names,
    type: string | null,
    places: Places,
    fields: readonly Place[],
    key: Place | undefined,
  ): string[] {
    const name = names.of(type ?? "record");
    // Without type names one event takes all records: a record without a key is none anyway.
    const which =
      type === null
        ? ` when ${spellSteps(key?.path ?? ["key"])} != ""`
        : name === type
          ? ""
          : ` is ${quoted(type)}`;
    const fieldNames = new Names();
    const written = fields.filter(({ count, lists }) => count > 0 && lists === 0);
    const lines = written.map((place, i) => {
      const fieldName = fieldNames.of(place.name);
      const optional = place.count < places.records ? "?" : "";
      const same = place.path.length === 1 && place.name === fieldName;
      const from = same ? "" : ` from ${spellSteps(place.path)}`;
      const missing = places.records - place.count;
      const comment = missing === 0 ? "" : ` // missing in ${missing}`;
      const comma = i + 1 < written.length ? "," : "";
      const fitting = fieldType(place, this.#options.fromCells);
      return `    ${fieldName}: ${fitting}${optional}${from}${comma}${comment}`;
    });
    const lists = fields.filter((place) => place.lists > 0);
    const notes = lists.map(
      ({ path }) =>
        `    // ${spellSteps(path)} is a list: read one of it with \`from ${spellSteps(path)}.0\``,
    );
    const head = `  event ${name}${which}`;
    const body = [...lines, ...notes];
    const count = `  // ${counted(places.records, "record")}`;
    return body.length === 0 ? [count, head] : [count, `${head} {`, ...body, "  }"];
  }
}

function typeOf(scalars: readonly Scalar[], typePath: readonly string[]): string | null {
  const spelled = JSON.stringify(typePath);
  const json = scalars.find(({ path }) => JSON.stringify(path) === spelled)?.json ?? null;
  if (json === null || json === "null" || json === '""') return null;
  return json.startsWith('"') ? (JSON.parse(json) as string) : json;
}

function found(all: Places, path: string): Place[] {
  const place = all.at(readPath(path.replace(/\s+in\s+(seconds|milliseconds)$/, "")));
  return place === undefined ? [] : [place];
}

/** `key visitor from user.id  // 612 values`, or a place to fill in. */
function head(
  word: "key" | "time",
  place: Place | undefined,
  others: readonly Place[],
  records: number,
): string[] {
  if (place === undefined)
    return [`  // no ${word} was found: name a field that has it`, `  ${word} ${word}`];
  const name = new Names().of(place.name);
  const from =
    place.path.length === 1 && place.name === name ? "" : ` from ${spellSteps(place.path)}`;
  const missing = records - place.count;
  const facts = [
    ...(word === "key" ? [place.values] : []),
    ...(missing === 0 ? [] : [`missing in ${missing}`]),
    ...(others.length === 0 ? [] : [`or ${others.slice(0, 4).map(alternative).join(", ")}`]),
  ];
  const comment = facts.length === 0 ? "" : `  // ${facts.join("; ")}`;
  return [`  ${word} ${name}${from}${comment}`];
}

function alternative(place: Place): string {
  return `${spellSteps(place.path)} (${place.values})`;
}

function timeHead(place: Place | undefined, others: readonly Place[], records: number): string[] {
  const [line = "", ...rest] = head("time", place, others, records);
  if (place === undefined || timeShape(place) !== "seconds") return [line, ...rest];
  const [declared, comment] = line.split("  //");
  const facts = comment === undefined ? "looks like seconds" : `looks like seconds;${comment}`;
  return [`${declared} in seconds  // ${facts}`];
}

function counted(count: number, what: string): string {
  return `${count} ${count === 1 ? what : `${what}s`}`;
}
