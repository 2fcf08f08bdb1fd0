import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { exitCodes } from "../../src/cli/exit.ts";
import { runProgram } from "../../src/cli/program.ts";
import { fakeTerminal } from "./fake-terminal.ts";

const PATTERN = "patterns/search-attribution/pattern.pda";
const LOG = "patterns/search-attribution/demo.ndjson";
const folder = mkdtempSync(join(tmpdir(), "pda-fill-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** None of these comes to ask a broker. */
const REACH = ["--brokers", "127.0.0.1:1", "--input", "in", "--output", "out", "--listen", "off"];

async function worker(...flags: readonly string[]) {
  const terminal = fakeTerminal();
  const code = await runProgram(["worker", PATTERN, ...flags], terminal);
  return { code, said: terminal.noted() };
}

function file(name: string, ...places: readonly (readonly [topic: string, offset: number])[]) {
  const path = join(folder, name);
  const line = ([topic, offset]: readonly [string, number]) =>
    JSON.stringify({ topic, partition: 0, offset, key: "v1", payload: "{}" });
  writeFileSync(path, `${places.map(line).join("\n")}\n`);
  return path;
}

it("refuses an archive of which nobody could say where the topic goes on", async () => {
  const { code, said } = await worker(...REACH, "--fill", LOG);
  expect(code).toBe(exitCodes.inputOutput);
  expect(said).toContain("the records have no place (topic, partition, offset)");
  expect(said).toContain("→ export them with their places");
});

it("refuses records of what is no input, files out of order, and what contradicts it", async () => {
  const other = await worker(...REACH, "--fill", file("other.ndjson", ["shop", 1]));
  expect(other.code).toBe(exitCodes.usage);
  expect(other.said).toContain("records of shop, which is no input (in)");
  const late = file("late.ndjson", ["in", 7]);
  const early = file("early.ndjson", ["in", 3]);
  const order = await worker(...REACH, "--fill", late, "--fill", early);
  expect(order.code).toBe(exitCodes.inputOutput);
  expect(order.said).toContain("offset 3 of in-0 comes behind 7");
  const latest = await worker(...REACH, "--fill", late, "--from", "latest");
  expect(latest.code).toBe(exitCodes.usage);
  expect(latest.said).toContain("with `fill` a first start begins with the archive");
});

it("says that a worker without Kafka has no disk", async () => {
  const disk = ["--store", "disk", "--store-folder", folder];
  const { code, said } = await worker("--local", LOG, ...disk);
  expect(code).toBe(exitCodes.usage);
  expect(said).toContain("`store: disk` has no place: leave it out, or say --store memory");
  expect((await worker("--local", LOG, ...disk, "--store", "memory")).code).toBe(exitCodes.good);
});
