import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { usageFailure } from "./exit.ts";
import { fileFailure, STANDARD_INPUT } from "./files.ts";
import type { Terminal } from "./terminal.ts";

const NDJSON = /\.(ndjson|jsonl)(\.gz)?$/;

/** The records of an NDJSON log, as a topic would hold them: one message a line. */
export async function* logLines(path: string, terminal: Terminal): AsyncGenerator<Uint8Array> {
  if (path !== STANDARD_INPUT && !NDJSON.test(path)) {
    if (await isEmpty(path)) throw usageFailure(`${path} is empty: there is no record to feed`);
    throw usageFailure(
      `${path}: --local feeds messages of one JSON object each; give it NDJSON (.ndjson, .jsonl, .gz)`,
    );
  }
  try {
    for await (const line of createInterface({ input: openText(path, terminal) })) {
      if (line.trim() !== "") yield Buffer.from(line);
    }
  } catch (error) {
    throw fileFailure(path, error);
  }
}

/** What cannot be looked at is told when it is read. */
const isEmpty = async (path: string): Promise<boolean> => {
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true && found.size === 0;
};

function openText(path: string, terminal: Terminal): Readable {
  if (path === STANDARD_INPUT) return terminal.input();
  const bytes = createReadStream(path);
  if (!path.endsWith(".gz")) return bytes;
  const text = createGunzip();
  bytes.on("error", (error) => text.destroy(error));
  return bytes.pipe(text);
}
