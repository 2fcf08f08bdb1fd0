import { describe, expect, it } from "vitest";
import { startOfDay } from "../calendar.ts";
import { halving } from "../halving.ts";
import { call, compare, integer, say, text } from "../literal.ts";
import { dataOf } from "./pieces.ts";

describe("rule 5 and the functions", () => {
  it("5: halving is exact on whole half-lives and nearest between", () => {
    expect(halving(0, 7)).toBe(1);
    expect(halving(14, 7)).toBe(0.25);
    expect(halving(1, 2)).toBe(Math.SQRT1_2);
    expect(halving(-7, 7)).toBe(2);
    expect(halving(1074, 1)).toBe(Number.MIN_VALUE);
    expect(halving(1076, 1)).toBe(0);
    expect(halving(-1, 2)).toBe(Math.SQRT2);
  });

  it("5: the first instant of a day whose midnight is skipped or repeated", () => {
    // Beirut, 2024-03-31: 00:00 becomes 01:00 (+03:00)
    expect(startOfDay(Date.UTC(2024, 2, 31, 12), "Asia/Beirut")).toBe(Date.UTC(2024, 2, 30, 22));
    // Havana, 2024-11-03: 01:00 becomes 00:00; the day begins with the first midnight (−04:00)
    expect(startOfDay(Date.UTC(2024, 10, 3, 12), "America/Havana")).toBe(Date.UTC(2024, 10, 3, 4));
    expect(startOfDay(Date.UTC(2024, 0, 1), "Europe/Berlin")).toBe(Date.UTC(2023, 11, 31, 23));
  });

  it("5: text by code point", () => {
    expect(dataOf(compare(say("\u{ff5e}"), "<", say("\u{1f642}")))).toBe("true");
    expect(dataOf(call("length", integer, say("a🙂")))).toBe("2");
    expect(dataOf(call("lower", text, say("ForEx ÄÖİ")))).toBe('"forex äöİ"');
  });
});
