/** The double nearest to 2^(-a/h), from 320 binary places (rule 5). */
import { asNumber, StepFailure } from "./exact.ts";

const PLACES = 320n;
const ONE = 1n << PLACES;

/** ln 2 = 1/(1·2) + 1/(2·4) + 1/(3·8) + … */
function naturalLogarithmOfTwo(): bigint {
  let sum = 0n;
  for (let k = 1n; k <= PLACES; k++) sum += (ONE >> k) / k;
  return sum;
}

/** e^x = 1 + x + x²/2! + …, for 0 <= x < 1. */
function exponential(x: bigint): bigint {
  let sum = 0n;
  let term = ONE;
  for (let k = 1n; term !== 0n; k++) {
    sum += term;
    term = (term * x) / ONE / k;
  }
  return sum;
}

function floorQuotient(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}

/** n / 2^shift to the nearest integer, halves to the even one. */
function shiftedToNearest(n: bigint, shift: bigint): bigint {
  if (shift <= 0n) return n << -shift;
  const below = n >> shift;
  const rest = n - (below << shift);
  const half = 1n << (shift - 1n);
  if (rest > half || (rest === half && below % 2n === 1n)) return below + 1n;
  return below;
}

export function halving(age: number, halfLife: number): number {
  if (halfLife <= 0) throw new StepFailure("a half-life must be more than zero");
  const a = BigInt(age);
  const h = BigInt(halfLife);
  // 2^(-a/h) = 2^whole × 2^(rest/h), with 0 <= rest/h < 1
  const whole = floorQuotient(-a, h);
  const rest = -a - whole * h;
  if (whole < -1100n) return 0;
  if (whole > 1100n) throw new StepFailure("no number");
  const mantissa = rest === 0n ? ONE : exponential((naturalLogarithmOfTwo() * rest) / h);
  // value = mantissa × 2^(whole - PLACES); the unit in its last place is 2^unit
  const unit = whole - 52n > -1074n ? whole - 52n : -1074n;
  const units = shiftedToNearest(mantissa, unit - (whole - PLACES));
  return asNumber(Number(units) * 2 ** Number(unit));
}
