import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { exitCodes } from "../../src/cli/exit.ts";

const PATTERN = "patterns/search-attribution/pattern.pda";
const LOG = "patterns/search-attribution/demo.ndjson";
/** Takes nothing, as a disk does that is full. */
const FULL = "/dev/full";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pda-full-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function pda(parameters: readonly string[], output: "pipe" | number) {
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    ["--import", "tsx", "src/cli/main.ts", ...parameters],
    { stdio: ["ignore", output, "pipe"], encoding: "utf8" },
  );
  return { code: status, said: stderr, written: stdout };
}

it.runIf(existsSync(FULL))("results that find no room end the command with the remedy", () => {
  const { code, said } = pda(["run", PATTERN, LOG], openSync(FULL, "w"));
  expect(said).toContain("standard output: no room is left on the disk");
  expect(said).toContain("make room there, or write elsewhere");
  expect(said).not.toContain("    at ");
  expect(code).toBe(exitCodes.inputOutput);
});

it.runIf(existsSync(FULL))("so do dead letters, and the command does not just vanish", () => {
  const log = join(folder, "dead.ndjson");
  writeFileSync(log, '{"visitor":"v1"}\n'.repeat(3_000));
  const { code, said } = pda(["run", PATTERN, log, "--dead-letters", FULL], "pipe");
  expect(said).toContain("/dev/full: no room is left on the disk: not all dead letters are kept");
  expect(said).toContain("name another file with --dead-letters");
  expect(code).toBe(exitCodes.inputOutput);
});
