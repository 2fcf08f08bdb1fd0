import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { StepFailure } from "../../../src/machine/failure.ts";
import {
  addExact,
  compareExact,
  type Exact,
  exactToNumber,
  isExact,
  multiplyExact,
  negateExact,
  normaliseExact,
  rescaleExact,
  roundExact,
  roundedQuotient,
  roundNumber,
  subtractExact,
} from "../../../src/machine/values/exact.ts";

/** Around the borders of the safe integers and of 38 digits, and small. */
const exact: fc.Arbitrary<Exact> = fc
  .oneof(
    fc.bigInt({ min: -1000n, max: 1000n }),
    fc.bigInt({ min: 2n ** 53n - 5n, max: 2n ** 53n + 5n }),
    fc.bigInt({ min: 0n, max: 38n }).map((n) => 10n ** n - 1n),
    fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
  )
  .chain((value) => fc.constantFrom(value, -value))
  .map(normaliseExact);
const scale = fc.integer({ min: 0, max: 20 });

const LIMIT = 10n ** 38n;
function expected(value: bigint): Exact | "fails" {
  return value >= LIMIT || value <= -LIMIT ? "fails" : normaliseExact(value);
}
function given(compute: () => Exact): Exact | "fails" {
  try {
    const value = compute();
    expect(isExact(value)).toBe(true);
    return value;
  } catch (failure) {
    expect(failure).toBeInstanceOf(StepFailure);
    return "fails";
  }
}
const ten = (n: number) => 10n ** BigInt(n);
/** Half away from zero, written otherwise than in the source: floor(|n| / |d| + 1/2) with the sign. */
function rounded(numerator: bigint, denominator: bigint): bigint {
  const sign = numerator < 0n === denominator < 0n ? 1n : -1n;
  const n = numerator < 0n ? -numerator : numerator;
  const d = denominator < 0n ? -denominator : denominator;
  return sign * ((2n * n + d) / (2n * d));
}

describe("exact arithmetic is that of integers (rule 25)", () => {
  test("sum, difference, product, sign, order, rescaling", () => {
    fc.assert(
      fc.property(exact, scale, exact, scale, (a, sa, b, sb) => {
        const s = Math.max(sa, sb);
        const left = BigInt(a) * ten(s - sa);
        const right = BigInt(b) * ten(s - sb);
        expect(given(() => addExact(a, sa, b, sb))).toBe(expected(left + right));
        expect(given(() => subtractExact(a, sa, b, sb))).toBe(expected(left - right));
        expect(given(() => multiplyExact(a, sa, b, sb))).toBe(expected(BigInt(a) * BigInt(b)));
        expect(given(() => negateExact(a))).toBe(expected(-BigInt(a)));
        expect(compareExact(a, sa, b, sb)).toBe(left < right ? -1 : left > right ? 1 : 0);
        expect(given(() => rescaleExact(a, sa, s))).toBe(expected(left));
      }),
      { numRuns: 3000 },
    );
  });

  test("rounding and quotients are half away from zero", () => {
    fc.assert(
      fc.property(exact, scale, exact, scale, scale, (a, sa, b, sb, places) => {
        expect(given(() => roundExact(a, sa, places))).toBe(
          expected(rounded(BigInt(a) * ten(places), ten(sa))),
        );
        if (b !== 0) {
          expect(given(() => roundedQuotient(a, sa, b, sb, places))).toBe(
            expected(rounded(BigInt(a) * ten(sb + places), BigInt(b) * ten(sa))),
          );
        }
      }),
      { numRuns: 3000 },
    );
    expect(() => roundedQuotient(1, 0, 0, 0, 2)).toThrow(StepFailure);
    expect(roundedQuotient(10, 0, 3, 0, 2)).toBe(333);
    expect(roundExact(-25, 1, 0)).toBe(-3);
    expect(roundExact(2345, 3, 2)).toBe(235);
  });
});

describe("doubles and exact values", () => {
  test("the nearest double is no further off than its neighbours", () => {
    fc.assert(
      fc.property(exact, scale, (a, s) => {
        // Up to 20 digits an engine has no leave to read decimal digits otherwise.
        const digits = `${a}e-${s}`;
        if (String(a).length <= 20) expect(exactToNumber(a, s)).toBe(Number(digits) + 0);
        expect(exactToNumber(a, s)).toBe(Number(digits) + 0);
      }),
      { numRuns: 3000 },
    );
    expect(exactToNumber(995, 2)).toBe(9.95);
  });

  test("a number is rounded by its exact binary value", () => {
    expect(roundNumber(2.675, 2)).toBe(267);
    expect(roundNumber(-0.5, 0)).toBe(-1);
    expect(roundNumber(0.49999999999999994, 0)).toBe(0);
    expect(roundNumber(-0.2, 0)).toBe(0);
    expect(roundNumber(1e22, 0)).toBe(10n ** 22n);
    expect(roundNumber(5e-324, 20)).toBe(0);
    expect(() => roundNumber(1.1e38, 0)).toThrow(StepFailure);
    fc.assert(
      fc.property(
        fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
        fc.integer({ min: 0, max: 12 }),
        (m, e) => {
          const x = m / 2 ** e;
          expect(roundNumber(x, 3)).toBe(
            normaliseExact(rounded(BigInt(m) * 1000n, 2n ** BigInt(e))),
          );
        },
      ),
    );
  });
});
