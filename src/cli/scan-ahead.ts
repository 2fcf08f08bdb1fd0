import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { ReadAhead } from "../records/files.ts";
import type { LineScans } from "../records/line-scans.ts";
import { LineReader } from "../records/lines.ts";
import type { RecordMapper } from "../records/vocabulary.ts";
import type { Scanned, ScanTask } from "./scan-thread.ts";

/** Null where the sources run as they are: a thread would not know how to read them. */
const WORKER = import.meta.url.endsWith(".ts")
  ? null
  : new URL("./scan-thread.js", import.meta.url);

/** How many pieces of a file may wait. */
const WAITING_MAX = 8;

export interface ScanAheadOptions {
  /** Below it, starting a thread takes longer than it saves. */
  readonly bytesMin: number;
  readonly chunkBytes: number;
  /** The thread's program. */
  readonly program: URL;
}

/** How `pda` reads ahead; null where it does not. */
export const readingAhead: ScanAheadOptions | null =
  WORKER === null || availableParallelism() < 2
    ? null
    : { bytesMin: 8 * 1024 * 1024, chunkBytes: 256 * 1024, program: WORKER };

/** Reads large files of lines in a thread, which scans them ahead of who steps through them. */
export function scanAhead(
  { vocabulary }: RecordMapper,
  { bytesMin, chunkBytes, program }: ScanAheadOptions,
): ReadAhead {
  return (path, bytes) => {
    if (bytes < bytesMin) return null;
    let latest: LineScans | null = null;
    const chunks = async function* (): AsyncGenerator<Uint8Array> {
      for await (const scans of scansOf(program, { path, vocabulary, chunkBytes })) {
        latest = scans;
        yield scans.bytes;
      }
    };
    return { chunks: chunks(), reader: (options) => new LineReader(options, () => latest) };
  };
}

async function* scansOf(program: URL, task: ScanTask): AsyncGenerator<LineScans> {
  const worker = new Worker(program, { workerData: task });
  const waiting: Scanned[] = [];
  let wake = (): void => {};
  const come = (scanned: Scanned): void => {
    waiting.push(scanned);
    wake();
  };
  worker.on("message", come);
  worker.on("error", ({ message }) => come({ error: message }));
  const ask = (): void => worker.postMessage(null);
  try {
    for (let i = 0; i < WAITING_MAX; i++) ask();
    for (;;) {
      if (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      const scanned = waiting.shift()!;
      if ("error" in scanned) throw new Error(scanned.error);
      if ("ended" in scanned) return;
      const { buffer, byteOffset, length } = scanned.bytes;
      yield { bytes: Buffer.from(buffer, byteOffset, length), words: scanned.words };
      ask();
    }
  } finally {
    await worker.terminate();
  }
}
