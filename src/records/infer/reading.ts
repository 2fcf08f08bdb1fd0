import { readDigits } from "../../machine/values/digits.ts";
import { parseTime } from "../../machine/values/time.ts";

/** What can be told of one value by itself. */
export interface Reading {
  /** Without quotes. */
  readonly text: string;
  readonly quoted: boolean;
  readonly boolean: boolean;
  /** null: no number. */
  readonly number: number | null;
  readonly whole: boolean;
  /** Of a number: its decimal places as they are written, `9.50` has two: prices are. */
  readonly places: number;
  /** A number of few places and few digits, such as amounts are. */
  readonly amount: boolean;
  /** Written with a decimal point: no name of a thing. */
  readonly pointed: boolean;
  /** ISO 8601: the instant, and whether it names its zone. */
  readonly instant: number | null;
  readonly zoned: boolean;
}

const AMOUNT_PLACES = 4;
const AMOUNT_DIGITS = 15;

/** Of a scalar as JSON text; null: there is nothing. */
export function readingOf(json: string): Reading | null {
  if (json === "null" || json === '""') return null;
  const quoted = json.startsWith('"');
  const text = quoted ? (JSON.parse(json) as string) : json;
  const digits = readDigits(text);
  if (digits === null) return wordOf(text, quoted);
  // An exponent below zero is decimal places; of a huge one nobody wants to see the digits.
  const needed = digits.digits === "" ? 0 : Math.min(99, Math.max(0, -digits.exponent));
  const places = Math.max(needed, /\.([0-9]+)$/.exec(text)?.[1]?.length ?? 0);
  return {
    text,
    quoted,
    boolean: false,
    number: Number(text),
    whole: needed === 0,
    places,
    amount: places <= AMOUNT_PLACES && digits.digits.length + digits.exponent <= AMOUNT_DIGITS,
    pointed: text.includes("."),
    instant: null,
    zoned: false,
  };
}

function wordOf(text: string, quoted: boolean): Reading {
  const instant = quoted ? parseTime(text, { zone: "UTC" }) : null;
  return {
    text,
    quoted,
    boolean: text === "true" || text === "false",
    number: null,
    whole: false,
    places: 0,
    amount: false,
    pointed: false,
    instant,
    zoned: instant !== null && ZONE.test(text.slice(10)),
  };
}

const ZONE = /(?:Z|UTC|[+-]\d\d(?::?\d\d)?)$/;
