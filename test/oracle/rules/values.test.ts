import { describe, expect, it } from "vitest";
import type { Expression } from "../../../src/automaton/automaton.ts";
import {
  binary,
  boolean,
  call,
  compare,
  constant,
  decimal,
  failing,
  failingGuard,
  field,
  int,
  integer,
  number,
  say,
  text,
} from "../literal.ts";
import { always, dataOf, never } from "./pieces.ts";

describe("rules 25 and 26: values", () => {
  it("25: decimals keep their places", () => {
    const a = constant(decimal(2), "-5");
    const b = constant(decimal(1), "25");
    expect(dataOf(a)).toBe("-0.05");
    expect(dataOf(binary("add", a, b, decimal(2)))).toBe("2.45");
    expect(dataOf(binary("multiply", a, b, decimal(3)))).toBe("-0.125");
    expect(dataOf(compare(constant(decimal(2), "250"), "=", b))).toBe("true");
  });

  it("25: exact up to 38 digits", () => {
    const most = "9".repeat(38);
    expect(dataOf(constant(integer, most))).toBe(most);
    expect(dataOf(binary("add", constant(integer, most), int(1)))).toBe("fails");
    expect(dataOf(binary("subtract", int(`-${most}`), int(1)))).toBe("fails");
  });

  it("25: rounding goes half away from zero, of numbers by their exact binary value", () => {
    const round = (value: Expression, places: number) =>
      dataOf(call("round", decimal(places), value, int(places)));
    expect(round(constant(decimal(3), "2345"), 2)).toBe("2.35");
    expect(round(constant(decimal(3), "-2345"), 2)).toBe("-2.35");
    // the double 1.005 is a little less than 1.005
    expect(round(constant(number, 1.005), 2)).toBe("1.00");
    expect(round(constant(number, 0.125), 2)).toBe("0.13");
    expect(dataOf(binary("roundedQuotient", int(-10), int(4), integer))).toBe("-3");
    expect(dataOf(binary("roundedQuotient", int(10), constant(decimal(1), "30"), decimal(2)))).toBe(
      "3.33",
    );
  });

  it("25: numbers are doubles; NaN, infinities and division by zero fail", () => {
    const n = (value: number) => constant(number, value);
    expect(dataOf(binary("add", n(0.1), n(0.2)))).toBe("0.30000000000000004");
    expect(dataOf(binary("multiply", n(1e200), n(1e200)))).toBe("fails");
    expect(dataOf(binary("divide", n(1), n(0)))).toBe("fails");
    expect(dataOf(binary("multiply", n(-1), n(0)))).toBe("0");
    expect(dataOf(call("number", number, constant(decimal(2), "995")))).toBe("9.95");
  });

  it("26: and, or, or else and the conditional stop as soon as they are decided", () => {
    const or: Expression = { op: "or", type: boolean, left: always, right: failingGuard };
    const and: Expression = { op: "and", type: boolean, left: never, right: failingGuard };
    const orElse: Expression = { op: "orElse", type: integer, left: int(1), right: failing };
    const missing: Expression = { op: "orElse", type: text, left: field("f"), right: say("none") };
    const known: Expression = { op: "isKnown", type: boolean, operand: field("f") };
    const choice: Expression = {
      op: "if",
      type: integer,
      condition: always,
      // biome-ignore lint/suspicious/noThenProperty: the automaton's word
      then: int(2),
      otherwise: failing,
    };
    expect([or, and, orElse, missing, known, choice].map(dataOf)).toEqual([
      "true",
      "false",
      "1",
      '"none"',
      "false",
      "2",
    ]);
  });
});
