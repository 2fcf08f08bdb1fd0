import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { readPipeline } from "../../src/simulator/disorder/notation.ts";
import { fakeTerminal } from "./fake-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "pda-disorder-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, lines: readonly object[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  return path;
}

async function pda(...parameters: string[]) {
  const terminal = fakeTerminal();
  const code = await runProgram(["disorder", ...parameters], terminal);
  return { code, out: terminal.written(), err: terminal.noted() };
}

/** Two devices, an event every 100 ms; each tenth is half a second on the way, the others 20 ms. */
const events = Array.from({ length: 400 }, (_, i) => {
  const at = 1_700_000_000_000 + i * 100;
  return { device: `d${i % 2}`, at, received_at: at + (i % 10 === 3 ? 500 : 20 + (i % 7)), n: i };
});
const arrived = events.toSorted((a, b) => a.received_at - b.received_at);
const both = file("both.ndjson", arrived);
const orderOnly = file(
  "order.ndjson",
  arrived.map(({ device, at }) => ({ device, at: new Date(at).toISOString() })),
);

test("tells the disorder of a log in tables of at most sixty columns", async () => {
  const { code, out } = await pda(both);
  expect(code).toBe(0);
  expect(out).toContain("400 events, 2 keys, 40 s\n");
  expect(out).toContain("time at, key device, arrival received_at (found by name)");
  expect(out).toMatch(/events behind +40 +40\n/);
  expect(out).toMatch(/of all +10\.0 % +10\.0 %\n/);
  expect(out).toMatch(/window for 1 in 1,000 +400 ms +400 ms\n/);
  expect(out).toContain("`reorder within 400ms` leaves at most 1 in 1,000 events");
  for (const line of out.split("\n"))
    if (!line.includes("--disorder")) expect(line.length, line).toBeLessThanOrEqual(60);
  const fitted = /--disorder "(.*)"/.exec(out)![1]!;
  expect(readPipeline(fitted).problems).toEqual([]);
});

test("the order of the log does not matter where arrival times are known", async () => {
  const { out } = await pda(file("sorted.ndjson", events));
  expect(out).toMatch(/events behind +40 +40\n/);
  expect(out).toContain("put in the order of arrival: 160 stood behind a later one");
});

test("a log in arrival order only", async () => {
  const { code, out } = await pda(orderOnly);
  expect(code).toBe(0);
  expect(out).toContain("the order of arrival is that of the log");
  expect(out).toMatch(/events behind +40 +40\n/);
  expect(out).toContain("fitted to what is behind");
  expect(out).not.toContain("from event to arrival");
});

test("for programs", async () => {
  const { out } = await pda(both, "--json", "--partition", "n");
  const report = JSON.parse(out);
  expect(report).toMatchObject({ events: 400, keys: 2, partitions: 400, refused: 0, moved: 0 });
  expect(report.scopes.map((scope: { scope: string }) => scope.scope)).toEqual([
    "stream",
    "partition",
    "key",
  ]);
  expect(report.scopes[0]).toMatchObject({ behind: 40, windowMs: 400 });
  expect(report.delays).toMatchObject({ min: 20, max: 500, negative: 0 });
  expect(readPipeline(report.fit.pipeline).problems).toEqual([]);
});

test("a log in the order of time says that this may be no merit", async () => {
  const { out } = await pda(
    file(
      "calm.ndjson",
      events.map(({ at, device }) => ({ at, device })),
    ),
  );
  expect(out).toContain("No event is behind");
  expect(out).toContain("If it was sorted before it was stored");
  expect(out).not.toContain("--disorder");
});

test("a log that is grouped by key", async () => {
  const grouped = events.toSorted((a, b) =>
    a.device < b.device ? -1 : a.device > b.device ? 1 : 0,
  );
  const { out } = await pda(
    file(
      "grouped.ndjson",
      grouped.map(({ at, device }) => ({ at, device })),
    ),
  );
  expect(out).toContain("grouped by key: the stream says nothing of arrival");
  expect(out).not.toContain("--disorder");
});

test("one key", async () => {
  const single = arrived.map(({ at }) => ({ at, device: "d" }));
  const { out } = await pda(file("single.ndjson", single));
  expect(out).toContain("one key only");
  expect(out).toMatch(/within each +stream\n/);
});

const broken = join(folder, "broken.ndjson");
writeFileSync(broken, '{"at": 17\n{"at"\n');

test.each([
  [["nowhere.ndjson"], 3, "there is no such file"],
  [[both, "--time", "att"], 2, "--time: no record has a field att; did you mean at?"],
  [[both, "--arrival", "recieved_at"], 2, "did you mean received_at?"],
  [[both, "--limit", "0"], 2, "Write a whole number from 1."],
  [["-"], 2, "standard input can be read only once: say --time"],
  [[file("timeless.ndjson", [{ a: "x" }])], 2, "no field looks like a time; say which with --time"],
  [[file("empty.ndjson", [])], 3, "empty.ndjson: there are no records in it"],
  [[file("empty-too.ndjson", []), "--time", "at"], 3, "there are no records in it"],
  [[broken], 3, "broken.ndjson: none of its records can be read"],
  [[file("bare.ndjson", [{}])], 2, "say which with --time (there are no fields)"],
  [[both, "--time", "device"], 3, "none of its 400 records can be used"],
])("%j is refused", async (parameters, code, message) => {
  const refused = await pda(...parameters);
  expect(refused.err).toContain(message);
  expect(refused.code).toBe(code);
});
