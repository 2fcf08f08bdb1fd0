import { createHash, type Hash } from "node:crypto";
import type { StoredMessage, Transport } from "../../src/worker/transport.ts";

/** What a contestant wrote, as whoever reads committed records sees it. */
export interface Outcome {
  readonly outputs: number;
  readonly outputBytes: number;
  readonly changelog: number;
  readonly changelogBytes: number;
  /** Of keys and values of the outputs: equal where each key has the same bytes in the same order. */
  readonly hash: string;
}

const LIMITS = { maxBytes: 16_000_000, maxBytesPerPartition: 8_000_000, maxWaitMs: 200 };

export async function outcomeOf(
  transport: Transport,
  topics: { readonly output: string; readonly changelog: string },
): Promise<Outcome> {
  const byKey = new Map<string, Hash>();
  const outputs = await each(transport, topics.output, ({ key, value }) => {
    const name = Buffer.from(key ?? []).toString();
    let hash = byKey.get(name);
    if (hash === undefined) {
      hash = createHash("md5");
      byKey.set(name, hash);
    }
    hash.update(value ?? "").update("\n");
  });
  const changelog = await each(transport, topics.changelog, () => {});
  const all = createHash("sha256");
  for (const name of [...byKey.keys()].sort()) all.update(name).update(byKey.get(name)!.digest());
  return {
    ...{ outputs: outputs.records, outputBytes: outputs.bytes },
    ...{ changelog: changelog.records, changelogBytes: changelog.bytes },
    hash: all.digest("hex").slice(0, 12),
  };
}

/** All committed records of a topic; compaction may have taken some of a changelog's. */
async function each(
  transport: Transport,
  topic: string,
  take: (message: StoredMessage) => void,
): Promise<{ records: number; bytes: number }> {
  const count = (await transport.admin.partitions([topic])).get(topic) ?? 0;
  const reader = transport.reader("committed");
  let [records, bytes] = [0, 0];
  for (let partition = 0; partition < count; partition++) {
    const at = { topic, partition };
    const end = await transport.admin.offset(at, "latest", "committed");
    for (let offset = await transport.admin.offset(at, "earliest", "committed"); offset < end; ) {
      const [answer] = await reader.fetch([{ ...at, offset }], LIMITS);
      for (const message of answer?.messages ?? []) {
        records++;
        bytes += (message.key?.length ?? 0) + (message.value?.length ?? 0);
        take(message);
      }
      offset = answer?.nextOffset ?? offset;
    }
  }
  await reader.close();
  return { records, bytes };
}
