import fc from "fast-check";
import { expect, test } from "vitest";
import {
  formatExact,
  parseExact,
  parseExactRounded,
  parseFloored,
  parseNumber,
} from "../../../src/machine/values/digits.ts";
import { normaliseExact } from "../../../src/machine/values/exact.ts";

test("digits are read as rule 3 says", () => {
  const cases: [string, number, unknown][] = [
    ["5", 0, 5],
    ["5.0", 0, 5],
    ["1e2", 0, 100],
    ["1.50E1", 0, 15],
    ["-0", 0, 0],
    ["-0.0", 2, 0],
    ["9.95", 2, 995],
    ["9.950", 2, 995],
    ["9.951", 2, null],
    ["0.5", 0, null],
    ["007", 0, null],
    ["+5", 0, null],
    [" 5", 0, null],
    ["5 ", 0, null],
    ["5\n", 0, null],
    ["", 0, null],
    ["-", 0, null],
    [".5", 1, null],
    ["5.", 0, null],
    ["NaN", 0, null],
    ["1e400000000", 0, null],
    ["1e-400000000", 0, null],
    ["0e999999999999999999999", 0, 0],
    ["9007199254740993", 0, 9007199254740993n],
    ["1".repeat(38), 0, BigInt("1".repeat(38))],
    ["1".repeat(39), 0, null],
    ["1".repeat(37), 2, null],
  ];
  for (const [text, scale, value] of cases)
    expect([text, parseExact(text, scale)]).toEqual([text, value]);
});

test("rounded fields take more places, half away from zero", () => {
  expect(parseExactRounded("9.955", 2)).toBe(996);
  expect(parseExactRounded("-9.955", 2)).toBe(-996);
  expect(parseExactRounded("9.9549999", 2)).toBe(995);
  expect(parseExactRounded("0.5", 0)).toBe(1);
  expect(parseExactRounded("0.05", 0)).toBe(0);
  expect(parseExactRounded("-0.4", 0)).toBe(0);
  expect(parseExactRounded("9.5", 0)).toBe(10);
  expect(parseExactRounded("1e-999999999999", 0)).toBe(0);
  expect(parseExactRounded(`0.${"9".repeat(50)}`, 0)).toBe(1);
  expect(parseExactRounded(`${"9".repeat(38)}.9`, 0)).toBe(null);
});

test("what is written is read back", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
      fc.integer({ min: 0, max: 38 }),
      (n, scale) => {
        const value = normaliseExact(n);
        const text = formatExact(value, scale);
        expect(parseExact(text, scale)).toBe(value);
        expect(text.split(".")[1] ?? "").toHaveLength(scale);
      },
    ),
  );
  expect(formatExact(-5, 2)).toBe("-0.05");
  expect(formatExact(10000, 2)).toBe("100.00");
});

test("doubles are the nearest, however many digits", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
      expect(parseNumber(String(x).replace("e+", "e"))).toBe(x + 0);
      if (Math.abs(x) < 1e20 && Math.abs(x) > 1e-20)
        expect(parseNumber(x.toFixed(100))).toBe(x + 0);
    }),
  );
  expect(parseNumber("1e400")).toBe(null);
  expect(parseNumber("-1e-400")).toBe(0);
  expect(parseNumber(`1${"0".repeat(400)}.1`)).toBe(null);
  expect(parseNumber(`0.${"0".repeat(400)}${"1".repeat(30)}`)).toBe(0);
  // A tie between two doubles, and a last digit far behind that decides it.
  expect(parseNumber("9007199254740993.00000000000000")).toBe(9007199254740992);
  expect(parseNumber("9007199254740993.00000000000001")).toBe(9007199254740994);
});

test("floored digits go towards minus infinity", () => {
  expect(parseFloored("1.9", 0)).toBe(1);
  expect(parseFloored("-1.1", 0)).toBe(-2);
  expect(parseFloored("-1.0", 0)).toBe(-1);
  expect(parseFloored("1700000000.1239", 3)).toBe(1700000000123);
  expect(parseFloored("-0.0001", 3)).toBe(-1);
  expect(parseFloored("1e99", 0)).toBe(null);
});
