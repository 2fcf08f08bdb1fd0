import type { Connection } from "../../src/worker/protocol/connection.ts";
import type { Message, Partition } from "../../src/worker/transport.ts";

/** No producer id: the broker takes what comes, and takes it twice where it is sent twice. */
const NOBODY = { producerId: "-1", producerEpoch: -1, transactionalId: null };

/** Writes without a transaction: answered once it is stored. */
export async function sendPlain(
  connection: Connection,
  to: Partition,
  messages: readonly Message[],
): Promise<void> {
  const partition = {
    ...{ partition: to.partition, firstSequence: -1 },
    messages,
  };
  await connection.patiently(`writing to ${to.topic}`, async () => {
    const broker = await connection.leader(to);
    const topicData = [{ topic: to.topic, partitions: [partition] }];
    await broker.produce({ ...NOBODY, topicData, timeout: 30_000 });
  });
}
