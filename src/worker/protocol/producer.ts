import { isFailure, TransportFailure } from "../failure.ts";
import type { Message, Partition, Position, TaskProducer } from "../transport.ts";
import type { Connection, CoordinatorOf } from "./connection.ts";
import { isConnectionTrouble, typeOf } from "./failures.ts";
import type { Broker } from "./requests.ts";

const nameOf = ({ topic, partition }: Partition): string => `${topic}-${partition}`;

/**
 * Transactions over one request each, instead of kafkajs' producer, which sends a batch twice when
 * one of two leaders is slow, loses the answer to CONCURRENT_TRANSACTIONS, cannot be used after a
 * lost commit, and after a lost answer and an abort numbers new records like the aborted ones, so
 * that the broker drops them as duplicates.
 *
 * Hence one partition per request, one request per partition at a time, and after any failure the
 * producer is done: numbering starts anew only with a new epoch, and with a new epoch the task must
 * read back where it stands.
 */
export async function openProducer(
  connection: Connection,
  transactionalId: string,
  transactionTimeoutMs: number,
): Promise<TaskProducer> {
  const known = new Map<CoordinatorOf, Broker>();
  /** Who it is is asked again only after a failure: else each request of a transaction would be two. */
  async function asking<T>(kind: CoordinatorOf, id: string, act: (at: Broker) => Promise<T>) {
    let broker = known.get(kind);
    if (broker === undefined || !broker.isConnected()) {
      broker = await connection.coordinator(kind, id);
      known.set(kind, broker);
    }
    try {
      return await act(broker);
    } catch (error) {
      if (typeOf(error) !== "CONCURRENT_TRANSACTIONS") known.delete(kind);
      throw error;
    }
  }
  const coordinator = <T>(act: (at: Broker) => Promise<T>): Promise<T> =>
    asking("transaction", transactionalId, act);
  const opened = await connection.patiently(`taking over ${transactionalId}`, () =>
    coordinator((broker) =>
      broker.initProducerId({ transactionalId, transactionTimeout: transactionTimeoutMs }),
    ),
  );
  const head = { transactionalId, ...opened };

  const sequences = new Map<string, number>();
  const enlisted = new Set<string>();
  const groups = new Set<string>();
  const sending = new Set<Promise<void>>();
  let state: "idle" | "open" | "failed" | "over" = "idle";
  let broken: TransportFailure | undefined;

  const must = (wanted: typeof state): void => {
    if (state !== wanted) {
      throw new Error(`${transactionalId}: the transaction is ${state}, not ${wanted}`);
    }
  };

  /** A failure ends the producer's use; what time did not mend means `aborted` here. */
  const spoil = (error: unknown): unknown => {
    if (!(error instanceof TransportFailure)) {
      state = "failed";
      return error;
    }
    const ours = error.kind === "fenced" || error.kind === "refused" || error.kind === "missing";
    broken ??= ours ? error : new TransportFailure("aborted", error.message, error);
    state = "failed";
    return broken;
  };

  /** Partitions that are to be in the transaction: of those that are asked for at once one request is made. */
  let enlisting: { readonly wanted: Partition[]; readonly done: Promise<void> } | null = null;

  function enlist(to: Partition): Promise<void> {
    if (enlisting === null) {
      const wanted: Partition[] = [];
      enlisting = { wanted, done: Promise.resolve().then(() => enlistAll(wanted)) };
    }
    enlisting.wanted.push(to);
    return enlisting.done;
  }

  async function enlistAll(wanted: readonly Partition[]): Promise<void> {
    enlisting = null;
    const names = wanted.map(nameOf);
    await connection.patiently(`adding ${names.join(", ")} to the transaction`, async () => {
      const add = (some: readonly Partition[]) =>
        coordinator((broker) =>
          broker.addPartitionsToTxn({ ...head, topics: partitionsByTopic(some) }),
        );
      try {
        await add(wanted);
      } catch (error) {
        if (typeOf(error) !== "OPERATION_NOT_ATTEMPTED" || wanted.length === 1) throw error;
        // Said of the sound ones where one is not: who is it, and why?
        for (const one of wanted) await add([one]);
      }
    });
    for (const name of names) enlisted.add(name);
  }

  async function append(to: Partition, messages: readonly Message[]): Promise<void> {
    const name = nameOf(to);
    if (!enlisted.has(name)) await enlist(to);
    const firstSequence = sequences.get(name) ?? 0;
    const partition = { partition: to.partition, firstSequence, messages };
    await connection.patiently(`writing to ${name}`, async () => {
      const broker = await connection.leader(to);
      const topicData = [{ topic: to.topic, partitions: [partition] }];
      try {
        // The same numbers in every attempt: the broker keeps the first that arrives.
        await broker.produce({ ...head, topicData, timeout: connection.requestTimeoutMs });
      } catch (error) {
        if (typeOf(error) !== "DUPLICATE_SEQUENCE_NUMBER") throw error;
      }
    });
    sequences.set(name, (firstSequence + messages.length) % 2 ** 31);
  }

  async function end(committing: boolean): Promise<void> {
    await Promise.allSettled(sending);
    const begun = enlisted.size > 0 || groups.size > 0;
    enlisted.clear();
    groups.clear();
    if (!begun) return;
    const unknown = (error: unknown): TransportFailure =>
      new TransportFailure("unknown", `${transactionalId}: ${(error as Error).message}`, error);
    try {
      // Where the coordinator is not found nothing was asked yet.
      await connection.patiently(committing ? "committing" : "aborting", () =>
        coordinator(async (broker) => {
          try {
            await broker.endTxn({ ...head, transactionResult: committing });
          } catch (error) {
            throw isConnectionTrouble(error) ? unknown(error) : error;
          }
        }),
      );
    } catch (error) {
      state = "over";
      const told = isFailure(error, "fenced") || isFailure(error, "refused");
      throw told || isFailure(error, "unknown") ? error : unknown(error);
    }
  }

  return {
    transactionalId,
    producerId: String(opened.producerId),
    epoch: opened.producerEpoch,
    begin() {
      must("idle");
      state = "open";
    },
    async send(to, messages) {
      must("open");
      if (messages.length === 0) return;
      const sent = append(to, messages);
      sending.add(sent);
      try {
        await sent;
      } catch (error) {
        throw spoil(error);
      } finally {
        sending.delete(sent);
      }
    },
    async sendOffsets(group, positions) {
      must("open");
      try {
        if (!groups.has(group)) {
          await connection.patiently(`adding group ${group} to the transaction`, () =>
            coordinator((broker) => broker.addOffsetsToTxn({ ...head, groupId: group })),
          );
          groups.add(group);
        }
        const topics = byTopic(positions);
        await connection.patiently(`committing positions of ${group}`, () =>
          asking("group", group, (broker) =>
            broker.txnOffsetCommit({ ...head, groupId: group, topics }),
          ),
        );
      } catch (error) {
        throw spoil(error);
      }
    },
    async commit() {
      if (state === "failed" && broken) throw broken;
      must("open");
      await end(true);
      state = "idle";
    },
    async abort() {
      if (state === "over") return;
      const failed = state === "failed";
      await end(false);
      state = failed ? "over" : "idle";
    },
    async close() {
      state = "over";
      await connection.close();
    },
  };
}

function partitionsByTopic(all: readonly Partition[]) {
  const topics = new Map<string, number[]>();
  for (const { topic, partition } of all) {
    const partitions = topics.get(topic) ?? [];
    topics.set(topic, partitions);
    partitions.push(partition);
  }
  return [...topics].map(([topic, partitions]) => ({ topic, partitions }));
}

function byTopic(positions: readonly Position[]) {
  const topics = new Map<string, { partition: number; offset: string }[]>();
  for (const { topic, partition, offset } of positions) {
    const partitions = topics.get(topic) ?? [];
    topics.set(topic, partitions);
    partitions.push({ partition, offset: String(offset) });
  }
  return [...topics].map(([topic, partitions]) => ({ topic, partitions }));
}
