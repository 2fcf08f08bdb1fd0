import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { played } from "./cli.ts";

const cases = join(import.meta.dirname, "cli");
const root = resolve(import.meta.dirname, "../..");
const before = process.cwd();
let folder = "";

/** A folder of its own for each case, beside the pattern library and a few files that are no text. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pda-golden-"));
  symlinkSync(join(root, "patterns"), join(folder, "patterns"));
  symlinkSync(join(cases, "inputs"), join(folder, "inputs"));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

const names = readdirSync(cases).filter((name) => name.endsWith(".txt"));

/** `UPDATE=1` writes what the commands print now; the review is the diff. */
test.each(names)("%s", async (name) => {
  const path = join(cases, name);
  const text = readFileSync(path, "utf8");
  const shown = await played(text);
  if (process.env.UPDATE === "1" && shown !== text) writeFileSync(path, shown);
  expect(shown).toBe(process.env.UPDATE === "1" ? shown : text);
  expect(shown).not.toContain("a mistake in pda itself");
});

test("they are many", () => {
  expect(names.length).toBeGreaterThanOrEqual(40);
});
