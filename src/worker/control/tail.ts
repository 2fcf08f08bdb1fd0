import { readKey } from "../task/changelog-keys.ts";
import { decodeMeta, type Meta } from "../task/meta.ts";
import { Stopped } from "../task/stopped.ts";
import type { FetchLimits, Partition, Reader, Transport } from "../transport.ts";

const LIMITS: FetchLimits = {
  maxBytes: 8_000_000,
  maxBytesPerPartition: 4_000_000,
  maxWaitMs: 100,
};
/** A task writes its own record last in each transaction; more is read where others were called off. */
const FIRST_LOOK = 16;
const FURTHER = 16;

/** Where the tasks stand, from the ends of their changelogs; null: one has never begun. */
export async function tails(
  transport: Pick<Transport, "admin" | "reader">,
  changelog: string,
  partitions: number,
): Promise<readonly (Meta | null)[]> {
  const reader = transport.reader("committed");
  const found: (Meta | null)[] = [];
  try {
    for (let partition = 0; partition < partitions; partition++)
      found.push(await tail(transport, reader, { topic: changelog, partition }));
  } finally {
    await reader.close();
  }
  return found;
}

async function tail(
  { admin }: Pick<Transport, "admin">,
  reader: Reader,
  of: Partition,
): Promise<Meta | null> {
  const start = await admin.offset(of, "earliest", "committed");
  const end = await admin.offset(of, "latest", "committed");
  let until = end;
  for (let look = FIRST_LOOK; until > start; look *= FURTHER) {
    const from = Math.max(start, end - look);
    const meta = await lastMeta(reader, of, from, until);
    if (meta !== null) return meta;
    until = from;
  }
  return null;
}

async function lastMeta(
  reader: Reader,
  of: Partition,
  from: number,
  until: number,
): Promise<Meta | null> {
  let last: Uint8Array | null = null;
  for (let offset = from; offset < until; ) {
    const [answer] = await reader.fetch([{ ...of, offset }], LIMITS);
    for (const { key, value, offset: at } of answer?.messages ?? [])
      if (at < until && key !== null && value !== null && readKey(key)?.kind === "meta")
        last = value;
    offset = answer?.nextOffset ?? offset;
  }
  if (last === null) return null;
  const read = decodeMeta(last);
  if (read.kind === "read") return read.meta;
  const what = `the record of task ${of.partition} in ${of.topic}`;
  throw read.kind === "newer"
    ? new Stopped(
        "newer state",
        `${what} was written in format ${read.format} by a later release`,
        "start that release, or a later one",
      )
    : new Stopped(
        "damaged state",
        `${what} cannot be read`,
        "find out who else writes to the topic",
      );
}
