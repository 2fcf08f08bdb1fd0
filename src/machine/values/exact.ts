import { StepFailure } from "../failure.ts";
import { binaryParts, nearestDouble } from "./double.ts";

/**
 * Exact values (rule 25): a scaled integer of at most 38 digits, held as a number while it is a safe integer
 * and as a bigint beyond. Every function takes and gives this one form, so that equal values are `===` alike;
 * the quick way in doubles is only taken where its result is the exact one.
 */
export type Exact = number | bigint;

export const DIGITS_MAX = 38;

const LIMIT = 10n ** BigInt(DIGITS_MAX);
/** Powers of ten that a double holds exactly. */
const SMALL_POWERS = Array.from({ length: 16 }, (_, places) => Number(`1e${places}`));

export function powerOfTen(places: number): bigint {
  return 10n ** BigInt(places);
}

/** The one form of an integer; fails beyond 38 digits. */
export function normaliseExact(value: bigint): Exact {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  if (value >= LIMIT || value <= -LIMIT) {
    throw new StepFailure(`an exact value has more than ${DIGITS_MAX} digits`);
  }
  return value;
}

/** Whether a runtime value is an exact one in its one form. */
export function isExact(value: unknown): value is Exact {
  if (typeof value === "number") return Number.isSafeInteger(value) && !Object.is(value, -0);
  return (
    typeof value === "bigint" &&
    value < LIMIT &&
    value > -LIMIT &&
    !Number.isSafeInteger(Number(value))
  );
}

/** The integer at a larger scale, unchecked: sums are only judged by their result. */
function raised(a: Exact, by: number): bigint {
  return BigInt(a) * powerOfTen(by);
}

/** The same as a safe integer, or null. */
function raisedSafely(a: Exact, by: number): number | null {
  if (typeof a !== "number") return null;
  if (by === 0) return a;
  const power = SMALL_POWERS[by];
  if (power === undefined) return null;
  const product = a * power;
  return Number.isSafeInteger(product) ? product : null;
}

/** To a larger (or the same) scale; the value stays. */
export function rescaleExact(a: Exact, from: number, to: number): Exact {
  if (to < from) throw new Error(`an exact value is not narrowed from ${from} to ${to} places`);
  return raisedSafely(a, to - from) ?? normaliseExact(raised(a, to - from));
}

/** The sum, of the larger scale. */
export function addExact(a: Exact, scaleA: number, b: Exact, scaleB: number): Exact {
  const scale = Math.max(scaleA, scaleB);
  const left = raisedSafely(a, scale - scaleA);
  const right = raisedSafely(b, scale - scaleB);
  if (left !== null && right !== null) {
    const sum = left + right;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return normaliseExact(raised(a, scale - scaleA) + raised(b, scale - scaleB));
}

/** The difference, of the larger scale. */
export function subtractExact(a: Exact, scaleA: number, b: Exact, scaleB: number): Exact {
  return addExact(a, scaleA, negateExact(b), scaleB);
}

/** The product; its scale is the sum of the scales, which the digits do not depend on. */
export function multiplyExact(a: Exact, _scaleA: number, b: Exact, _scaleB: number): Exact {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    // A product beyond the safe integers cannot round to one; adding zero makes -0 plain.
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return normaliseExact(BigInt(a) * BigInt(b));
}

export function negateExact(a: Exact): Exact {
  return typeof a === "number" ? 0 - a : -a;
}

export function absoluteExact(a: Exact): Exact {
  return a < 0 ? negateExact(a) : a;
}

export function compareExact(a: Exact, scaleA: number, b: Exact, scaleB: number): -1 | 0 | 1 {
  const scale = Math.max(scaleA, scaleB);
  const left = raisedSafely(a, scale - scaleA) ?? raised(a, scale - scaleA);
  const right = raisedSafely(b, scale - scaleB) ?? raised(b, scale - scaleB);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** numerator / denominator, rounded half away from zero. */
function quotient(numerator: bigint, denominator: bigint): bigint {
  const whole = numerator / denominator;
  const rest = numerator % denominator;
  const restTwice = rest < 0n ? -2n * rest : 2n * rest;
  if (restTwice < (denominator < 0n ? -denominator : denominator)) return whole;
  return numerator < 0n === denominator < 0n ? whole + 1n : whole - 1n;
}

/** `quotient` for safe integers. The remainder of doubles is exact, and so is doubling it. */
function smallQuotient(numerator: number, denominator: number): number {
  const rest = numerator % denominator;
  const whole = (numerator - rest) / denominator;
  if (2 * Math.abs(rest) < Math.abs(denominator)) return whole + 0;
  return numerator < 0 === denominator < 0 ? whole + 1 : whole - 1;
}

/** To any scale; half away from zero where places are lost. */
export function roundExact(a: Exact, from: number, to: number): Exact {
  if (to >= from) return rescaleExact(a, from, to);
  const power = SMALL_POWERS[from - to];
  if (typeof a === "number" && power !== undefined) return smallQuotient(a, power);
  return normaliseExact(quotient(BigInt(a), powerOfTen(from - to)));
}

/** a / b with the given places; half away from zero, the intermediate exact. */
export function roundedQuotient(
  a: Exact,
  scaleA: number,
  b: Exact,
  scaleB: number,
  places: number,
): Exact {
  if (b === 0) throw new StepFailure("division by zero");
  const up = scaleB + places - scaleA;
  const small = raisedSafely(a, Math.max(up, 0));
  const smallDivisor = raisedSafely(b, Math.max(-up, 0));
  if (small !== null && smallDivisor !== null) return smallQuotient(small, smallDivisor);
  return normaliseExact(quotient(raised(a, Math.max(up, 0)), raised(b, Math.max(-up, 0))));
}

/** A double's exact binary value, rounded half away from zero. */
export function roundNumber(x: number, places: number): Exact {
  if (!Number.isFinite(x)) throw new StepFailure("no finite number");
  if (places === 0 && Number.isSafeInteger(x)) return x + 0;
  const { mantissa, exponent } = binaryParts(x);
  const scaled = mantissa * powerOfTen(places);
  if (exponent >= 0) return normaliseExact(scaled << BigInt(exponent));
  return normaliseExact(quotient(scaled, 1n << BigInt(-exponent)));
}

/** The nearest double, ties to even. */
export function exactToNumber(a: Exact, scale: number): number {
  // One division of two exact doubles is rounded once, and rightly.
  const power = SMALL_POWERS[scale];
  if (typeof a === "number" && power !== undefined) return a / power;
  return nearestDouble(BigInt(a), powerOfTen(scale));
}
