import type { Clock, Transport } from "../transport.ts";
import { adminOver } from "./admin.ts";
import { type Connection, type ConnectionSettings, connect } from "./connection.ts";
import { joinGroup } from "./group.ts";
import { loadLibrary } from "./library.ts";
import { openProducer } from "./producer.ts";
import { readerOver } from "./reader.ts";

export type KafkaSettings = Pick<ConnectionSettings, "brokers"> & Partial<ConnectionSettings>;

const DEFAULTS = {
  clientId: "pushdown",
  connectionTimeoutMs: 3_000,
  requestTimeoutMs: 15_000,
  patienceMs: 30_000,
};

/**
 * Kafka through kafkajs. A broker answers the requests of one connection one after the other, a
 * waiting fetch included; so everything that waits has connections of its own.
 */
export function kafkaTransport(settings: KafkaSettings, clock: Clock): Transport {
  const library = loadLibrary();
  const full: ConnectionSettings = { ...DEFAULTS, ...settings };
  const open = new Set<Connection>();
  const connection = (): Connection => {
    const made = connect(library, full, clock);
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
    join: async (options) => joinGroup(library, connection(), options, clock),
    admin: adminOver(connection()),
    async close() {
      await Promise.all([...open].map((one) => one.close()));
      open.clear();
    },
  };
}
