import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.ts";

/** The built command line program, as a user runs it. */
const program = join(root, "dist/src/cli/main.js");

export const patternFile = (name: string): string => join(root, `patterns/${name}/pattern.pda`);

export function buildPda(): void {
  execFileSync("npm", ["run", "build", "--silent"], { cwd: root, stdio: ["ignore", 2, 2] });
}

/** Seconds from the program's start to its end, results written to a file. */
export function secondsOf(script: "pda" | string, args: readonly string[], to: string): number {
  const out = openSync(to, "w");
  const begun = process.hrtime.bigint();
  const file = script === "pda" ? program : script;
  const { status, stderr } = spawnSync(process.execPath, [file, ...args], {
    stdio: ["ignore", out, "pipe"],
  });
  const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
  closeSync(out);
  if (status !== 0) throw new Error(`${file} ended with ${status}: ${stderr}`);
  return seconds;
}

/** Reads its log from standard input. */
export const startPda = (args: readonly string[]): ChildProcess =>
  spawn(process.execPath, [program, ...args], { stdio: ["pipe", "pipe", "inherit"] });

/** Resident memory of a running process in bytes; null where the system does not tell. */
export function residentBytes(pid: number): number | null {
  try {
    const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return kilobytes === null ? null : Number(kilobytes[1]) * 1024;
  } catch {
    return null;
  }
}
