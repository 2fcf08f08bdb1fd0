import fc from "fast-check";
import { expect, test } from "vitest";
import { StepFailure } from "../../../src/machine/failure.ts";
import { binaryParts, composeDouble, nearestDouble } from "../../../src/machine/values/double.ts";
import { halving } from "../../../src/machine/values/halving.ts";

/**
 * x = m × 2^e is at most 2^(-a/h) exactly if m^h × 2^(e×h) ≤ 2^-a: whole numbers only, no series.
 * Good for small h; it says on which side of a number the true value lies.
 */
function isAtMost(m: bigint, e: number, a: number, h: number): boolean {
  const shift = e * h + a;
  const power = m ** BigInt(h);
  return shift >= 0 ? power << BigInt(shift) <= 1n : power <= 1n << BigInt(-shift);
}

function isNearest(x: number, a: number, h: number): boolean {
  const { mantissa, exponent } = binaryParts(x);
  // Halfway to the neighbours; below a power of two the neighbour is nearer.
  const low =
    mantissa === 1n << 52n
      ? ([4n * mantissa - 1n, exponent - 2] as const)
      : ([2n * mantissa - 1n, exponent - 1] as const);
  return isAtMost(low[0], low[1], a, h) && !isAtMost(2n * mantissa + 1n, exponent - 1, a, h);
}

test("a halving is the nearest double, by whole numbers alone", () => {
  fc.assert(
    fc.property(fc.integer({ min: -3000, max: 40000 }), fc.integer({ min: 1, max: 37 }), (a, h) => {
      if (a / h > 1074 || a / h < -1023) return;
      expect(isNearest(halving(a, h), a, h)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test("so are the subnormal ones", () => {
  for (let a = 1021 * 7 + 1; a <= 1076 * 7; a++) {
    const { mantissa } = binaryParts(halving(a, 7));
    // 2^-1075 itself is a tie, which goes to zero.
    if (a !== 1075 * 7) expect(isAtMost(2n * mantissa + 1n, -1075, a, 7)).toBe(false);
    if (mantissa > 0n) expect(isAtMost(2n * mantissa - 1n, -1075, a, 7)).toBe(true);
  }
});

test("borders", () => {
  expect(halving(0, 1)).toBe(1);
  expect(halving(14 * 86_400_000, 7 * 86_400_000)).toBe(0.25);
  expect(halving(1074, 1)).toBe(5e-324);
  expect(halving(1075, 1)).toBe(0);
  expect(halving(2149, 2)).toBe(5e-324);
  expect(halving(2151, 2)).toBe(0);
  expect(halving(-1023, 1)).toBe(2 ** 1023);
  expect(() => halving(-1024, 1)).toThrow(StepFailure);
  expect(() => halving(1, 0)).toThrow(StepFailure);
  expect(() => halving(1, -5)).toThrow(StepFailure);
  expect(halving(8.64e15, 8.64e15)).toBe(0.5);
  expect(halving(-8.64e15, 8.64e15)).toBe(2);
  expect(halving(-1, 8.64e15)).toBe(1);
  expect(halving(8.64e15, 1)).toBe(0);
  expect(halving(1, 2)).toBe(Math.SQRT1_2);
  expect(halving(-1, 2)).toBe(Math.SQRT2);
});

test("doubles come apart and together", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
      const { mantissa, exponent } = binaryParts(x);
      expect(composeDouble(Number(mantissa), exponent)).toBe(x + 0);
      const plain = x + 0;
      if (exponent >= 0) expect(nearestDouble(mantissa << BigInt(exponent), 1n)).toBe(plain);
      else expect(nearestDouble(mantissa, 1n << BigInt(-exponent))).toBe(plain);
    }),
  );
  expect(nearestDouble(10n ** 400n, 1n)).toBe(Number.POSITIVE_INFINITY);
  expect(nearestDouble(1n, 3n)).toBe(1 / 3);
  expect(nearestDouble(1n, 2n ** 1075n)).toBe(0);
  expect(nearestDouble(3n, 2n ** 1076n)).toBe(5e-324);
});
