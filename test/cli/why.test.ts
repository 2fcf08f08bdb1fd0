import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { fakeTerminal } from "./fake-terminal.ts";

const root = resolve(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/why.md"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "pda-why-"));
afterAll(() => rmSync(folder, { recursive: true }));

const pattern = join(root, "patterns/search-attribution/pattern.pda");
const events = join(folder, "events.ndjson");
// The guide's own log; its examples are held with those of all pages.
writeFileSync(events, /```ndjson events\.ndjson\n([\s\S]*?)```/.exec(page)![1]!);

async function pda(...parameters: string[]) {
  const terminal = fakeTerminal();
  const code = await runProgram(parameters, terminal);
  return { code, out: terminal.written(), err: terminal.noted() };
}

test("an answer is a sentence, then its steps", async () => {
  const { code, out, err } = await pda(
    "why",
    "v8",
    "attribution",
    "--where",
    "stage=bought",
    pattern,
    events,
  );
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(
    /^No `attribution` .* for v8, session 1: `purchase` came at 10:36:15, 4m after the session had ended/,
  );
  // What came late is shown in time, and keeps its id, or it would not be the session's.
  expect(out).toContain('  * 10:32:15  purchase { product: "p1", amount: 5.00 }\n');
});

test("without an output, all results; with a session, only its own", async () => {
  const all = await pda("why", "v9", pattern, events);
  expect(all.out.match(/came at/g)).toHaveLength(4);
  const second = await pda("why", "v8", "--session", "2", pattern, events);
  expect(second.out).toMatch(/^No `attribution` for v8, session 2: /);
});

test("the answer as data", async () => {
  const { out } = await pda(
    "why",
    "v7",
    "attribution",
    "--where",
    "stage=bought",
    "--json",
    pattern,
    events,
  );
  const data = JSON.parse(out);
  expect(data).toMatchObject({ version: 1, pattern: "search_attribution", key: "v7", results: [] });
  expect(data.nearest[0].explanations[0].changes).toMatchObject([
    { kind: "missing", event: { name: "cart", fields: { product: "p3" } } },
  ]);
});

test.each([
  [["v7", "bought"], 2, "emits no bought; it emits attribution"],
  [["v7", "attribution", "--where", "stag=x"], 2, "has no field stag; it has stage, term, product"],
  [["v7", "--where", "stage=bought"], 2, "--where needs an output"],
  [["v7", "--session", "9"], 2, "v7 has 1 session, no session 9"],
  [["v7", "--session", "none"], 2, "write a number from 1"],
  [["nobody"], 1, "no event of key nobody began a session"],
])("%j ends with %i and says %s", async (words, code, said) => {
  const told = await pda("why", ...words, pattern, events);
  expect(told.code).toBe(code);
  expect(told.err).toContain(said);
  expect(told.out).toBe("");
});

test("without a pattern file", async () => {
  const { code, err } = await pda("why", "v7", "events.ndjson");
  expect(code).toBe(2);
  expect(err).toContain("name one that ends in .pda");
});
