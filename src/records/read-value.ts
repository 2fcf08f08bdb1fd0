import type { Type } from "../automaton/automaton.ts";
import {
  parseExact,
  parseExactRounded,
  parseFloored,
  parseNumber,
} from "../machine/values/digits.ts";
import { parseDuration } from "../machine/values/duration.ts";
import type { Exact } from "../machine/values/exact.ts";
import { parseTime, TIME_MAX } from "../machine/values/time.ts";
import { type Zone, zoneNamed } from "../machine/values/zone.ts";
import type { DeadReason } from "./dead-letter.ts";
import { FALSE, MISSING, NULL, NUMBER, PLAIN, type Slots, TEXT, TRUE } from "./slots.ts";

/** Powers of ten that a double holds exactly. */
const POWERS = Array.from({ length: 16 }, (_, places) => Number(`1e${places}`));

/** Why a value does not fit; `detail` follows the field's name: "is 9.955, which has …". */
export class Unfit {
  readonly reason: DeadReason;
  readonly detail: string;
  constructor(reason: DeadReason, detail: string) {
    this.reason = reason;
    this.detail = detail;
  }
}

/** Rule 3: null, absence and, where text is not declared, empty text. An empty CSV cell is never set. */
export function isMissing(slots: Slots, slot: number, textDeclared: boolean): boolean {
  const kind = slots.kinds[slot]!;
  if (kind === MISSING || kind === NULL) return true;
  return kind === TEXT && !textDeclared && slots.starts[slot] === slots.ends[slot];
}

/** Number, boolean or text as its source text; null for objects and lists. */
export function readText(slots: Slots, slot: number): string | null {
  const kind = slots.kinds[slot]!;
  return kind === TEXT || kind === NUMBER || kind === TRUE || kind === FALSE
    ? slots.text(slot)
    : null;
}

/** The text of a JSON number, or of a text; null where there are no digits to read. */
function digitsText(slots: Slots, slot: number): string | null {
  const kind = slots.kinds[slot]!;
  return kind === NUMBER || kind === TEXT ? slots.text(slot) : null;
}

/**
 * Short plain digits straight from the bytes: the scaled integer, NaN where the long way must decide.
 * Fifteen digits are exact in a double, so no value differs from `parseExact`'s.
 */
function quickDigits(slots: Slots, slot: number, scale: number): number {
  if (slots.forms[slot] !== PLAIN) return Number.NaN;
  const { bytes } = slots;
  const end = slots.ends[slot]!;
  let at = slots.starts[slot]!;
  const negative = bytes[at] === 0x2d;
  if (negative) at++;
  const length = end - at;
  if (length < 1 || length > 16) return Number.NaN;
  const first = at;
  let value = 0;
  let point = -1;
  for (; at < end; at++) {
    const digit = bytes[at]! - 0x30;
    if (digit >= 0 && digit <= 9) value = value * 10 + digit;
    else if (digit === -2 && point < 0 && at > first && at + 1 < end) point = at;
    else return Number.NaN;
  }
  const whole = point < 0 ? length : point - first;
  if (whole > 1 && bytes[first] === 0x30) return Number.NaN;
  const places = point < 0 ? 0 : end - point - 1;
  const missing = scale - places;
  if (missing < 0 || whole + scale > 15) return Number.NaN;
  if (missing > 0) value *= POWERS[missing]!;
  return negative ? 0 - value : value;
}

export function readExact(
  slots: Slots,
  slot: number,
  scale: number,
  rounded: boolean,
): Exact | Unfit {
  const quick = quickDigits(slots, slot, scale);
  if (!Number.isNaN(quick)) return quick;
  const text = digitsText(slots, slot);
  if (text === null) return unfit(slots, slot, scale === 0 ? "an integer" : "a number");
  const value = rounded ? parseExactRounded(text, scale) : parseExact(text, scale);
  if (value !== null) return value;
  if (parseFloored(text, 0) !== null && !rounded && parseExactRounded(text, scale) !== null) {
    return scale === 0
      ? new Unfit("too many places", `is ${text}, which is not whole`)
      : new Unfit("too many places", `is ${text}, which has more than ${scale} decimal places`);
  }
  if (NUMBER_SHAPE.test(text)) {
    return new Unfit("too many digits", `is ${shorten(text)}, which is beyond 38 digits`);
  }
  return unfit(slots, slot, scale === 0 ? "an integer" : "a number");
}

const NUMBER_SHAPE = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$/;

export function readNumber(slots: Slots, slot: number): number | Unfit {
  const quick = quickDigits(slots, slot, 0);
  if (!Number.isNaN(quick)) return quick;
  const text = digitsText(slots, slot);
  const value = text === null ? null : parseNumber(text);
  if (value !== null) return value;
  if (text !== null && NUMBER_SHAPE.test(text)) {
    return new Unfit("too many digits", `is ${shorten(text)}, which is beyond every number`);
  }
  return unfit(slots, slot, "a number");
}

export function readBoolean(slots: Slots, slot: number): boolean | Unfit {
  const kind = slots.kinds[slot];
  if (kind === TRUE) return true;
  if (kind === FALSE) return false;
  const text = kind === TEXT ? slots.text(slot) : null;
  return text === "true" ? true : text === "false" ? false : unfit(slots, slot, "true or false");
}

/** Whole milliseconds; `30m` or a number of them. Parts of one are not dropped silently. */
export function readDuration(slots: Slots, slot: number, rounded: boolean): number | Unfit {
  const quick = quickDigits(slots, slot, 0);
  if (!Number.isNaN(quick)) return quick;
  const text = digitsText(slots, slot);
  const written = text === null ? null : parseDuration(text);
  if (written !== null) return written;
  const value = readExact(slots, slot, 0, rounded);
  if (value instanceof Unfit) {
    return value.reason === "unfit field"
      ? unfit(slots, slot, "a duration such as 30m, or milliseconds")
      : value;
  }
  return typeof value === "number" && Math.abs(value) <= TIME_MAX
    ? value
    : new Unfit("too many digits", `is ${value} ms, which is beyond every duration`);
}

/** Rule 1. Keeps the day it read last: most logs move on by seconds. */
export class TimeReader {
  readonly #seconds: boolean;
  readonly #zone: Zone | string;
  #day = "";
  #midnight = 0;

  constructor(unit: "milliseconds" | "seconds", zone: string) {
    this.#seconds = unit === "seconds";
    this.#zone = zoneNamed(zone) ?? zone;
  }

  read(slots: Slots, slot: number): number | Unfit {
    const quick = quickDigits(slots, slot, 0);
    if (!Number.isNaN(quick)) {
      const time = this.#seconds ? quick * 1000 : quick;
      if (Math.abs(time) <= TIME_MAX) return time;
    }
    const text = digitsText(slots, slot);
    if (text === null) return unfit(slots, slot, "a time");
    const time = this.#usual(text) ?? this.#digits(text) ?? parseTime(text, { zone: this.#zone });
    if (time !== null && Math.abs(time) <= TIME_MAX) return time;
    return unfit(slots, slot, "a time");
  }

  /** Digits are milliseconds, or seconds where declared; finer ones are floored. */
  #digits(text: string): number | null {
    const value = parseFloored(text, this.#seconds ? 3 : 0);
    return typeof value === "number" ? value : null;
  }

  /** `2024-01-01T00:00:00Z`, with or without three places, on the day of the record before; null: the long way. */
  #usual(text: string): number | null {
    const { length } = text;
    if ((length !== 20 && length !== 24) || text.charCodeAt(length - 1) !== 0x5a) return null;
    const separator = text.charCodeAt(10);
    if (separator !== 0x54 && separator !== 0x20) return null;
    const day = text.slice(0, 10);
    if (day !== this.#day) {
      const midnight = parseTime(`${day}T00:00:00Z`, { zone: "UTC" });
      if (midnight === null) return null;
      this.#day = day;
      this.#midnight = midnight;
    }
    if (text.charCodeAt(13) !== 0x3a || text.charCodeAt(16) !== 0x3a) return null;
    const hour = pair(text, 11);
    const minute = pair(text, 14);
    const second = pair(text, 17);
    let milliseconds = 0;
    if (length === 24) {
      const last = text.charCodeAt(22) - 0x30;
      if (text.charCodeAt(19) !== 0x2e || !(last >= 0 && last <= 9)) return null;
      milliseconds = pair(text, 20) * 10 + last;
    }
    // NaN fails every comparison, and so goes the long way.
    if (!(hour <= 23 && minute <= 59 && second <= 59 && milliseconds >= 0)) return null;
    return this.#midnight + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds;
  }
}

function pair(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 0x30;
  const ones = text.charCodeAt(at + 1) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

export function unfit(slots: Slots, slot: number, wanted: string): Unfit {
  return new Unfit("unfit field", `is ${shown(slots, slot)}, which is not ${wanted}`);
}

/** The value as a person would quote it. */
function shown(slots: Slots, slot: number): string {
  const kind = slots.kinds[slot]!;
  if (kind === TEXT) return JSON.stringify(shorten(slots.text(slot)));
  const text = readText(slots, slot);
  return text === null
    ? slots.bytes[slots.starts[slot]!] === 0x5b
      ? "a list"
      : "an object"
    : text;
}

function shorten(text: string): string {
  const units = [...text.slice(0, 82)];
  return units.length <= 40 ? text : `${units.slice(0, 40).join("")}…`;
}

/** As an analyst writes it: `decimal(2)`, `one of ("a", "b")`. */
export function spellType(type: Type): string {
  if (type.kind === "exact") return type.scale === 0 ? "integer" : `decimal(${type.scale})`;
  if (type.kind !== "text" || type.values === undefined) return type.kind;
  return `one of (${type.values.map((value) => JSON.stringify(value)).join(", ")})`;
}
