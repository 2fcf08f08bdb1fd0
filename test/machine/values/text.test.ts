import fc from "fast-check";
import { expect, test } from "vitest";
import {
  compareText,
  compilePattern,
  length,
  lower,
  partAfter,
  partBefore,
} from "../../../src/machine/values/text.ts";

const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom("a", "b", "\uffff", "\ud83d\ude42", "\ue000", "\ud800", "\udc00"),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  ),
  maxLength: 6,
});

test("texts compare by code point", () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      const [left, right] = [a, b].map((t) => Array.from(t, (c) => c.codePointAt(0)!)) as [
        number[],
        number[],
      ];
      const at = left.findIndex((code, i) => code !== right[i]);
      const expected =
        a === b
          ? 0
          : at >= 0 && at < right.length
            ? left[at]! < right[at]!
              ? -1
              : 1
            : left.length < right.length
              ? -1
              : 1;
      expect(compareText(a, b)).toBe(expected);
    }),
    { numRuns: 5000 },
  );
});

test("lower case is simple, code point by code point", () => {
  for (let code = 0; code <= 0x10ffff; code++) {
    const character = String.fromCodePoint(code);
    const engine = character.toLowerCase();
    if (character === "İ") expect(lower(character)).toBe("i");
    // A newer engine may know more letters; none changes its lower case.
    else if (engine !== lower(character)) expect(lower(character)).toBe(character);
  }
  expect(lower("ΟΔΟΣ")).toBe("οδοσ");
  expect(lower("ForEx ÄÖ")).toBe("forex äö");
  expect(lower("𐐀x")).toBe("𐐨x");
});

test("length counts code points", () => {
  expect(length("a🙂")).toBe(2);
  expect(length("\ud800")).toBe(1);
});

test("parts", () => {
  expect(partBefore("a/b/c", "/")).toBe("a");
  expect(partAfter("a/b/c", "/")).toBe("b/c");
  expect(partBefore("abc", "/")).toBe(undefined);
  expect(partAfter("abc", "")).toBe("abc");
});

test("patterns are of RE2 and found anywhere", () => {
  expect(compilePattern("[0-9]+$")?.("order-17")).toBe(true);
  expect(compilePattern("^[0-9]+$")?.("order-17")).toBe(false);
  expect(compilePattern("^.$")?.("🙂")).toBe(true);
  expect(compilePattern("")?.("")).toBe(true);
  for (const refused of ["(", "a{2,1}", "(?=x)", "\\1", "[", "a**", "(?<!x)y"]) {
    expect([refused, compilePattern(refused)]).toEqual([refused, null]);
  }
  const slow = compilePattern("(a*)*b")!;
  expect(slow("a".repeat(20_000))).toBe(false);
});
