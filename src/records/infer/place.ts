import { type Reading, readingOf } from "./reading.ts";

/** Longer texts are not remembered: they are prose, not names. */
const TEXT_MAX = 200;

/** How many texts may still be remembered, over all places: memory does not grow with the log. */
export interface Budget {
  left: number;
}

export interface KnownText {
  readonly reading: Reading;
  count: number;
}

/** What was seen at one place of the records. */
export class Place {
  readonly path: readonly string[];
  /** Records that have a value there: not null, not empty text. */
  count = 0;
  /** Of these the ones in quotes, and the lists. */
  quoted = 0;
  lists = 0;
  booleans = 0;
  numbers = 0;
  integers = 0;
  /** Numbers that could be amounts, and their most decimal places. */
  amounts = 0;
  places = 0;
  pointed = 0;
  /** ISO 8601 with a time or a date, and those that name their zone. */
  isoTimes = 0;
  zoned = 0;
  /** Whole numbers that would be milliseconds or seconds of our days. */
  milliseconds = 0;
  seconds = 0;
  /** Of numbers and times; and how many stand behind a greater one. */
  least = Number.POSITIVE_INFINITY;
  greatest = Number.NEGATIVE_INFINITY;
  behind = 0;
  /** A text that is neither number nor time. */
  odd: string | null = null;
  /** How often each text came; null: too many different ones, or too long. */
  texts: Map<string, KnownText> | null = new Map();
  /** How many different texts there are at least. */
  differentMin = 0;
  /** Whether any text came twice, as far as was remembered. */
  repeats = false;
  readonly #textsMax: number;
  readonly #budget: Budget;

  constructor(path: readonly string[], textsMax: number, budget: Budget) {
    this.path = path;
    this.#textsMax = textsMax;
    this.#budget = budget;
  }

  /** A scalar as JSON text; what was read of it, null where there is nothing. */
  add(json: string): Reading | null {
    const known = this.texts?.get(json);
    const reading = known?.reading ?? readingOf(json);
    if (reading !== null) this.see(json, reading, known);
    return reading;
  }

  see(json: string, reading: Reading, known = this.texts?.get(json)): void {
    this.count++;
    if (reading.quoted) this.quoted++;
    if (reading.boolean) this.booleans++;
    if (reading.number !== null) this.#number(reading, reading.number);
    else if (reading.instant !== null) {
      this.isoTimes++;
      if (reading.zoned) this.zoned++;
      this.#range(reading.instant);
    } else this.odd ??= reading.text;
    if (known === undefined) this.#remember(json, reading);
    else {
      known.count++;
      this.repeats = true;
    }
  }

  addList(): void {
    this.count++;
    this.lists++;
  }

  #number({ whole, places, amount, pointed }: Reading, value: number): void {
    this.numbers++;
    if (pointed) this.pointed++;
    if (whole) this.integers++;
    if (amount) this.amounts++;
    if (places > this.places) this.places = places;
    if (value >= 1e11 && value < 1e14) this.milliseconds++;
    if (value >= 1e8 && value < 1e11) this.seconds++;
    this.#range(value);
  }

  #range(value: number): void {
    if (value < this.least) this.least = value;
    if (value < this.greatest) this.behind++;
    else this.greatest = value;
  }

  #remember(json: string, reading: Reading): void {
    if (this.texts === null) return;
    if (
      this.texts.size < this.#textsMax &&
      this.#budget.left > 0 &&
      reading.text.length <= TEXT_MAX
    ) {
      this.texts.set(json, { reading, count: 1 });
      this.#budget.left--;
      this.differentMin++;
      return;
    }
    this.differentMin++;
    this.#budget.left += this.texts.size;
    this.texts = null;
  }

  get name(): string {
    return this.path[this.path.length - 1]!;
  }

  /** The texts, the most frequent first; null: too many. */
  get ranked(): readonly KnownText[] | null {
    return this.texts === null ? null : [...this.texts.values()].sort((a, b) => b.count - a.count);
  }
}
