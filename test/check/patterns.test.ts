import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compile } from "../../src/compile.ts";

const folder = join(import.meta.dirname, "patterns");

const load = (path: string) => {
  try {
    return { name: path, text: readFileSync(join(folder, path), "utf8") };
  } catch {
    return null;
  }
};

/** How many patterns and scenarios each file has. */
const expected: Readonly<Record<string, readonly [number, number]>> = {
  "credit.pda": [1, 0],
  "identity.events.pda": [0, 0],
  "logins.pda": [1, 1],
  "plant.pda": [1, 1],
  "process.pda": [3, 0],
  "search_attribution.pda": [1, 1],
  "shop.pda": [3, 0],
};

describe("realistic patterns", () => {
  it("are all here", () => {
    expect(readdirSync(folder).sort()).toEqual(Object.keys(expected));
  });

  for (const [file, [patterns, scenarios]] of Object.entries(expected)) {
    it(`${file} compiles without a diagnostic`, () => {
      const result = compile({ main: load(file)!, load });
      expect(result.diagnostics.map((one) => `${one.code} ${one.message}`)).toEqual([]);
      expect(result.patterns.length).toBe(patterns);
      expect(result.scenarios.length).toBe(scenarios);
    });
  }
});
