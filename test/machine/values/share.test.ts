import fc from "fast-check";
import { expect, test } from "vitest";
import { StepFailure } from "../../../src/machine/failure.ts";
import { share } from "../../../src/machine/values/share.ts";

test("parts add up exactly (rule 22)", () => {
  const weight = fc.oneof(
    fc.constant(0),
    fc.constant(1),
    fc.double({ min: 0, max: 1e6, noNaN: true }),
  );
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
      fc.array(weight, { minLength: 1, maxLength: 9 }),
      (n, weights) => {
        fc.pre(weights.some((w) => w > 0));
        const amount = Number.isSafeInteger(Number(n)) ? Number(n) : n;
        const parts = share(amount, weights);
        expect(parts.reduce<bigint>((sum, part) => sum + BigInt(part), 0n)).toBe(n);
      },
    ),
  );
});

test("the rule's own order of operations", () => {
  expect(share(100, [1, 1, 1])).toEqual([33, 34, 33]);
  expect(share(995, [0.25, 0.5, 1])).toEqual([142, 284, 569]);
  expect(share(5, [0, 1])).toEqual([0, 5]);
  expect(share(5, [1, 0])).toEqual([5, 0]);
  expect(share(-5, [1, 1])).toEqual([-3, -2]);
  expect(share(0, [1, 2])).toEqual([0, 0]);
  expect(share(7, [])).toEqual([]);
});

test("weights that share nothing fail", () => {
  for (const weights of [[0, 0], [-1, 2], [Number.NaN], [1.7e308, 1.7e308]]) {
    expect(() => share(5, weights)).toThrow(StepFailure);
  }
});
