import { metaKey, stateKey } from "../task/changelog-keys.ts";
import { encodeMeta, type Meta } from "../task/meta.ts";
import type { Edge, Message, Position, Transport } from "../transport.ts";
import type { Surveyed } from "./survey.ts";

/** What a reset does to one task: nothing stays open, and it reads on from elsewhere. */
export interface TaskReset {
  readonly task: number;
  /** Null: it has never begun, so nobody knows. */
  readonly from: readonly Position[] | null;
  readonly to: readonly Position[];
  readonly keys: number;
  readonly messages: readonly Message[];
}

export interface ResetOptions {
  readonly app: string;
  readonly inputs: readonly string[];
  readonly changelog: string;
  readonly edge: Edge;
  /** Name and fingerprint of what is to run; null: what ran so far. */
  readonly patterns: Meta["patterns"] | null;
  readonly vocabularies: number | null;
  /** The change that was announced last: `patterns` stand behind it; absent: none. */
  readonly change?: number;
  readonly partitions: number;
  readonly transactionTimeoutMs: number;
}

/** What would be written. Nothing is touched. */
export async function planReset(
  { admin }: Pick<Transport, "admin">,
  { partition, meta, states }: Surveyed,
  options: ResetOptions,
): Promise<TaskReset> {
  const { inputs, edge, partitions } = options;
  const old = meta?.kind === "read" ? meta.meta : null;
  const to: Position[] = [];
  for (const topic of inputs) {
    const at = { topic, partition };
    to.push({ ...at, offset: await admin.offset(at, edge, "committed") });
  }
  const patterns = options.patterns ?? old?.patterns;
  const draining = old?.draining?.length ?? 0; // each has a vocabulary of its own
  const vocabularies = options.vocabularies ?? (old && old.greatest[0]!.length - draining);
  if (patterns === undefined || vocabularies === null) throw new PatternsUnknown();
  const positions = to.map(({ topic, offset }) => [topic, offset] as const);
  const number = options.patterns === null ? old?.changed?.number : options.change;
  const fresh: Meta = {
    positions,
    greatest: inputs.map(() => Array.from({ length: vocabularies }, () => null)),
    idleTo: inputs.map(() => null),
    patterns,
    partitions,
    chunk: (old?.chunk ?? 0) + 1,
    ...(number === undefined ? {} : { changed: { number, at: positions } }),
    ...(old?.origin === undefined ? {} : { origin: old.origin }),
  };
  const gone = states.map(
    ({ pattern, key }): Message => ({
      ...{ key: stateKey(pattern, key), value: null },
      ...{ headers: [], timestampMs: 0 },
    }),
  );
  const stands = { key: metaKey(), value: encodeMeta(fresh), headers: [], timestampMs: 0 };
  const from = old?.positions.map(([topic, offset]) => ({ topic, partition, offset })) ?? null;
  return { task: partition, from, to, keys: states.length, messages: [...gone, stands] };
}

/** The changelog does not say which patterns there are, and nobody else did. */
export class PatternsUnknown extends Error {}

const BATCH = 5_000;

export async function reset(
  transport: Pick<Transport, "openTask">,
  { task, to, messages }: TaskReset,
  options: ResetOptions,
): Promise<void> {
  await overwrite(transport, task, options, () => ({ messages, positions: to }));
}

export interface Overwritten {
  readonly messages: readonly Message[];
  /** What the group is told; none: it stands where it did. */
  readonly positions: readonly Position[];
}

/**
 * Takes a task over, so that no worker still has it, and writes to its changelog in one transaction what
 * `what` says: asked when nobody else can write there any more.
 */
export async function overwrite(
  transport: Pick<Transport, "openTask">,
  task: number,
  {
    app,
    changelog,
    transactionTimeoutMs,
  }: Pick<ResetOptions, "app" | "changelog" | "transactionTimeoutMs">,
  what: () => Overwritten | Promise<Overwritten>,
): Promise<void> {
  const producer = await transport.openTask({
    transactionalId: `${app}-${task}`,
    transactionTimeoutMs,
  });
  try {
    const { messages, positions } = await what();
    producer.begin();
    for (let from = 0; from < messages.length; from += BATCH)
      await producer.send(
        { topic: changelog, partition: task },
        messages.slice(from, from + BATCH),
      );
    if (positions.length > 0) await producer.sendOffsets(app, positions);
    await producer.commit();
  } finally {
    await producer.close();
  }
}
