import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { broken, brokenFolder, compileAlone, rendered } from "./broken.ts";

/**
 * Patterns as analysts get them wrong, each with what it is told. `UPDATE=1` writes the texts anew;
 * the review is the diff.
 */
describe("broken patterns are told what is wrong", () => {
  test.each(broken)("$name", (source) => {
    const expected = join(brokenFolder, source.name.replace(/\.pda$/, ".txt"));
    const told = rendered(source);
    if (process.env.UPDATE === "1") writeFileSync(expected, told);
    expect(existsSync(expected), `${expected} is missing: run with UPDATE=1`).toBe(true);
    expect(told).toBe(readFileSync(expected, "utf8"));
    expect(told).not.toBe("");
  });
});

test("they are many, of many codes, and none too often", () => {
  const first = broken.map((source) => compileAlone(source).diagnostics[0]?.code);
  const counts = new Map<string | undefined, number>();
  for (const code of first) counts.set(code, (counts.get(code) ?? 0) + 1);
  expect(broken.length).toBeGreaterThanOrEqual(60);
  expect(counts.size).toBeGreaterThanOrEqual(40);
  expect([...counts].filter(([, count]) => count > 3)).toEqual([]);
});
