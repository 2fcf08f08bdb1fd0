import { type Format, formatOf } from "../../src/records/format.ts";
import type { LogSource } from "../../src/records/log.ts";

/** A log as the page has it: a name, which says what it is, and its bytes. */
export interface GivenLog {
  readonly name: string;
  readonly bytes: Blob;
}

export interface BlobSource extends LogSource {
  /** Of the packed bytes. */
  readonly progress: { bytesRead: number; readonly bytesTotal: number };
}

const CHUNK_BYTES = 64 * 1024;
/** What a packed log may unfold to; a few kilobytes can be made to unfold without end. */
export const UNPACKED_MAX = 1024 * 1024 * 1024;

export const AVRO_WORD =
  "this is an Avro file. The library that reads those makes code while it runs, which this page forbids itself. " +
  "`pda run PATTERN LOG.avro` reads it as it is; to watch it here, `pda records LOG.avro > LOG.ndjson` turns it into lines of JSON";

const DAMAGED_WORD =
  "it is a gzip whose data are damaged or end early: copy it once more from where it came, or see with `gzip -t` whether it is whole";

/** The chunks of a log, unpacked where it is a gzip, whatever it is called. */
export function sourceOf(
  { name, bytes }: GivenLog,
  format: Format | undefined,
  unpackedMax = UNPACKED_MAX,
): BlobSource {
  const progress = { bytesRead: 0, bytesTotal: bytes.size };
  const known = format ?? formatOf(name);
  // An Avro file is refused when it is opened, like one that is called otherwise.
  const named = known === "avro";
  return {
    ...{ path: name, format: named ? "ndjson" : known, progress },
    chunks: chunksOf(bytes, progress, { unpackedMax, avro: named }),
  };
}

async function* chunksOf(
  bytes: Blob,
  progress: { bytesRead: number },
  { unpackedMax, avro }: { readonly unpackedMax: number; readonly avro: boolean },
): AsyncGenerator<Uint8Array> {
  const head = new Uint8Array(await bytes.slice(0, 4).arrayBuffer());
  if (avro || isAvro(head)) throw new Error(AVRO_WORD);
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    yield* pieces(bytes, progress);
    return;
  }
  let unpacked = 0;
  for await (const chunk of gunzipped(bytes, progress)) {
    unpacked += chunk.length;
    if (unpacked > unpackedMax)
      throw new Error(`it unfolds to more than ${unpackedMax / 1024 / 1024} MB`);
    yield chunk;
  }
}

const isAvro = ([a, b, c, d]: Uint8Array): boolean =>
  a === 0x4f && b === 0x62 && c === 0x6a && d === 0x01;

async function* pieces(bytes: Blob, progress: { bytesRead: number }): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.size; at += CHUNK_BYTES) {
    const chunk = new Uint8Array(await bytes.slice(at, at + CHUNK_BYTES).arrayBuffer());
    progress.bytesRead += chunk.length;
    yield chunk;
  }
}

async function* gunzipped(
  bytes: Blob,
  progress: { bytesRead: number },
): AsyncGenerator<Uint8Array> {
  const packed = pieces(bytes, progress);
  const { readable, writable } = new DecompressionStream("gzip");
  const writer = writable.getWriter();
  const feed = async (): Promise<void> => {
    // Of damaged data the reader tells.
    try {
      for await (const chunk of packed) await writer.write(new Uint8Array(chunk));
      await writer.close();
    } catch {}
  };
  const feeding = feed();
  const reader = readable.getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch {
    // Each browser has other words for it, and none for whoever picked the file.
    throw new Error(DAMAGED_WORD);
  } finally {
    await reader.cancel().catch(() => {});
    await feeding;
  }
}
