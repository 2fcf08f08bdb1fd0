import { readKey } from "../task/changelog-keys.ts";
import { decodeMeta, type MetaRead } from "../task/meta.ts";
import type { FetchLimits, Partition, StoredMessage, Transport } from "../transport.ts";

/** What a changelog's partition holds, as it was committed when it was asked for. */
export interface Surveyed {
  readonly partition: number;
  /** null: no task has ever begun there. */
  readonly meta: MetaRead | null;
  /** In the order in which they were last written. */
  readonly states: readonly StoredState[];
}

export interface StoredState {
  readonly pattern: string;
  readonly key: string;
  readonly bytes: Uint8Array;
}

const LIMITS: FetchLimits = {
  maxBytes: 8_000_000,
  maxBytesPerPartition: 4_000_000,
  maxWaitMs: 100,
};

/** Reads a partition to the end that it has now; workers go on meanwhile. */
export async function survey(
  transport: Pick<Transport, "admin" | "reader">,
  of: Partition,
): Promise<Surveyed> {
  const end = await transport.admin.offset(of, "latest", "committed");
  const reader = transport.reader("committed");
  const last = new Map<string, StoredMessage>();
  try {
    let offset = await transport.admin.offset(of, "earliest", "committed");
    while (offset < end) {
      const [answer] = await reader.fetch([{ ...of, offset }], LIMITS);
      for (const message of answer?.messages ?? []) {
        if (message.offset >= end || message.key === null) continue;
        const name = Buffer.from(message.key).toString("latin1");
        last.delete(name);
        last.set(name, message);
      }
      offset = answer?.nextOffset ?? offset;
    }
  } finally {
    await reader.close();
  }
  return surveyed(of.partition, [...last.values()]);
}

function surveyed(partition: number, messages: readonly StoredMessage[]): Surveyed {
  let meta: MetaRead | null = null;
  const states: StoredState[] = [];
  for (const { key, value } of messages) {
    if (value === null) continue;
    const read = readKey(key!);
    if (read?.kind === "meta") meta = decodeMeta(value);
    else if (read?.kind === "state")
      states.push({ pattern: read.pattern, key: read.key, bytes: value });
  }
  return { partition, meta, states };
}
