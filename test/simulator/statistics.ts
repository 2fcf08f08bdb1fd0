/** What the tests of laws need of statistics: p values, exact where they can be. */

/** Kolmogorov and Smirnov's test of a sample against a continuous law; the asymptotic p value (Stephens 1970). */
export function ks(sample: readonly number[], cdf: (x: number) => number): number {
  const sorted = Float64Array.from(sample).sort();
  const n = sorted.length;
  let distance = 0;
  for (let i = 0; i < n; i++) {
    const f = cdf(sorted[i]!);
    distance = Math.max(distance, f - i / n, (i + 1) / n - f);
  }
  const root = Math.sqrt(n);
  const lambda = (root + 0.12 + 0.11 / root) * distance;
  if (lambda < 0.2) return 1;
  let p = 0;
  for (let k = 1; k <= 100; k++)
    p += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * lambda * lambda);
  return Math.min(1, Math.max(0, p));
}

/**
 * A sample against a continuous law: Kolmogorov and Smirnov's test, which sees a wrong place, and one for a wrong
 * spread: with u uniform, −ln(u (1 − u)) has mean 2 and variance 4 − π²/3. The smaller p value, twice.
 */
export function fits(sample: readonly number[], cdf: (x: number) => number): number {
  let sum = 0;
  for (const x of sample) {
    const u = Math.min(1 - 1e-15, Math.max(1e-15, cdf(x)));
    sum -= Math.log(u * (1 - u));
  }
  const n = sample.length;
  const z = (sum - 2 * n) / Math.sqrt(n * (4 - Math.PI ** 2 / 3));
  return Math.min(1, 2 * Math.min(ks(sample, cdf), 2 * normalCdf(-Math.abs(z))));
}

/** Two-sided: twice the smaller exact tail. */
export function binomial(hits: number, n: number, probability: number): number {
  if (probability <= 0) return hits === 0 ? 1 : 0;
  if (probability >= 1) return hits === n ? 1 : 0;
  const logMass = (k: number) =>
    logGamma(n + 1) -
    logGamma(k + 1) -
    logGamma(n - k + 1) +
    k * Math.log(probability) +
    (n - k) * Math.log(1 - probability);
  return twoSided(hits, n, n * probability, logMass);
}

export function poisson(hits: number, mean: number): number {
  const logMass = (k: number) => k * Math.log(mean) - mean - logGamma(k + 1);
  return twoSided(hits, Number.POSITIVE_INFINITY, mean, logMass);
}

function twoSided(k: number, max: number, mean: number, logMass: (k: number) => number): number {
  const step = k < mean ? -1 : 1;
  let tail = 0;
  for (let i = k; i >= 0 && i <= max; i += step) {
    const mass = Math.exp(logMass(i));
    tail += mass;
    if (mass < tail * 1e-12 || mass === 0) break;
  }
  return Math.min(1, 2 * tail);
}

/** Pearson's test of counts against probabilities. */
export function chiSquare(counts: readonly number[], probabilities: readonly number[]): number {
  const n = counts.reduce((sum, count) => sum + count, 0);
  let statistic = 0;
  for (const [i, count] of counts.entries()) {
    const expected = n * probabilities[i]!;
    if (expected === 0) {
      if (count > 0) return 0;
    } else statistic += (count - expected) ** 2 / expected;
  }
  return upperGamma((counts.length - 1) / 2, statistic / 2);
}

/** Something that must be so without exception. */
export const exactly = (so: boolean): number => (so ? 1 : 0);

/** The standard normal law's distribution (Marsaglia 2004), to 1e-15 within ±8. */
export function normalCdf(x: number): number {
  if (x < -8) return 0;
  if (x > 8) return 1;
  let sum = x;
  let term = x;
  for (let i = 3; Math.abs(term) > 1e-18 * Math.abs(sum) && i < 400; i += 2) {
    term = (term * x * x) / i;
    sum += term;
  }
  return 0.5 + sum * Math.exp(-0.5 * x * x) * 0.3989422804014327;
}

export const uniformCdf =
  (from: number, to: number) =>
  (x: number): number =>
    Math.min(1, Math.max(0, (x - from) / (to - from)));

export const exponentialCdf =
  (mean: number) =>
  (x: number): number =>
    x <= 0 ? 0 : 1 - Math.exp(-x / mean);

export const logNormalCdf =
  (median: number, sigma: number) =>
  (x: number): number =>
    x <= 0 ? 0 : normalCdf(Math.log(x / median) / sigma);

export const paretoCdf =
  (from: number, alpha: number) =>
  (x: number): number =>
    x <= from ? 0 : 1 - (from / x) ** alpha;

/** Lanczos. */
function logGamma(x: number): number {
  const g = [
    76.18009172947146, -86.50532032941678, 24.01409824083091, -1.231739572450155,
    0.1208650973866179e-2, -0.5395239384953e-5,
  ];
  let sum = 1.000000000190015;
  for (const [i, c] of g.entries()) sum += c / (x + 1 + i);
  const t = x + 5.5;
  return (x + 0.5) * Math.log(t) - t + Math.log((2.5066282746310007 * sum) / x);
}

/** The regularised upper incomplete gamma function (Numerical Recipes: series or continued fraction). */
function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  const front = Math.exp(-x + a * Math.log(x) - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 1000 && term > sum * 1e-15; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return Math.max(0, 1 - front * sum);
  }
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 1000; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return front * h;
}
