import type { Broker } from "../../src/worker/protocol/requests.ts";
import type { TaskProducer, Transport } from "../../src/worker/transport.ts";
import { connectionTo } from "./cluster.ts";
import { sendPlain } from "./plain.ts";

/**
 * The same worker, promising less: outputs, changelog and position are written without a transaction,
 * each answered by the broker before the chunk counts as done. After a crash between them results come
 * twice. Nothing else differs, so the difference is what exactly-once costs.
 */
export function atLeastOnce(base: Transport, brokers: string): Transport {
  return {
    ...base,
    async openTask({ transactionalId }): Promise<TaskProducer> {
      const connection = connectionTo(brokers);
      return {
        ...{ transactionalId, producerId: "-1", epoch: 0 },
        begin() {},
        send: (to, messages) => sendPlain(connection, to, messages),
        // In a group of its own: the worker's would take positions from members only.
        async sendOffsets(group, positions) {
          const groupId = plainGroup(group);
          const topics = positions.map(({ topic, partition, offset }) => ({
            topic,
            partitions: [{ partition, offset: String(offset), metadata: "" }],
          }));
          await connection.patiently("committing positions", async () => {
            const broker = await connection.coordinator("group", groupId);
            await (broker as Broker & CommitsOffsets).offsetCommit({
              ...NO_MEMBER,
              groupId,
              topics,
            });
          });
        },
        async commit() {},
        async abort() {},
        close: () => connection.close(),
      };
    },
  };
}

interface CommitsOffsets {
  offsetCommit(request: object): Promise<unknown>;
}

const NO_MEMBER = { groupGenerationId: -1, memberId: "", retentionTime: -1 };

/** Where the positions of a worker that promises less are found. */
export const plainGroup = (group: string): string => `${group}.plain`;
