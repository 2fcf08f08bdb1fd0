import { exp, log, power } from "./elementary.ts";

/**
 * Laws by their quantiles: one uniform number u in (0, 1) gives one value, and a greater u a greater value.
 * So a law whose parameter is moved uses the same draws, and its values move smoothly.
 */

export const exponential = (u: number, mean: number): number => -mean * log(1 - u);

/** A log-normal by its median and the standard deviation of its logarithm. */
export const logNormal = (u: number, median: number, sigma: number): number =>
  median * exp(sigma * normal(u));

/** A Pareto law beyond `from`: P(X > x) = (from / x)^alpha. */
export const pareto = (u: number, from: number, alpha: number): number =>
  from * power(1 - u, -1 / alpha);

/** The standard normal law: algorithm AS 241 (PPND16) of Wichura, Applied Statistics 37, 1988; to about 1e-16. */
export function normal(u: number): number {
  const q = u - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(MIDDLE_ABOVE, r)) / polynomial(MIDDLE_BELOW, r);
  }
  // √x is exp(log(x) / 2).
  const r = exp(0.5 * log(-log(q < 0 ? u : 1 - u)));
  const tail =
    r <= 5
      ? polynomial(TAIL_ABOVE, r - 1.6) / polynomial(TAIL_BELOW, r - 1.6)
      : polynomial(FAR_ABOVE, r - 5) / polynomial(FAR_BELOW, r - 5);
  return q < 0 ? -tail : tail;
}

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i]!;
  return sum;
}

const MIDDLE_ABOVE = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
  67265.7709270087, 33430.57558358813, 2509.0809287301227,
];
const MIDDLE_BELOW = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
  28729.085735721943, 5226.495278852546,
];
const TAIL_ABOVE = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
  0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
];
const TAIL_BELOW = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008,
  0.015198666563616457, 0.0005475938084995345, 1.0507500716444169e-9,
];
const FAR_ABOVE = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487,
  0.026532189526576124, 0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
];
const FAR_BELOW = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
  1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
];
