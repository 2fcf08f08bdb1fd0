import { hash32 } from "../disorder/chance/hash.ts";
import { normal } from "../disorder/chance/quantile.ts";
import { keySchedule, threefry, type Words } from "../disorder/chance/threefry.ts";

/** 2^-32: with half a step added, numbers lie strictly between 0 and 1. */
const STEP = 2.3283064365386963e-10;

/**
 * Uniform numbers in (0, 1) for resampling: of replicate `r` the same whatever else was drawn, so that two figures
 * resampled under one name are resampled alike, which is what makes differences paired.
 */
export class Draws {
  readonly #key: Words;
  readonly #block: Words = new Int32Array(4);
  #replicate = 0;
  #counter = 0;
  #left = 0;

  constructor(seed: number, name: string) {
    this.#key = keySchedule(seed | 0, Math.floor(seed / 4294967296), hash32(name), 0);
  }

  begin(replicate: number): void {
    this.#replicate = replicate;
    this.#counter = 0;
    this.#left = 0;
  }

  uniform(): number {
    if (this.#left === 0) {
      threefry(this.#key, this.#replicate, this.#counter++, 0, 0, this.#block);
      this.#left = 4;
    }
    return ((this.#block[--this.#left]! >>> 0) + 0.5) * STEP;
  }

  /**
   * How many of `n` trials hit, by one uniform number: its quantile, found from where the normal law puts it
   * outwards. The same on every engine.
   */
  binomial(n: number, p: number): number {
    if (n === 0 || p <= 0) return 0;
    if (p >= 1) return n;
    // A small p keeps the sums short where hits are rare.
    if (p > 0.5) return n - this.binomial(n, 1 - p);
    const u = this.uniform();
    return n * p < 12 ? fromBelow(n, p, u) : fromMiddle(n, p, u);
  }
}

/** Sums the law up from none. */
function fromBelow(n: number, p: number, u: number): number {
  const odds = p / (1 - p);
  let mass = powerOf(1 - p, n);
  let sum = mass;
  let k = 0;
  while (sum < u && k < n) {
    mass *= (odds * (n - k)) / (k + 1);
    k++;
    sum += mass;
    if (mass < 1e-18 && k > n * p) break;
  }
  return k;
}

/** Where np is not small: the normal quantile with the skewness put right (Cornish and Fisher 1938), rounded. */
function fromMiddle(n: number, p: number, u: number): number {
  const sd = Math.sqrt(n * p * (1 - p));
  const z = normal(u);
  const x = n * p + sd * z + ((1 - 2 * p) * (z * z - 1)) / 6;
  return Math.min(n, Math.max(0, Math.floor(x + 0.5)));
}

/** x^n for a whole n, by squaring. */
function powerOf(x: number, n: number): number {
  let result = 1;
  let square = x;
  for (let rest = n; rest > 0; rest >>>= 1) {
    if ((rest & 1) === 1) result *= square;
    square *= square;
  }
  return result;
}
