/** Arithmetic of rules 16, 22 and 25, on bigint throughout. */
import type { Value } from "../../src/machine/value.ts";

/** A failing expression: fails the step whole (rule 16). */
export class StepFailure extends Error {}

const FIRST_WITH_39_DIGITS = 10n ** 38n;

export function tenTo(power: number): bigint {
  return 10n ** BigInt(power);
}

export function absolute(x: bigint): bigint {
  return x < 0n ? -x : x;
}

/** Exact up to 38 digits, failing beyond. */
export function withinDigits(x: bigint): bigint {
  if (absolute(x) >= FIRST_WITH_39_DIGITS) throw new StepFailure("more than 38 digits");
  return x;
}

/** A run-time value of exact type, as the scaled integer. */
export function toScaled(value: Value): bigint {
  if (typeof value === "number" || typeof value === "bigint") return BigInt(value);
  throw new Error(`not an exact value: ${String(value)}`);
}

/** The scaled integer as a run-time value: a number where it is a safe integer, a bigint beyond. */
export function fromScaled(scaled: bigint): Value {
  withinDigits(scaled);
  const safe = BigInt(Number.MAX_SAFE_INTEGER);
  return scaled >= -safe && scaled <= safe ? Number(scaled) : scaled;
}

/** numerator / denominator to the nearest integer, halves away from zero. */
export function roundedQuotient(numerator: bigint, denominator: bigint): bigint {
  if (denominator === 0n) throw new StepFailure("division by zero");
  const negative = numerator < 0n !== denominator < 0n;
  const n = absolute(numerator);
  const d = absolute(denominator);
  const magnitude = (2n * n + d) / (2n * d);
  return negative ? -magnitude : magnitude;
}

/** From one scale to another; where places are lost, halves go away from zero. */
export function toScale(scaled: bigint, from: number, to: number): bigint {
  return to >= from ? scaled * tenTo(to - from) : roundedQuotient(scaled, tenTo(from - to));
}

/** A finite double is numerator / denominator, exactly. */
export function doubleAsFraction(x: number): { numerator: bigint; denominator: bigint } {
  if (!Number.isFinite(x)) throw new StepFailure("no number");
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const negative = bits >> 63n === 1n;
  const exponentBits = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & ((1n << 52n) - 1n);
  const mantissa = exponentBits === 0 ? fraction : fraction | (1n << 52n);
  const exponent = (exponentBits === 0 ? 1 : exponentBits) - 1075;
  const signed = negative ? -mantissa : mantissa;
  return exponent >= 0
    ? { numerator: signed << BigInt(exponent), denominator: 1n }
    : { numerator: signed, denominator: 1n << BigInt(-exponent) };
}

/** The exact binary value of a double, rounded half away from zero to the scaled integer of `places`. */
export function roundDouble(x: number, places: number): bigint {
  const { numerator, denominator } = doubleAsFraction(x);
  return roundedQuotient(numerator * tenTo(places), denominator);
}

/** The digits of a scaled integer with exactly `scale` decimal places. */
export function digits(scaled: bigint, scale: number): string {
  const sign = scaled < 0n ? "-" : "";
  const all = absolute(scaled)
    .toString()
    .padStart(scale + 1, "0");
  if (scale === 0) return sign + all;
  return `${sign}${all.slice(0, all.length - scale)}.${all.slice(all.length - scale)}`;
}

/** A double that may be a value: finite, and never -0. */
export function asNumber(x: number): number {
  if (!Number.isFinite(x)) throw new StepFailure("no number");
  return x === 0 ? 0 : x;
}

const FARTHEST = 8_640_000_000_000_000n;

/** A time or duration in whole milliseconds, within the range of times. */
export function asMilliseconds(x: bigint): number {
  if (absolute(x) > FARTHEST) throw new StepFailure("beyond the range of times");
  return Number(x);
}
