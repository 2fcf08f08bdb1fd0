import { isFailure, TransportFailure } from "../failure.ts";
import type { Message, Partition, Position, TaskProducer } from "../transport.ts";
import type { Connection } from "./connection.ts";
import { isConnectionTrouble, typeOf } from "./failures.ts";

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
  const coordinator = () => connection.coordinator("transaction", transactionalId);
  const opened = await connection.patiently(`taking over ${transactionalId}`, async () => {
    const broker = await coordinator();
    return broker.initProducerId({ transactionalId, transactionTimeout: transactionTimeoutMs });
  });
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

  async function append(to: Partition, messages: readonly Message[]): Promise<void> {
    const name = nameOf(to);
    if (!enlisted.has(name)) {
      await connection.patiently(`adding ${name} to the transaction`, async () => {
        const topics = [{ topic: to.topic, partitions: [to.partition] }];
        return (await coordinator()).addPartitionsToTxn({ ...head, topics });
      });
      enlisted.add(name);
    }
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
      await connection.patiently(committing ? "committing" : "aborting", async () => {
        const broker = await coordinator(); // not found: nothing was asked yet
        try {
          await broker.endTxn({ ...head, transactionResult: committing });
        } catch (error) {
          throw isConnectionTrouble(error) ? unknown(error) : error;
        }
      });
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
          await connection.patiently(`adding group ${group} to the transaction`, async () =>
            (await coordinator()).addOffsetsToTxn({ ...head, groupId: group }),
          );
          groups.add(group);
        }
        await connection.patiently(`committing positions of ${group}`, async () => {
          const broker = await connection.coordinator("group", group);
          return broker.txnOffsetCommit({ ...head, groupId: group, topics: byTopic(positions) });
        });
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

function byTopic(positions: readonly Position[]) {
  const topics = new Map<string, { partition: number; offset: string }[]>();
  for (const { topic, partition, offset } of positions) {
    const partitions = topics.get(topic) ?? [];
    topics.set(topic, partitions);
    partitions.push({ partition, offset: String(offset) });
  }
  return [...topics].map(([topic, partitions]) => ({ topic, partitions }));
}
