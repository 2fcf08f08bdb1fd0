import { describe, expect, it } from "vitest";
import { compile } from "../../src/compile.ts";
import type { CatalogueEntry } from "../../src/diagnostic/catalogue.ts";
import { catalogue } from "../../src/diagnostic/codes.ts";

const codes = (text: string, settings: Readonly<Record<string, string>> = {}) => {
  const main = { name: "example.pda", text };
  const load = (path: string) => (path === main.name ? main : null);
  return compile({ main, load }, { parameters: settings }).diagnostics.map((one) => one.code);
};

const mine = (entry: CatalogueEntry) => /^PDA0[123467]/.test(entry.code);

describe("the examples of the catalogue", () => {
  for (const { code, title, wrong, right, settings } of catalogue.filter(mine)) {
    it(`${code} ${title}`, () => {
      expect(codes(wrong, settings)).toEqual([code]);
      expect(codes(right)).toEqual([]);
    });
  }
});
