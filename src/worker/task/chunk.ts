import type { TaskPhase } from "../news.ts";
import type { RoutedMessage } from "../records/output-writer.ts";
import { partitionOf } from "../records/partitioning.ts";
import type { Message, Partition, Position, TaskProducer } from "../transport.ts";
import { metaKey } from "./changelog-keys.ts";
import { encodeMeta, type Meta } from "./meta.ts";

/** All that becomes true at once. */
export interface Chunk {
  readonly states: readonly Message[];
  readonly marks: readonly Message[];
  /** Where a change is made. */
  readonly switched?: Message;
  readonly meta: Meta;
  readonly outputs: readonly RoutedMessage[];
  readonly letters: readonly Message[];
  readonly positions: readonly Position[];
}

export interface Destination {
  readonly group: string;
  readonly changelog: Partition;
  readonly deadLetters: string;
  /** Partition counts of the topics that are written. */
  readonly counts: ReadonlyMap<string, number>;
}

/**
 * One transaction; how many bytes of it went to the changelog. Any failure is the end of the producer, and of all
 * that was stepped since.
 */
export async function commit(
  producer: TaskProducer,
  chunk: Chunk,
  to: Destination,
  tell: (phase: TaskPhase) => void,
): Promise<number> {
  const changelog = changelogOf(chunk);
  producer.begin();
  tell("sending");
  await allSettled(
    written(chunk, changelog, to).map(async ([partition, messages]) => {
      for (const batch of batches(messages)) {
        await producer.send(partition, batch);
        tell("sent");
      }
    }),
  );
  tell("positions");
  await producer.sendOffsets(to.group, chunk.positions);
  tell("committing");
  await producer.commit();
  tell("committed");
  return bytesOf(changelog);
}

/** What one request carries: brokers take no batch beyond a megabyte. */
const BATCH_BYTES = 700_000;

function* batches(messages: readonly Message[]): Generator<readonly Message[]> {
  let from = 0;
  let bytes = 0;
  for (let at = 0; at < messages.length; at++) {
    const more = sizeOf(messages[at]!);
    if (at > from && bytes + more > BATCH_BYTES) {
      yield messages.slice(from, at);
      [from, bytes] = [at, 0];
    }
    bytes += more;
  }
  yield from === 0 ? messages : messages.slice(from);
}

/** Nothing may be under way when the transaction ends, so the first failure waits for the rest. */
async function allSettled(sends: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(sends)) {
    if (outcome.status === "rejected") throw outcome.reason;
  }
}

type Written = readonly (readonly [Partition, readonly Message[]])[];

/** Messages of one topic, by partition. */
interface OfTopic {
  readonly count: number;
  readonly partitions: ([Partition, Message[]] | undefined)[];
}

const isThere = <T>(one: T | undefined): one is T => one !== undefined;

function written(chunk: Chunk, changelog: readonly Message[], to: Destination): Written {
  const { deadLetters, counts } = to;
  const letters = {
    topic: deadLetters,
    partition: to.changelog.partition % countOf(counts, deadLetters),
  };
  const outputs = new Map<string, OfTopic>();
  for (const { topic, message } of chunk.outputs) {
    let of = outputs.get(topic);
    if (of === undefined) {
      of = { count: countOf(counts, topic), partitions: [] };
      outputs.set(topic, of);
    }
    const partition = message.key === null ? 0 : partitionOf(message.key, of.count);
    const known = of.partitions[partition];
    if (known === undefined) of.partitions[partition] = [{ topic, partition }, [message]];
    else known[1].push(message);
  }
  return [
    ...[...outputs.values()].flatMap(({ partitions }) => partitions.filter(isThere)),
    ...(chunk.letters.length > 0 ? [[letters, chunk.letters] as const] : []),
    [to.changelog, changelog],
  ];
}

/** Asked of the broker before any task begins. */
const countOf = (counts: ReadonlyMap<string, number>, topic: string): number =>
  counts.get(topic) ?? 1;

const changelogOf = ({ states, marks, switched, meta }: Chunk): readonly Message[] => [
  ...states,
  ...marks,
  ...(switched === undefined ? [] : [switched]),
  { key: metaKey(), value: encodeMeta(meta), headers: [], timestampMs: 0 },
];

const sizeOf = ({ key, value }: Message): number => (key?.length ?? 0) + (value?.length ?? 0);

function bytesOf(messages: readonly Message[]): number {
  let sum = 0;
  for (const message of messages) sum += sizeOf(message);
  return sum;
}
