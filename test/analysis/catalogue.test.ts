import { describe, expect, it } from "vitest";
import { compile } from "../../src/compile.ts";
import { reachabilityCatalogue } from "../../src/diagnostic/catalogue/reachability.ts";
import { analysed } from "./compiled.ts";

describe.each(reachabilityCatalogue)("$code $title", ({ code, severity, wrong, right }) => {
  it("is told of the wrong example", () => {
    const found = analysed(wrong).diagnostics.filter((one) => one.code === code);
    expect(found.length).toBeGreaterThan(0);
    expect(found.map((one) => one.severity)).toContain(severity);
    for (const { primary, help } of found) {
      expect(primary.span.end).toBeGreaterThan(primary.span.start);
      expect(help.length).toBeGreaterThan(0);
    }
  });
  it("is not told of the right one, nor is anything else", () => {
    const { diagnostics } = compile({ main: { name: "right.pda", text: right }, load: () => null });
    expect([...diagnostics, ...analysed(right).diagnostics]).toEqual([]);
  });
});
