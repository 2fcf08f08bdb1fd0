import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { exitCodes } from "../../src/cli/exit.ts";
import { runProgram } from "../../src/cli/program.ts";
import { fakeTerminal } from "./fake-terminal.ts";

const PATTERN = "patterns/search-attribution/pattern.pda";
const LOG = "patterns/search-attribution/demo.ndjson";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pda-local-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function pda(...parameters: readonly string[]) {
  const terminal = fakeTerminal();
  const code = await runProgram(parameters, terminal);
  return { code, lines: terminal.written().trimEnd().split("\n"), said: terminal.noted() };
}

/** Ids name the places of records, which differ between a file and a topic. */
const withoutPlaces = (lines: readonly string[]): string[] =>
  lines
    .map((line) => {
      const { output, key, kind, fields, timestamp, time } = JSON.parse(line) as Record<
        string,
        unknown
      >;
      return JSON.stringify({ output, key, kind, fields, timestamp, time });
    })
    .sort();

it("gives what `pda run` gives, from a file, without Kafka", async () => {
  const local = await pda("worker", PATTERN, "--local", LOG);
  expect(local.said).toContain("36 records in 4 partitions");
  expect(local.said).toContain("32 outputs, 0 dead letters");
  expect(local.code).toBe(exitCodes.good);
  const run = await pda("run", PATTERN, LOG, "--watermark", "0s", "--end-of-input", "keep");
  expect(withoutPlaces(local.lines)).toEqual(withoutPlaces(run.lines));
});

it("reads a packed log, and buries what it cannot read", async () => {
  const log = join(folder, "log.ndjson.gz");
  writeFileSync(
    log,
    gzipSync('{"visitor":"v1"\n{"visitor":"v1","timestamp":"x","type":"search"}\n'),
  );
  const { code, said } = await pda("worker", PATTERN, "--local", log);
  expect(said).toContain("2 records in 4 partitions");
  expect(said).toContain("0 outputs, 2 dead letters");
  expect(code).toBe(exitCodes.good);
});

it("says what it wants where it gets something else", async () => {
  expect((await pda("worker", PATTERN, "--local", "a.csv")).said).toContain("give it NDJSON");
  const empty = join(folder, "nothing");
  writeFileSync(empty, "");
  const fed = await pda("worker", PATTERN, "--local", empty);
  expect(fed.code).toBe(exitCodes.usage);
  expect(fed.said).toContain("nothing is empty: there is no record to feed");
  const missing = await pda("worker", PATTERN, "--local", "nowhere.ndjson");
  expect(missing.code).toBe(exitCodes.inputOutput);
  expect(missing.said).toContain("nowhere.ndjson: there is no such file");
  const routed = await pda("worker", PATTERN, "--local", LOG, "--output", "attribtion=x");
  expect(routed.code).toBe(exitCodes.usage);
  expect(routed.said).toContain("did you mean `attribution`?");
});

it("prints the configuration in force and what is wrong with it", async () => {
  const file = join(folder, "worker.yaml");
  writeFileSync(file, "brokers: kafka\nsasl: {mechanism: plain, username: u, password: hush}\n");
  const { code, lines, said } = await pda("worker", PATTERN, "--config", file, "--print-config");
  expect(code).toBe(exitCodes.good);
  expect(lines).toContain(`brokers: [ kafka:9092 ] # ${file}:1`);
  expect(lines.join() + said).not.toContain("hush");
  writeFileSync(file, "brokerz: kafka\n");
  const wrong = await pda("worker", PATTERN, "--config", file);
  expect(wrong.code).toBe(exitCodes.usage);
  expect(wrong.said).toContain(`${file}:1: there is no key \`brokerz\`; did you mean \`brokers\`?`);
});
