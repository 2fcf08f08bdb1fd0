import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { exitCodes } from "../../src/cli/exit.ts";
import { runProgram } from "../../src/cli/program.ts";
import { fakeTerminal } from "./fake-terminal.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pda-records-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function records(content: string | Uint8Array) {
  const path = join(folder, "log.ndjson");
  writeFileSync(path, content);
  const terminal = fakeTerminal();
  const code = await runProgram(["records", path], terminal);
  return { code, written: terminal.written(), said: terminal.noted() };
}

it("leaves out what is damaged, and says how much", async () => {
  const { code, written, said } = await records('{"a":1}\n{"a":\n{"a":2}\n');
  expect(written).toBe('{"a":1}\n{"a":2}\n');
  expect(said).toContain("1 record that cannot be read is left out");
  expect(code).toBe(exitCodes.good);
});

it("a file of which nothing can be read is one that cannot be read", async () => {
  const noise = Uint8Array.from({ length: 3_000 }, (_, i) => (i * 7_919 + 13) % 251);
  const { code, written, said } = await records(noise);
  expect(written).toBe("");
  expect(said).toContain("nothing of it can be read; is `--format` right?");
  expect(code).toBe(exitCodes.inputOutput);
  expect((await records("")).code).toBe(exitCodes.good);
});
