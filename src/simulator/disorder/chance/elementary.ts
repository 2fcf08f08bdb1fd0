/**
 * log and exp by sums, products and quotients alone, which every engine rounds alike; its own Math.log and
 * Math.exp may differ in the last place. After FDLIBM (Sun Microsystems, 1993): e_log.c and e_exp.c, whose
 * coefficients these are. Both are right to less than one unit in the last place.
 */

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const TWO32 = 4294967296;

/** The natural logarithm of a positive finite number; a normal one, not so near 0 that it has lost digits. */
export function log(x: number): number {
  // x = 2^k m, with m around 1.
  let k = 0;
  let m = x;
  for (; m >= TWO32; m /= TWO32) k += 32;
  for (; m < 1 / TWO32; m *= TWO32) k -= 32;
  for (; m >= Math.SQRT2; m *= 0.5) k++;
  for (; m < Math.SQRT2 / 2; m *= 2) k--;
  const f = m - 1;
  const half = 0.5 * f * f;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd =
    z *
    (0.6666666666666735 +
      w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  return k * LN2_HIGH - (half - (s * (half + even + odd) + k * LN2_LOW) - f);
}

/** Beyond 709 it is infinite, below -708 nothing. */
export function exp(x: number): number {
  if (x > 709) return Number.POSITIVE_INFINITY;
  if (x < -708) return 0;
  const k = Math.round(x * Math.LOG2E);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))));
  return powerOfTwo(k) * (1 - (low - (r * c) / (2 - c) - high));
}

/** base^exponent for a positive base, to a few units in the last place. */
export const power = (base: number, exponent: number): number => exp(exponent * log(base));

/** 2^k for |k| ≤ 1023; exact. */
function powerOfTwo(k: number): number {
  let result = 1;
  let square = k < 0 ? 0.5 : 2;
  for (let rest = Math.abs(k); rest > 0; rest >>>= 1) {
    if ((rest & 1) === 1) result *= square;
    square *= square;
  }
  return result;
}
