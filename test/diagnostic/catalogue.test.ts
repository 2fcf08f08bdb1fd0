import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import type { CatalogueEntry } from "../../src/diagnostic/catalogue.ts";
import { catalogue, findCode } from "../../src/diagnostic/codes.ts";
import { renderShort } from "../../src/diagnostic/render/short.ts";

/** Where a mistake lies outside of the text, the explanation says how the example is compiled. */
const told = (entry: CatalogueEntry, which: "wrong" | "right") => {
  const main = { name: "example.pda", text: entry[which] };
  const set = /`--set (\w+)=([^`]*)`/.exec(entry.explanation);
  const parameters = set === null ? {} : { [set[1] as string]: set[2] as string };
  const load = (path: string) => (path === main.name ? main : null);
  return compile({ main, load }, { parameters: which === "wrong" ? parameters : {} });
};

describe.each(catalogue)("$code $title", (entry) => {
  test("the wrong example gets it", () => {
    const { diagnostics, sources } = told(entry, "wrong");
    const found = diagnostics.find(({ code }) => code === entry.code);
    expect(found, renderShort(diagnostics, sources)).toBeDefined();
    expect(found?.severity).toBe(entry.severity);
  });

  test("the right example gets nothing", () => {
    const { diagnostics, sources } = told(entry, "right");
    expect(renderShort(diagnostics, sources)).toBe("");
  });

  test("it is explained in sentences", () => {
    expect(entry.title).not.toMatch(/\.$/);
    expect(entry.explanation.trim()).toMatch(/^[`A-Z"].*[.)]$/s);
  });
});

test("every code is there once, in its range", () => {
  const codes = catalogue.map((entry) => entry.code);
  expect(codes).toEqual([...new Set(codes)].sort());
  for (const code of codes) expect(code).toMatch(/^PDA0\d{3}$/);
});

test("a code is found however it is written", () => {
  for (const written of ["PDA0101", "pda0101", "0101", "101", " 101 "]) {
    expect(findCode(written)?.code).toBe("PDA0101");
  }
  for (const written of ["", "PDA", "PDA99999", "PDA9999", "x101"]) {
    expect(findCode(written)).toBe(null);
  }
});
