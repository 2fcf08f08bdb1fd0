import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { fakeTerminal } from "../cli/fake-terminal.ts";

const root = resolve(import.meta.dirname, "../..");
const sample =
  "sample patterns/search-attribution/pattern.pda --keys 4 --events 36 --seed 20".split(" ");

/** Grouped by visitor, so that a reader can follow each; results by key are the same. */
test("the log of `npm run demo` is made by pda sample, grouped by visitor", async () => {
  const terminal = fakeTerminal();
  expect(await runProgram(sample, terminal)).toBe(0);
  const visitor = (line: string): string => JSON.parse(line).visitor;
  const lines = terminal.written().trimEnd().split("\n");
  const byVisitor = lines.toSorted((a, b) =>
    visitor(a) < visitor(b) ? -1 : +(visitor(a) > visitor(b)),
  );
  const path = `${root}/patterns/search-attribution/demo.ndjson`;
  if (process.env.UPDATE === "1") writeFileSync(path, `${byVisitor.join("\n")}\n`);
  expect(readFileSync(path, "utf8")).toBe(`${byVisitor.join("\n")}\n`);
});

test("npm run demo shows purchases that are credited to a search", async () => {
  const { scripts } = JSON.parse(readFileSync(`${root}/package.json`, "utf8"));
  const [, , ...parameters] = (scripts.demo as string).split(" ");
  const terminal = fakeTerminal();
  expect(await runProgram(parameters, terminal)).toBe(0);
  expect(terminal.written()).toMatch(/stage: "bought", term: "\w+"/);
  expect(terminal.noted()).toContain("36 handed on");
});
