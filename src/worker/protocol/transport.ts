import type { Clock, Transport } from "../transport.ts";
import { adminOver } from "./admin.ts";
import type { Connection } from "./connection.ts";
import { joinGroup } from "./group.ts";
import { openProducer } from "./producer.ts";
import { readerOver } from "./reader.ts";
import type { MemberCodecs } from "./requests.ts";

/**
 * A broker answers the requests of one connection one after the other, a waiting fetch included; so
 * everything that waits has connections of its own.
 */
export function transportOver(
  connect: () => Connection,
  codecs: MemberCodecs,
  clock: Clock,
): Transport {
  const open = new Set<Connection>();
  const connection = (): Connection => {
    const made = connect();
    open.add(made);
    return made;
  };

  return {
    reader: (isolation) => readerOver(connection(), isolation),
    async openTask({ transactionalId, transactionTimeoutMs }) {
      const own = connection();
      try {
        return await openProducer(own, transactionalId, transactionTimeoutMs);
      } catch (error) {
        await own.close();
        throw error;
      }
    },
    join: async (options) => joinGroup(codecs, connection(), options, clock),
    admin: adminOver(connection()),
    async close() {
      await Promise.all([...open].map((one) => one.close()));
      open.clear();
    },
  };
}
