import { describe, expect, it } from "vitest";
import { compile } from "../../src/compile.ts";
import { reachabilityCatalogue } from "../../src/diagnostic/catalogue/reachability.ts";

const found = (text: string) =>
  compile({ main: { name: "example.pda", text }, load: () => null }).diagnostics;

/** What a wrong example cannot help telling too. */
const consequences: Readonly<Record<string, readonly string[]>> = {
  // Its only emit stands in a state that is never entered.
  PDA0510: ["PDA0500"],
};

describe.each(reachabilityCatalogue)("$code $title", ({ code, severity, wrong, right }) => {
  it("is told of the wrong example", () => {
    const diagnostics = found(wrong);
    const codes = diagnostics.map((one) => one.code);
    expect([...codes].sort()).toEqual([code, ...(consequences[code] ?? [])].sort());
    const one = diagnostics.find((other) => other.code === code)!;
    expect(one.severity).toBe(severity);
    expect(one.primary.span.end).toBeGreaterThan(one.primary.span.start);
    expect(one.help.length).toBeGreaterThan(0);
  });
  it("is not told of the right one, nor is anything else", () => {
    expect(found(right)).toEqual([]);
  });
});
