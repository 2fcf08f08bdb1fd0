import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { exitCodes } from "../../src/cli/exit.ts";
import { runProgram } from "../../src/cli/program.ts";
import { fakeTerminal } from "./fake-terminal.ts";

const PATTERN = "patterns/search-attribution/pattern.pda";
const LOG = "patterns/search-attribution/demo.ndjson";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pda-archive-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function pda(...parameters: readonly string[]) {
  const terminal = fakeTerminal();
  const code = await runProgram(parameters, terminal);
  const lines = terminal.written().split("\n");
  return { code, lines: lines.filter((line) => line !== ""), said: terminal.noted() };
}

const write = (name: string, lines: readonly string[]): string => {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => `${line}\n`).join(""));
  return path;
};

/** Ids name the places of records. */
const withoutPlaces = (lines: readonly string[]): string[] =>
  lines.map((line) => {
    const { output, key, data, time } = JSON.parse(line) as Record<string, unknown>;
    return JSON.stringify({ output, key, data, time });
  });

const records = (): string[] => readFileSync(LOG, "utf8").trimEnd().split("\n");

it("steps an archive of values as `pda run` steps the log, one file or several merged", async () => {
  const run = await pda("run", PATTERN, LOG, "--watermark", "0s", "--end-of-input", "keep");
  const whole = await pda("replay", PATTERN, "--archive", LOG);
  expect(whole.said).toContain("36 records, 32 outputs, 0 dead letters");
  expect(whole.code).toBe(exitCodes.good);
  expect(withoutPlaces(whole.lines)).toEqual(withoutPlaces(run.lines));
  const visitor = (line: string) => (JSON.parse(line) as { visitor: string }).visitor;
  const first = visitor(records()[0]!);
  const a = write(
    "a.ndjson",
    records().filter((line) => visitor(line) === first),
  );
  const b = write(
    "b.ndjson",
    records().filter((line) => visitor(line) !== first),
  );
  const merged = await pda("replay", PATTERN, "--archive", a, "--archive", b);
  expect(withoutPlaces(merged.lines).sort()).toEqual(withoutPlaces(run.lines).sort());
});

/** As `kcat -J` writes messages. */
const exported = (line: string, offset: number, partition: number, key: string): string =>
  JSON.stringify({
    ...{ topic: "clicks", partition, offset, tstype: "create", ts: 1_000, broker: 1 },
    ...{ headers: ["traceparent", "00-1"], key, payload: line },
  });

it("steps an archive of messages partition by partition, with their places", async () => {
  const visitor = (line: string) => (JSON.parse(line) as { visitor: string }).visitor;
  const lines = records().map((line, at) =>
    exported(line, at, visitor(line) === visitor(records()[0]!) ? 0 : 1, visitor(line)),
  );
  const whole = write("messages.ndjson", lines);
  const { code, said, lines: outputs } = await pda("replay", PATTERN, "--archive", whole);
  expect(said).toContain("36 records, 32 outputs, 0 dead letters");
  expect(code).toBe(exitCodes.good);
  expect(outputs.join()).toContain("clicks-1@");
  // Files in their order; what was exported twice is one message.
  const parts = [write("1.ndjson", lines.slice(0, 20)), write("2.ndjson", lines.slice(19))];
  const again = await pda("replay", PATTERN, "--archive", parts[0]!, "--archive", parts[1]!);
  expect(again.lines).toEqual(outputs);
  const astray = await pda("replay", PATTERN, "--archive", parts[1]!, "--archive", parts[0]!);
  expect(astray.code).toBe(exitCodes.inputOutput);
  expect(astray.said).toContain("name the files in the order of their offsets");
});

it("under other keys it wants --rekey, as the worker does", async () => {
  const other = write(
    "other.ndjson",
    records().map((line, at) => exported(line, at, 0, "session")),
  );
  const refused = await pda("replay", PATTERN, "--archive", other);
  expect(refused.code).toBe(exitCodes.stopped);
  expect(refused.said).toContain("--rekey");
  const rekeyed = await pda("replay", PATTERN, "--archive", other, "--rekey");
  expect(rekeyed.said).toContain("36 records, 32 outputs, 0 dead letters");
});

it("says what is wrong with an archive", async () => {
  const missing = await pda("replay", PATTERN, "--archive", join(folder, "none.ndjson"));
  expect(missing.code).toBe(exitCodes.inputOutput);
  expect(missing.said).toContain("none.ndjson: there is no such file");
  const damaged = write("damaged.ndjson", ["{"]);
  expect((await pda("replay", PATTERN, "--archive", damaged)).code).toBe(exitCodes.inputOutput);
  const mixed = write("mixed.ndjson", [records()[0]!, exported(records()[0]!, 0, 0, "v1")]);
  const told = await pda("replay", PATTERN, "--archive", mixed);
  expect(told.code).toBe(exitCodes.usage);
  expect(told.said).toContain("archives of one kind are expected");
  const alone = await pda("replay", PATTERN, "--archive", LOG, "--compare");
  expect(alone.code).toBe(exitCodes.usage);
  expect(alone.said).toContain("brokers");
});
