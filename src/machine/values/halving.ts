import { StepFailure } from "../failure.ts";
import { composeDouble } from "./double.ts";

/**
 * The double nearest to 2^(-age/halfLife), for whole milliseconds (rule 5: an own power of two).
 *
 * With age = k × halfLife + r the value is 2^-k × 2^(-r/halfLife). For r = 0 it is a power of two. Otherwise the
 * second factor is irrational, so it lies on no boundary between two doubles: computed with a known error, ever
 * more finely, it is at some time clear of the nearest one (Ziv 1991).
 */
export function halving(age: number, halfLife: number): number {
  if (!(halfLife > 0)) throw new StepFailure("a half-life is not more than zero");
  const towardsZero = age % halfLife;
  const rest = towardsZero < 0 ? towardsZero + halfLife : towardsZero;
  const halvings = (age - towardsZero) / halfLife - (towardsZero < 0 ? 1 : 0);
  if (halvings > 1075) return 0;
  if (halvings < -1100) throw new StepFailure("a halving is beyond all numbers");
  const value =
    rest === 0 ? wholeHalvings(halvings) : fractionHalved(halvings, BigInt(rest), BigInt(halfLife));
  if (!Number.isFinite(value)) throw new StepFailure("a halving is beyond all numbers");
  return value;
}

function wholeHalvings(halvings: number): number {
  // 2^-1075 is a tie between zero and the least double; zero is the even one.
  return halvings > 1074 ? 0 : composeDouble(1, -halvings);
}

function fractionHalved(halvings: number, rest: bigint, halfLife: bigint): number {
  // The value is between 2^(-halvings-1) and 2^-halvings; this many bits of it fit a double.
  const bits = Math.min(53, 1074 - halvings);
  if (bits < 0) return 0;
  for (let precision = PRECISION; ; precision *= 2) {
    const { value, error } = powerBelowOne(rest, halfLife, precision);
    const low = roundedShift(value - error, precision - bits);
    const high = roundedShift(value + error, precision - bits);
    if (low === high) return composeDouble(Number(low), -halvings - bits);
  }
}

function roundedShift(value: bigint, by: number): bigint {
  return (value + (1n << BigInt(by - 1))) >> BigInt(by);
}

/** Bits after the point of the first attempt, which nearly always is enough. */
const PRECISION = 96;
/** Bits that the computation has to spare. */
const SPARE = 32;
/** How often the argument is halved before the series, and the result squared after it. */
const SQUARINGS = 8;

/**
 * 2^(-rest/halfLife) × 2^precision, for 0 < rest < halfLife, with a bound of its error.
 * e^-x by its series for x = ln 2 × rest / halfLife / 2^8 < 2^-8, then squared eight times.
 */
function powerBelowOne(
  rest: bigint,
  halfLife: bigint,
  precision: number,
): { readonly value: bigint; readonly error: bigint } {
  const working = precision + SPARE;
  const shift = BigInt(working);
  const logarithm = precision === PRECISION ? LOGARITHM_OF_TWO : logarithmOfTwo(working);
  const x = ((logarithm * rest) / halfLife) >> BigInt(SQUARINGS);
  let sum = 1n << shift;
  let term = sum;
  for (let n = 1n; term !== 0n; n++) {
    term = ((term * x) >> shift) / n;
    sum += n % 2n === 1n ? -term : term;
  }
  for (let n = 0; n < SQUARINGS; n++) sum = (sum * sum) >> shift;
  // Units of 2^-working: x is off by less than 3, each of at most `working` terms by less than 2 more than its
  // share of that, which each squaring (of a number below 1) doubles, adding 1: under 2^8 × (2 × working + 4)
  // + 2^8, which for any precision below 2^14 is less than 2^24 and so far less than one unit of 2^-precision.
  return { value: sum >> BigInt(SPARE), error: 2n };
}

/** ln 2 × 2^precision, too small by less than 2: the sum of 1 / (n × 2^n), with 32 bits to spare. */
function logarithmOfTwo(precision: number): bigint {
  const working = precision + SPARE;
  let sum = 0n;
  for (let n = 1; n <= working; n++) sum += (1n << BigInt(working - n)) / BigInt(n);
  return sum >> BigInt(SPARE);
}

const LOGARITHM_OF_TWO = logarithmOfTwo(PRECISION + SPARE);
