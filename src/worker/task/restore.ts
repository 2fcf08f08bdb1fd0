import type {
  Clock,
  FetchLimits,
  Partition,
  Reader,
  StoredMessage,
  Transport,
} from "../transport.ts";
import { type ChangelogKey, readKey } from "./changelog-keys.ts";

export interface Restored {
  /** The task's record, as it was last written; null: there is none. */
  readonly meta: Uint8Array | null;
  /** Last states, by pattern's name and key. */
  readonly states: ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>;
  readonly records: number;
  readonly bytes: number;
}

export interface RestoreParts {
  readonly transport: Transport;
  readonly clock: Clock;
}

/** Takes what is read of a changelog, in order; the last of a key counts. */
export interface ChangelogSink {
  take(message: StoredMessage): void;
  /** After each answer of a broker; null: it goes on at once. */
  rest(): Promise<void> | null;
}

const LIMITS: FetchLimits = {
  maxBytes: 8_000_000,
  maxBytesPerPartition: 4_000_000,
  maxWaitMs: 100,
};
const UNDECIDED_MS = 20;

/** All of a changelog, in memory. */
export async function restore(
  parts: RestoreParts,
  from: Partition,
  progress: (offset: number, end: number) => void,
): Promise<Restored> {
  const end = await decidedEnd(parts, from);
  const start = await parts.transport.admin.offset(from, "earliest", "committed");
  const collected = new Collected();
  await readChangelog(parts, { ...from, offset: start }, end, collected, progress);
  return collected;
}

/**
 * What was a changelog's end when we took the transactional id over: what nobody can add to any more. Only
 * then: what a former owner was just committing is decided by then, but its markers may still be on their way.
 */
export async function decidedEnd({ transport, clock }: RestoreParts, of: Partition) {
  const end = await transport.admin.offset(of, "latest", "uncommitted");
  while ((await transport.admin.offset(of, "latest", "committed")) < end) {
    await clock.sleep(UNDECIDED_MS);
  }
  return end;
}

export async function readChangelog(
  { transport }: RestoreParts,
  from: Partition & { readonly offset: number },
  end: number,
  sink: ChangelogSink,
  progress: (offset: number, end: number) => void,
): Promise<void> {
  const reader = transport.reader("committed");
  try {
    for (let { offset } = from; offset < end; ) {
      progress(offset, end);
      offset = await read(reader, { ...from, offset }, sink);
      const rest = sink.rest();
      if (rest !== null) await rest;
    }
  } finally {
    await reader.close();
  }
}

async function read(
  reader: Reader,
  at: Partition & { readonly offset: number },
  sink: ChangelogSink,
): Promise<number> {
  const [answer] = await reader.fetch([at], LIMITS);
  for (const message of answer?.messages ?? []) sink.take(message);
  return answer?.nextOffset ?? at.offset;
}

class Collected implements Restored, ChangelogSink {
  meta: Uint8Array | null = null;
  readonly states = new Map<string, Map<string, Uint8Array>>();
  records = 0;
  bytes = 0;

  take({ key, value }: StoredMessage): void {
    this.records++;
    this.bytes += (key?.length ?? 0) + (value?.length ?? 0);
    const read = key === null ? null : readKey(key);
    if (read?.kind === "meta") this.meta = value;
    else if (read?.kind === "state") this.state(read, value);
  }

  rest(): null {
    return null;
  }

  private state(
    { pattern, key }: ChangelogKey & { kind: "state" },
    value: Uint8Array | null,
  ): void {
    let ofPattern = this.states.get(pattern);
    if (ofPattern === undefined) {
      ofPattern = new Map();
      this.states.set(pattern, ofPattern);
    }
    if (value === null) ofPattern.delete(key);
    else ofPattern.set(key, value);
  }
}
