import { nearestDouble } from "./double.ts";
import { DIGITS_MAX, type Exact, normaliseExact, powerOfTen } from "./exact.ts";

/**
 * Decimal digits as they stand in a source: sign × digits × 10^exponent.
 * `digits` has neither leading nor trailing zeros; it is empty for zero.
 */
export interface DecimalDigits {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

const JSON_NUMBER = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/;

/** Reads a text that is exactly one JSON number (`007`, `+5`, blanks are none); null: it is not. */
export function readDigits(text: string): DecimalDigits | null {
  const match = JSON_NUMBER.exec(text);
  if (match === null) return null;
  const [, sign, whole = "", fraction = "", exponentText] = match;
  const all = whole + fraction;
  let first = 0;
  while (first < all.length && all.charCodeAt(first) === 48) first++;
  let end = all.length;
  while (end > first && all.charCodeAt(end - 1) === 48) end--;
  const exponent = exponentText === undefined ? 0 : Number(exponentText);
  return {
    negative: sign === "-",
    digits: all.slice(first, end),
    exponent: exponent - fraction.length + (all.length - end),
  };
}

/** Whether all characters are ASCII digits, a sign before them allowed, and the first is no needless zero. */
function isPlainInteger(text: string): boolean {
  const first = text.charCodeAt(0) === 45 ? 1 : 0;
  const length = text.length - first;
  if (length === 0 || length > 15) return false;
  if (text.charCodeAt(first) === 48 && length > 1) return false;
  for (let i = first; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 48 || code > 57) return false;
  }
  return true;
}

/**
 * The exact value of a JSON number at a scale, read from its digits (rule 3). Null where it is no JSON number,
 * has more places than the scale (trailing zeros are none), or is beyond 38 digits.
 */
export function parseExact(text: string, scale: number): Exact | null {
  if (scale === 0 && isPlainInteger(text)) return Number(text) + 0;
  const number = readDigits(text);
  return number === null ? null : exactOf(number, scale, false);
}

/** As `parseExact`; more places than the scale are rounded half away from zero. */
export function parseExactRounded(text: string, scale: number): Exact | null {
  const number = readDigits(text);
  return number === null ? null : exactOf(number, scale, true);
}

function exactOf(number: DecimalDigits, scale: number, rounded: boolean): Exact | null {
  const { negative, digits, exponent } = number;
  if (digits === "") return 0;
  const shift = exponent + scale;
  if (shift < 0 && !rounded) return null;
  // Zeros are only written out, and digits only converted, where 38 of them can suffice.
  if (digits.length + shift > DIGITS_MAX) return null;
  if (digits.length + shift < 0) return 0;
  const magnitude =
    shift >= 0 ? BigInt(digits) * powerOfTen(shift) : halfAway(digits, digits.length + shift);
  if (magnitude >= powerOfTen(DIGITS_MAX)) return null;
  return normaliseExact(negative ? -magnitude : magnitude);
}

/** The first `kept` digits, one more where the next is 5 or above. */
function halfAway(digits: string, kept: number): bigint {
  const whole = BigInt(digits.slice(0, kept) || "0");
  return digits.charCodeAt(kept) >= 53 ? whole + 1n : whole;
}

/** A JSON number as a double, the nearest; null where it is no JSON number or beyond the doubles. */
export function parseNumber(text: string): number | null {
  const number = readDigits(text);
  if (number === null) return null;
  const value = doubleOf(number, text);
  return Number.isFinite(value) ? value + 0 : null;
}

function doubleOf({ negative, digits, exponent }: DecimalDigits, text: string): number {
  // An engine may read digits beyond the twentieth as zeros; those are rounded here.
  if (digits.length <= 20) return Number(text);
  const magnitudeExponent = digits.length + exponent;
  if (magnitudeExponent > 310) return Number.POSITIVE_INFINITY;
  if (magnitudeExponent < -330) return 0;
  const magnitude = BigInt(digits);
  const value =
    exponent >= 0
      ? nearestDouble(magnitude * powerOfTen(exponent), 1n)
      : nearestDouble(magnitude, powerOfTen(-exponent));
  return negative ? -value : value;
}

/** The whole part towards minus infinity of a JSON number times 10^places; null beyond 38 digits. */
export function parseFloored(text: string, places: number): Exact | null {
  const number = readDigits(text);
  if (number === null) return null;
  const { negative, digits, exponent } = number;
  if (digits === "") return 0;
  const shift = exponent + places;
  if (shift >= 0) return exactOf(number, places, false);
  const kept = Math.max(digits.length + shift, 0);
  if (kept >= DIGITS_MAX) return null;
  // Trailing zeros are gone, so something is cut off: below zero that is one step further down.
  const magnitude = BigInt(digits.slice(0, kept) || "0");
  return normaliseExact(negative ? -magnitude - 1n : magnitude);
}

/** Digits with exactly `scale` places: `9.95`, `-0.05`, `100`. */
export function formatExact(a: Exact, scale: number): string {
  if (scale === 0) return String(a);
  const negative = a < 0;
  const digits = String(negative ? -a : a).padStart(scale + 1, "0");
  const point = digits.length - scale;
  return `${negative ? "-" : ""}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** A finite double as ECMAScript writes it. */
export function formatNumber(x: number): string {
  return String(x + 0);
}
