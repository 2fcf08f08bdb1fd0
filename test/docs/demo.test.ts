import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { fakeTerminal } from "../cli/fake-terminal.ts";

const root = resolve(import.meta.dirname, "../..");
const update = process.env.UPDATE === "1";

async function sample(line: string): Promise<string> {
  const terminal = fakeTerminal();
  expect(await runProgram(["sample", ...line.split(" ")], terminal)).toBe(0);
  return terminal.written();
}

function expectLog(name: string, text: string): void {
  if (update) writeFileSync(`${root}/${name}`, text);
  expect(readFileSync(`${root}/${name}`, "utf8")).toBe(text);
}

test("the log of the tutorial is made by pda sample", async () => {
  const log = await sample("docs/tutorial/support.pda --keys 9 --events 160 --seed 4 --pause 6m");
  expectLog("docs/tutorial/support.ndjson", log);
});

/** Grouped by visitor, so that a reader can follow each; results by key are the same. */
test("the log of `npm run demo` is made by pda sample, grouped by visitor", async () => {
  const log = await sample(
    "patterns/search-attribution/pattern.pda --keys 4 --events 36 --seed 20",
  );
  const visitor = (line: string): string => JSON.parse(line).visitor;
  const order = (a: string, b: string): number =>
    visitor(a) < visitor(b) ? -1 : Number(visitor(a) > visitor(b));
  const grouped = log.trimEnd().split("\n").toSorted(order);
  expectLog("patterns/search-attribution/demo.ndjson", `${grouped.join("\n")}\n`);
});

test("npm run demo shows purchases that are credited to a search", async () => {
  const { scripts } = JSON.parse(readFileSync(`${root}/package.json`, "utf8"));
  const [, , ...parameters] = (scripts.demo as string).split(" ");
  const terminal = fakeTerminal();
  expect(await runProgram(parameters, terminal)).toBe(0);
  expect(terminal.written()).toMatch(/stage: "bought", term: "\w+"/);
  expect(terminal.noted()).toContain("36 handed on");
});
