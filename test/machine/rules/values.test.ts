import { describe, expect, test } from "vitest";
import { pattern } from "./life.ts";

describe("exact values", () => {
  const exact = pattern(`
    session gap 1h
    remember big: integer = 1
    emits told { sum: decimal(3), product: decimal(4), quotient: decimal(2), half: decimal(0) }
    emits size { big: integer }
    start a
    state a {
      on pay {
        emit told {
          sum: amount + 0.001
          product: amount * amount
          quotient: round(amount / 3, 2)
          half: round(amount, 0)
        }
      }
      on add { big = big * plus  emit size { big } }
      on look { big = 99999999999999999999999999999999999999  emit size { big } }
      on go { big = big + 1 - 1  emit size { big } }
      on stop { big = round((big * 10) / 10, 0)  emit size { big } }
    }`);

  test("rule 25: sums take the larger scale, products add scales, quotients are rounded half away", () => {
    exact.lives(`
      at 0s pay { amount: 1.25 } => told { sum: 1.251, product: 1.5625, quotient: 0.42, half: 1 }
      at 0s pay { amount: -0.50 } => told { sum: -0.499, product: 0.2500, quotient: -0.17, half: -1 }
      at 0s pay { amount: 0.05 } => told { sum: 0.051, product: 0.0025, quotient: 0.02, half: 0 }`);
  });

  test("rule 25: money is never a double: a tenth and two tenths are three tenths", () => {
    pattern(`
      session gap 1h
      remember sum: decimal(1) = 0
      emits told { sum: decimal(1), same: boolean }
      start a
      state a { on go { sum = sum + 0.1 + 0.2  emit told { sum, same: sum = 0.3 } } }`).lives(`
      at 0s go => told { sum: 0.3, same: true }`);
  });

  test("rule 25: exact beyond what a double holds, up to 38 digits", () => {
    exact.lives(`
      at 0s add { plus: 9007199254740993 } => size { big: 9007199254740993 }
      at 0s add { plus: 9007199254740993 } => size { big: 81129638414606699710187514626049 }
      at 0s add { plus: 1000 } => size { big: 81129638414606699710187514626049000 }
      at 0s add { plus: 1000 } => size { big: 81129638414606699710187514626049000000 }
      at 0s add { plus: 10 } => fails
      at 0s add { plus: 1 } => size { big: 81129638414606699710187514626049000000 }`);
  });

  test("rule 25: every operation is checked, also where the end would fit again", () => {
    exact.lives(`
      at 0s look => size { big: 99999999999999999999999999999999999999 }
      at 0s go => fails
      at 0s stop => fails`);
  });

  test("rule 25: a whole quotient inside round has an exact intermediate", () => {
    pattern(`
      session gap 1h
      emits told { x: decimal(2) }
      start a
      state a { on add { emit told { x: round(plus / 8, 2) } } }`).lives(`
      at 0s add { plus: 1 } => told { x: 0.13 }
      at 0s add { plus: -1 } => told { x: -0.13 }
      at 0s add { plus: 0 } => told { x: 0.00 }`);
  });
});

describe("numbers", () => {
  const doubles = pattern(`
    session gap 1h
    emits told { x: number, rounded: decimal(2) }
    emits sum { x: number }
    start a
    state a {
      on measure if x > 1000 { emit sum { x: x * 1e300 } }
      on measure { emit told { x: x + 1, rounded: round(x, 2) } }
      on add { emit sum { x: number(plus) / 4 + 0.5 } }
    }`);

  test("rule 25: a number is a double; its rounding is of the exact binary value", () => {
    doubles.lives(`
      at 0s measure { x: 1.005 } => told { x: 2.005, rounded: 1.00 }
      at 0s measure { x: 0.125 } => told { x: 1.125, rounded: 0.13 }
      at 0s measure { x: -0.125 } => told { x: 0.875, rounded: -0.13 }`);
  });

  test("rule 25: infinities and what is no number fail the step", () => {
    doubles.lives(`
      at 0s measure { x: 1e9 } => fails
      at 0s measure { x: 2000 } => sum { x: 2e303 }`);
  });

  test("rule 25: integers widen to numbers by themselves", () => {
    doubles.lives(`
      at 0s add { plus: 3 } => sum { x: 1.25 }`);
    pattern(`
      session gap 1h
      remember total: number = 0
      emits sum { x: number }
      start a
      state a { on add { total = total + plus  emit sum { x: total } } }`).lives(`
      at 0s add { plus: 9007199254740993 } => sum { x: 9007199254740992 }`);
  });

  test("rule 25: since is now less a time, also of a late event", () => {
    pattern(`
      session gap 1h
      remember t: time?
      emits told { d: duration }
      start a
      state a { on look if t is known { emit told { d: since(t) } } }
      afterwards on go { t = at }`).lives(`
      at 10m go
      at 12m look => told { d: 2m }
      at 5m go
      at 6m look => told { d: 7m }`);
  });
});

describe("missing values", () => {
  const missing = pattern(`
    session gap 1h
    remember last: text?
    emits told { what: text?, both: boolean, either: boolean }
    start a
    state a {
      on look if product is known and (last is missing or product != last) {
        last = product
        emit told { what: last, both: product = "x" and last = "x", either: product = "y" or last = "x" }
      }
      on look { emit told { what: product, both: product is missing, either: last is known } }
    }`);

  test("rule 26: is known, is missing, followed through and, or and registers", () => {
    missing.lives(`
      at 0s look => told { what: missing, both: true, either: false }
      at 0s look { product: "x" } => told { what: "x", both: true, either: true }
      at 0s look { product: "x" } => told { what: "x", both: false, either: true }
      at 0s look { product: "z" } => told { what: "z", both: false, either: false }`);
  });

  test("rule 26: and, or, or else and the conditional stop as soon as they are decided", () => {
    const lazy = pattern(`
      session gap 1h
      emits told { both: boolean, either: boolean, instead: text, chosen: decimal(0) }
      start a
      state a {
        on add {
          emit told {
            both: plus != 0 and round(1 / plus, 0) > 0
            either: plus = 0 or round(1 / plus, 0) > 0
            instead: part_before("a-b", "-") or else (if round(1 / plus, 0) = 0 then "x" else "y")
            chosen: if plus = 0 then 7 else round(10 / plus, 0)
          }
        }
      }`);
    lazy.lives(`
      at 0s add { plus: 0 } => told { both: false, either: true, instead: "a", chosen: 7 }
      at 0s add { plus: 4 } => told { both: false, either: false, chosen: 3 }
      at 0s add { plus: 1 } => told { both: true, either: true, chosen: 10 }`);
  });

  test("rule 26: any stops at the first frame that fits", () => {
    pattern(`
      session gap 1h
      stack page { n: integer } depth 9 refuse
      emits told { found: boolean }
      start a
      state a {
        on add { push page { n: plus } }
        on go { emit told { found: any page p where round(8 / p.n, 0) = 2 } }
      }`).lives(`
      at 0s add { plus: 0 }
      at 0s add { plus: 4 }
      at 0s go => told { found: true }
      at 0s add { plus: 8 }
      at 0s go => told { found: true }`);
  });

  test("rule 26: a register that was missing is known where every way assigned it", () => {
    pattern(`
      session gap 1h
      remember last: text?
      emits told { last: text }
      start a
      state a { on say -> b { last = what } }
      state b { on go { emit told { last } } }`).lives(`
      at 0s say { what: "x" }
      at 0s go => told { last: "x" }`);
  });

  test("rule 26: a missing value is left out of an output", () => {
    const { outputs } = missing.lives(`
      at 0s look => told { what: missing }`);
    expect(outputs[0]!.data).toEqual({ both: true, either: false });
  });
});
