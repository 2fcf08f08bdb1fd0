/** Doubles taken apart and put together by their bits: no function of the engine that may round as it likes. */

const MANTISSA_BITS = 52n;
const MANTISSA_MASK = (1n << MANTISSA_BITS) - 1n;
/** The exponent of the last place of the smallest doubles. */
const EXPONENT_MIN = -1074;

/** mantissa × 2^exponent, exactly the given finite double. */
export function binaryParts(x: number): { readonly mantissa: bigint; readonly exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const field = Number((bits >> MANTISSA_BITS) & 0x7ffn);
  const fraction = bits & MANTISSA_MASK;
  const magnitude = field === 0 ? fraction : fraction | (1n << MANTISSA_BITS);
  return {
    mantissa: bits >> 63n === 1n ? -magnitude : magnitude,
    exponent: Math.max(field, 1) + EXPONENT_MIN - 1,
  };
}

/** 2^exponent for -1022 to 1023. */
function powerOfTwo(exponent: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint32(0, (exponent + 1023) << 20);
  return view.getFloat64(0);
}

/** mantissa × 2^exponent where that is a double (or beyond all of them: infinite); nothing is rounded. */
export function composeDouble(mantissa: number, exponent: number): number {
  if (exponent > 1023) return composeDouble(mantissa * powerOfTwo(1023), exponent - 1023);
  if (exponent < -1022) return mantissa * powerOfTwo(-537) * powerOfTwo(exponent + 537);
  return mantissa * powerOfTwo(exponent);
}

function bitLength(magnitude: bigint): number {
  const hex = magnitude.toString(16);
  return hex.length * 4 - (Math.clz32(Number.parseInt(hex[0] ?? "0", 16)) - 28);
}

/** The double nearest to numerator / denominator (> 0), ties to even; infinite beyond the largest. */
export function nearestDouble(numerator: bigint, denominator: bigint): number {
  if (numerator === 0n) return 0;
  if (numerator < 0n) return -nearestDouble(-numerator, denominator);
  // Scaled so that the whole part has 54 or 55 bits; a last bit stands for all that is left.
  const shift = Math.max(bitLength(numerator) - bitLength(denominator) - 54, EXPONENT_MIN - 2);
  const up = shift < 0 ? numerator << BigInt(-shift) : numerator;
  const down = shift > 0 ? denominator << BigInt(shift) : denominator;
  const whole = up / down;
  const sticky = up % down === 0n ? 0n : 1n;
  return composeRounded((whole << 1n) | sticky, shift - 1);
}

/** magnitude × 2^exponent, rounded to the nearest double, ties to even. */
function composeRounded(magnitude: bigint, exponent: number): number {
  const surplus = Math.max(bitLength(magnitude) - 53, EXPONENT_MIN - exponent, 0);
  if (surplus === 0) return composeDouble(Number(magnitude), exponent);
  const kept = magnitude >> BigInt(surplus);
  const rest = magnitude - (kept << BigInt(surplus));
  const half = 1n << BigInt(surplus - 1);
  const rounded = rest > half || (rest === half && (kept & 1n) === 1n) ? kept + 1n : kept;
  return composeDouble(Number(rounded), exponent + surplus);
}
