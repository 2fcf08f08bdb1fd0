import { createReadStream, readFileSync, statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join, normalize } from "node:path";
import type { Readable } from "node:stream";
import type { Source } from "../diagnostic/diagnostic.ts";
import { knownFormat } from "../records/format.ts";
import { exitCodes, Failure } from "./exit.ts";
import type { Terminal } from "./terminal.ts";

export const STANDARD_INPUT = "-";

/** Four megabytes are forty thousand states. What is larger is a log that was taken for a pattern. */
const PATTERN_BYTES_MOST = 4 * 2 ** 20;

/** A pattern's text. Whoever names a log in its place is told so, before the compiler wonders at it. */
export async function readPattern(path: string, terminal: Terminal): Promise<Source> {
  if (knownFormat(path) === null) return readSource(path, terminal);
  throw new Failure(
    exitCodes.inputOutput,
    `${path}: is named like a log, not like a pattern (.pda); \`pda infer ${path}\` writes an \`events\` block that describes it`,
  );
}

/** A file, or standard input for `-`. */
export async function readSource(path: string, terminal: Terminal): Promise<Source> {
  const standard = path === STANDARD_INPUT;
  const name = standard ? path : normalize(path);
  // One byte more than there may be is enough to know.
  const input = standard ? terminal.input() : createReadStream(name, { end: PATTERN_BYTES_MOST });
  try {
    return { name, text: decoded(path, await allOf(input, path)) };
  } catch (error) {
    throw error instanceof Failure ? error : fileFailure(path, error);
  }
}

async function allOf(input: Readable, path: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of input as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > PATTERN_BYTES_MOST)
      throw new Failure(
        exitCodes.inputOutput,
        `${path}: is larger than 4 MB, so no pattern; was a log meant?`,
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A pattern is text: a picture by mistake, or another encoding, is told before the compiler wonders at it. */
function decoded(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const line = new TextDecoder("latin1")
      .decode(bytes.subarray(0, firstDamage(bytes)))
      .split("\n");
    const reason = bytes.includes(0)
      ? "is no text, so no pattern"
      : `is not written in UTF-8 (line ${line.length}); save it as UTF-8`;
    throw new Failure(exitCodes.inputOutput, `${path}: ${reason}`);
  }
}

/** The offset of the first byte that is no UTF-8: what is before it decodes. */
function firstDamage(bytes: Uint8Array): number {
  let [fits, all] = [0, bytes.length];
  while (fits < all) {
    const middle = Math.ceil((fits + all) / 2);
    const start = new TextDecoder("utf-8", { fatal: true });
    try {
      start.decode(bytes.subarray(0, middle), { stream: true });
      fits = middle;
    } catch {
      all = middle - 1;
    }
  }
  return fits;
}

export async function writeText(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw writeFailure(path, error);
  }
}

/** What `use "path"` in a file means: a path as seen from that file. */
export function loadBeside(path: string, from: string): Source | null {
  const folder = from === STANDARD_INPUT ? "." : dirname(from);
  const name = isAbsolute(path) ? normalize(path) : join(folder, path);
  try {
    if (statSync(name).size > PATTERN_BYTES_MOST) return null;
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

/** Of a file that is to be written: what is missing is its folder. */
export const writeFailure = (path: string, error: unknown): Failure =>
  (error as NodeJS.ErrnoException).code === "ENOENT"
    ? new Failure(exitCodes.inputOutput, `${path}: there is no folder ${dirname(path)}`)
    : fileFailure(path, error);

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "is a folder, not a file",
  EACCES: "may not be read or written by you",
  ENOTDIR: "a part of the path is no folder",
  ENOSPC: "no room is left on the disk",
  EEXIST: "exists already",
};
