import type { Connection } from "../../src/worker/protocol/connection.ts";
import { wireMessage } from "../../src/worker/protocol/wire.ts";
import type { Message, Partition } from "../../src/worker/transport.ts";

/** No producer id: the broker takes what comes, and takes it twice where it is sent twice. */
const NOBODY = { producerId: "-1", producerEpoch: -1 };

/** Writes without a transaction: answered once it is stored. */
export async function sendPlain(
  connection: Connection,
  to: Partition,
  messages: readonly Message[],
): Promise<void> {
  const partition = {
    ...{ partition: to.partition, firstSequence: -1 },
    messages: messages.map(wireMessage),
  };
  await connection.patiently(`writing to ${to.topic}`, async () => {
    const broker = await connection.leader(to);
    const request = { topicData: [{ topic: to.topic, partitions: [partition] }], timeout: 30_000 };
    // Without a transactional id the request has none, which its type does not foresee.
    await broker.produce({ ...NOBODY, ...request } as Parameters<typeof broker.produce>[0]);
  });
}
