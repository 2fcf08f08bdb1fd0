import { describe, expect, test } from "vitest";
import { syntaxCatalogue } from "../../src/diagnostic/catalogue/syntax.ts";
import { parse } from "../../src/syntax/parse.ts";
import { format } from "../../src/syntax/print.ts";

const codes = (text: string) =>
  parse({ name: "x.pda", text }).diagnostics.map((diagnostic) => diagnostic.code);

describe.each(syntaxCatalogue.map((entry) => [entry.code, entry] as const))("%s", (code, entry) => {
  test("the wrong file gets this code, and no other", () => {
    expect(entry.wrong).not.toBe(entry.right);
    const others = code === "PDA0033" ? ["PDA0001"] : [];
    expect(new Set(codes(entry.wrong))).toEqual(new Set([code, ...others]));
  });

  test("the right file gets none, and is in canonical form", () => {
    expect(codes(entry.right)).toEqual([]);
    expect(format({ name: "x.pda", text: entry.right }).text).toBe(entry.right);
  });
});

test("codes are in order and come once", () => {
  const all = syntaxCatalogue.map((entry) => entry.code);
  expect(all).toEqual([...new Set(all)].sort());
});
