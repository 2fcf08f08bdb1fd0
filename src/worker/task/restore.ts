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

const LIMITS: FetchLimits = {
  maxBytes: 8_000_000,
  maxBytesPerPartition: 4_000_000,
  maxWaitMs: 100,
};
const UNDECIDED_MS = 20;

/**
 * Reads a changelog from its start to what was its end when we took the transactional id over: what
 * nobody can add to any more. Only then: what a former owner was just committing is decided by then,
 * but its markers may still be on their way.
 */
export async function restore(
  { transport, clock }: { readonly transport: Transport; readonly clock: Clock },
  from: Partition,
  progress: (offset: number, end: number) => void,
): Promise<Restored> {
  const end = await decidedEnd(transport, clock, from);
  let offset = await transport.admin.offset(from, "earliest", "committed");
  const reader = transport.reader("committed");
  const collected = new Collected();
  try {
    while (offset < end) {
      progress(offset, end);
      offset = await collect(reader, { ...from, offset }, collected);
    }
  } finally {
    await reader.close();
  }
  return collected;
}

async function decidedEnd(transport: Transport, clock: Clock, of: Partition): Promise<number> {
  const end = await transport.admin.offset(of, "latest", "uncommitted");
  while ((await transport.admin.offset(of, "latest", "committed")) < end) {
    await clock.sleep(UNDECIDED_MS);
  }
  return end;
}

async function collect(
  reader: Reader,
  at: Partition & { readonly offset: number },
  collected: Collected,
): Promise<number> {
  const [answer] = await reader.fetch([at], LIMITS);
  for (const message of answer?.messages ?? []) collected.take(message);
  return answer?.nextOffset ?? at.offset;
}

class Collected implements Restored {
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
