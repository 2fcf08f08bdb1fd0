import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const folder = resolve(import.meta.dirname, "../..");

/** Rules 32 to 37 belong to words that are reserved. */
const RULES = Array.from({ length: 31 }, (_, i) => i + 1);
const TITLE = /\b(?:test|it|describe)(?:\.fails)?(?:\.each\([\s\S]*?\]\))?\(\s*["`]rule (\d+):/g;

test("every rule of the reference has a test named after it", () => {
  const named = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .flatMap((name) => [...readFileSync(join(folder, name), "utf8").matchAll(TITLE)])
    .map(([, rule]) => Number(rule));
  expect(RULES.filter((rule) => !named.includes(rule))).toEqual([]);
});
