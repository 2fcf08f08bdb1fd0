import { readDigits } from "../../machine/values/digits.ts";
import { parseTime } from "../../machine/values/time.ts";

/** Different texts remembered per place; beyond, only "more than" is known. */
export const DISTINCT_MAX = 10_000;

/** What was seen at one place of the records. */
export class Place {
  readonly path: readonly string[];
  /** Records that have a value there: not null, not empty text. */
  count = 0;
  /** Of these the ones in quotes, and the lists. */
  quoted = 0;
  lists = 0;
  /** How often each text came; null: too many different ones. */
  distinct: Map<string, number> | null = new Map();
  integers = 0;
  decimals = 0;
  numbers = 0;
  /** Numbers written with a decimal point: no names of things. */
  pointed = 0;
  booleans = 0;
  /** ISO 8601 with a time or a date; whole numbers that would be milliseconds or seconds of our days. */
  isoTimes = 0;
  milliseconds = 0;
  seconds = 0;
  /** The most decimal places. */
  places = 0;

  constructor(path: readonly string[]) {
    this.path = path;
  }

  /** A scalar as JSON text. */
  add(json: string): void {
    if (json === "null" || json === '""') return;
    this.count++;
    const quoted = json.startsWith('"');
    const text = quoted ? (JSON.parse(json) as string) : json;
    if (quoted) this.quoted++;
    this.#remember(text);
    if (text === "true" || text === "false") this.booleans++;
    const digits = readDigits(text);
    if (digits === null) {
      if (quoted && parseTime(text, { zone: "UTC" }) !== null) this.isoTimes++;
      return;
    }
    this.numbers++;
    if (text.includes(".")) this.pointed++;
    // An exponent below zero is decimal places; of a huge one nobody wants to see the digits.
    const places = digits.digits === "" ? 0 : Math.max(0, -digits.exponent);
    if (places === 0) this.integers++;
    if (places <= 4 && digits.digits.length + digits.exponent <= 15) this.decimals++;
    this.places = Math.max(this.places, Math.min(places, 99));
    const value = Number(text);
    if (value >= 1e11 && value < 1e14) this.milliseconds++;
    if (value >= 1e8 && value < 1e11) this.seconds++;
  }

  addList(): void {
    this.count++;
    this.lists++;
  }

  #remember(text: string): void {
    if (this.distinct === null) return;
    this.distinct.set(text, (this.distinct.get(text) ?? 0) + 1);
    if (this.distinct.size > DISTINCT_MAX) this.distinct = null;
  }

  get name(): string {
    return this.path[this.path.length - 1]!;
  }

  get values(): string {
    if (this.distinct === null) return `more than ${DISTINCT_MAX} values`;
    return this.distinct.size === 1 ? "1 value" : `${this.distinct.size} values`;
  }
}

/** Objects are looked into so deep. */
const DEPTH_MAX = 4;

/** The places of records by path. */
export class Places {
  readonly #byPath = new Map<string, Place>();
  records = 0;

  addRecord(scalars: readonly Scalar[]): void {
    this.records++;
    for (const { path, json } of scalars) {
      const spelled = JSON.stringify(path);
      let place = this.#byPath.get(spelled);
      if (place === undefined) {
        if (this.#byPath.size >= 1000) continue;
        place = new Place(path);
        this.#byPath.set(spelled, place);
      }
      if (json === null) place.addList();
      else place.add(json);
    }
  }

  all(): Place[] {
    return [...this.#byPath.values()];
  }

  at(path: readonly string[]): Place | undefined {
    return this.#byPath.get(JSON.stringify(path));
  }
}

export interface Scalar {
  readonly path: readonly string[];
  /** null: a list. */
  readonly json: string | null;
}

/** The scalars of a record, those of nested objects too. */
export function scalarsOf(
  members: readonly (readonly [string, string])[],
  membersOf: (json: string) => readonly (readonly [string, string])[],
  above: readonly string[] = [],
): Scalar[] {
  return members.flatMap(([name, json]): Scalar[] => {
    const path = [...above, name];
    if (json.startsWith("[")) return [{ path, json: null }];
    if (!json.startsWith("{")) return [{ path, json }];
    return path.length < DEPTH_MAX ? scalarsOf(membersOf(json), membersOf, path) : [];
  });
}
