import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join, normalize } from "node:path";
import type { Source } from "../diagnostic/diagnostic.ts";
import { exitCodes, Failure } from "./exit.ts";
import type { Terminal } from "./terminal.ts";

export const STANDARD_INPUT = "-";

/** A file, or standard input for `-`. */
export async function readSource(path: string, terminal: Terminal): Promise<Source> {
  if (path === STANDARD_INPUT) return { name: path, text: await terminal.stdin() };
  const name = normalize(path);
  try {
    return { name, text: await readFile(name, "utf8") };
  } catch (error) {
    throw fileFailure(path, error);
  }
}

export async function writeText(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw fileFailure(path, error);
  }
}

/** What `use "path"` in a file means: a path as seen from that file. */
export function loadBeside(path: string, from: string): Source | null {
  const folder = from === STANDARD_INPUT ? "." : dirname(from);
  const name = isAbsolute(path) ? normalize(path) : join(folder, path);
  try {
    return { name, text: readFileSync(name, "utf8") };
  } catch {
    return null;
  }
}

/** The system's reasons in plain words. */
export function fileFailure(path: string, error: unknown): Failure {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const reason = reasons[code] ?? (error instanceof Error ? error.message : String(error));
  return new Failure(exitCodes.inputOutput, `${path}: ${reason}`);
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "is a folder, not a file",
  EACCES: "may not be read or written by you",
  ENOTDIR: "a part of the path is no folder",
  ENOSPC: "no room is left on the disk",
  EEXIST: "exists already",
};
