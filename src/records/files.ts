import { closeSync, constants, openSync, readSync } from "node:fs";
import { access, open, stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { avroFileReader } from "./avro-reader.ts";
import { type Decoder, platformDecoder } from "./decoder.ts";
import type { Format, ReaderOf } from "./format.ts";
import { formatOf } from "./format.ts";
import { InputError } from "./input-error.ts";
import type { LogSource } from "./log.ts";

const CHUNK_BYTES = 256 * 1024;

/** A source and how far its bytes (the packed ones, of a gzip) have been read. */
export interface FileSource extends LogSource {
  readonly progress: { bytesRead: number; readonly bytesTotal: number | null };
}

/** Node's own decoding, which vocabularies use by themselves where they run in Node. */
export const nodeDecoder: Decoder = platformDecoder();

/** Another way to read a usual file of so many bytes; null: it is not worth it. */
export type ReadAhead = (
  path: string,
  bytes: number,
) => { readonly chunks: AsyncIterable<Uint8Array>; readonly reader: ReaderOf } | null;

/** Looks at a file, so that a missing one is told before anything runs; throws `InputError`. */
export async function openFile(
  path: string,
  format: Format = formatOf(path),
  readAhead: ReadAhead | null = null,
): Promise<FileSource> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new Error("is a folder, not a file");
    const usual = found.isFile();
    if (usual) await access(path, constants.R_OK);
    if (usual && format === "ndjson" && !/\.gz$/i.test(path)) {
      const ahead = readAhead?.(path, found.size) ?? null;
      if (ahead !== null) {
        const source = sourceOf(path, ahead.chunks, format, found.size);
        return { ...source, reader: ahead.reader };
      }
    }
    // Chunks of a usual file are there at once: to wait for them takes longer than to read them.
    const chunks = usual
      ? chunksOf(path)
      : (await open(path)).createReadStream({ highWaterMark: CHUNK_BYTES });
    return sourceOf(path, chunks, format, usual ? found.size : null);
  } catch (error) {
    throw new InputError(path, described(error as NodeJS.ErrnoException));
  }
}

/** Standard input, or any stream. */
export function streamSource(path: string, stream: Readable, format: Format): FileSource {
  return sourceOf(path, stream, format, null);
}

function sourceOf(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  format: Format,
  bytesTotal: number | null,
): FileSource {
  const progress = { bytesRead: 0, bytesTotal };
  return {
    ...{ path, format, progress, chunks: unpacked(counted(chunks, progress)) },
    ...(format === "avro" ? { reader: avroFileReader } : {}),
  };
}

/** Each is a buffer of its own: records refer to it. The file is open only while it is read. */
async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  const file = openSync(path, "r");
  try {
    for (;;) {
      const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
      const length = readSync(file, chunk);
      if (length === 0) return;
      yield length === CHUNK_BYTES ? chunk : chunk.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}

function described(error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT") return "there is no such file";
  if (error.code === "EACCES") return "reading this file is not allowed";
  if (error.code === "EISDIR") return "is a folder, not a file";
  return error.message;
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  progress: { bytesRead: number },
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    progress.bytesRead += chunk.length;
    yield chunk;
  }
}

/** Unpacks a gzip, whatever it is called: its first two bytes are no text. */
async function* unpacked(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  let first: Uint8Array = new Uint8Array(0);
  while (first.length < 2) {
    const { value, done } = await chunks.next();
    if (done === true) break;
    first = first.length === 0 ? value : Buffer.concat([first, value]);
  }
  if (first[0] === 0x1f && first[1] === 0x8b) yield* gunzipped(first, chunks);
  else {
    if (first.length > 0) yield first;
    yield* chunks;
  }
}

/**
 * What can be unpacked of a damaged gzip comes before its error: the end is only announced when all bytes
 * have gone through, because the last write's output is lost where it fails.
 */
async function* gunzipped(
  first: Uint8Array,
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  // A write that never comes through, because the data broke, must not be waited for.
  let release = () => {};
  gunzip.once("close", () => release());
  const write = (chunk: Uint8Array) =>
    new Promise<void>((resolve) => {
      release = resolve;
      gunzip.write(chunk, () => resolve());
    });
  const feed = async () => {
    try {
      await write(first);
      for await (const chunk of rest) {
        if (gunzip.destroyed) return;
        await write(chunk);
      }
      gunzip.end();
    } catch (error) {
      gunzip.destroy(error as Error);
    }
  };
  const feeding = feed();
  try {
    for await (const chunk of gunzip) yield chunk as Uint8Array;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(
      code === "Z_BUF_ERROR" ? "the gzip data end early" : `the gzip data are damaged: ${message}`,
    );
  } finally {
    gunzip.destroy();
    await feeding;
    await rest.return(undefined);
  }
}
