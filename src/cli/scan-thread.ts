import { closeSync, openSync, readSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import type { Vocabulary } from "../automaton/automaton.ts";
import { JsonScanner } from "../records/json-scan.ts";
import { scanLines } from "../records/line-scans.ts";
import { openVocabulary } from "../records/vocabulary.ts";

/** A file of lines, and what is wanted of each. */
export interface ScanTask {
  readonly path: string;
  readonly vocabulary: Vocabulary;
  /** Bytes read at a time. */
  readonly chunkBytes: number;
}

/** Each answers one message: bytes of the file with what was found in them, nothing more, or why it broke off. */
export type Scanned =
  | { readonly bytes: Uint8Array; readonly words: Int32Array }
  | { readonly ended: true }
  | { readonly error: string };

const NEWLINE = 0x0a;

const { path, vocabulary, chunkBytes } = workerData as ScanTask;
const port = parentPort!;
const mapper = openVocabulary(vocabulary);
const scanner = new JsonScanner(mapper.projection, mapper.slots, { lines: true });
let file = -1;
/** The begun line behind the bytes sent last. */
let rest: Uint8Array = new Uint8Array(0);

/** Bytes that end with a line, where one ends in them. */
function read(): Uint8Array | null {
  if (file < 0) file = openSync(path, "r");
  // A buffer of its own, because it is given away.
  const buffer = Buffer.allocUnsafeSlow(rest.length + chunkBytes);
  buffer.set(rest);
  const length = rest.length + readSync(file, buffer, rest.length, chunkBytes, null);
  const ended = length === rest.length;
  if (length === 0) return null;
  const last = ended ? length : buffer.subarray(0, length).lastIndexOf(NEWLINE) + 1;
  const end = last === 0 ? length : last;
  rest = new Uint8Array(buffer.subarray(end, length));
  return buffer.subarray(0, end);
}

function next(): void {
  const bytes = read();
  if (bytes === null) {
    closeSync(file);
    port.postMessage({ ended: true } satisfies Scanned);
    return;
  }
  const { words } = scanLines(bytes, bytes.lastIndexOf(NEWLINE) + 1, scanner, mapper);
  const message: Scanned = { bytes, words };
  port.postMessage(message, [bytes.buffer as ArrayBuffer, words.buffer as ArrayBuffer]);
}

port.on("message", () => {
  try {
    next();
  } catch (error) {
    port.postMessage({ error: (error as Error).message } satisfies Scanned);
  }
});
