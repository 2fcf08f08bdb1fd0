import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { connect as connectSocket, type Socket } from "node:net";
import { wallClock } from "../../src/worker/clock.ts";
import type { SocketFactory } from "../../src/worker/kafkajs/library.ts";
import { type KafkaSettings, kafkaTransport } from "../../src/worker/kafkajs/transport.ts";
import type {
  Isolation,
  Message,
  Partition,
  StoredMessage,
  Transport,
} from "../../src/worker/transport.ts";

/** The broker that `npm run test:kafka` has started. */
export const addresses = (): string[] => {
  const said = process.env.PDA_TEST_BROKERS;
  if (!said) throw new Error("no broker: run these tests with `npm run test:kafka`");
  return said.split(",");
};

export const transportTo = (settings: Partial<KafkaSettings> = {}): Transport =>
  kafkaTransport(
    { patienceMs: 10_000, ...settings, brokers: settings.brokers ?? addresses() },
    wallClock,
  );

/** Tests share a broker; each has names of its own. */
export const fresh = (name: string): string => `${name}-${randomUUID().slice(0, 8)}`;

export const text = (value: string, key: string | null = null): Message => ({
  key: key === null ? null : Buffer.from(key),
  value: Buffer.from(value),
  headers: [],
  timestampMs: 1_700_000_000_000,
});

export const valueText = ({ value }: StoredMessage): string =>
  value === null ? "null" : Buffer.from(value).toString();

const LIMITS = { maxBytes: 10_000_000, maxBytesPerPartition: 1_000_000, maxWaitMs: 100 };

/** All that a reader sees from the start of a partition to its end as it is now. */
export async function records(
  transport: Transport,
  of: Partition,
  isolation: Isolation = "committed",
): Promise<StoredMessage[]> {
  // A commit is answered before its markers are written: wait for what is decided to be so.
  const end = await transport.admin.offset(of, "latest", "uncommitted");
  for (let tries = 0; tries < 200; tries++) {
    if ((await transport.admin.offset(of, "latest", "committed")) === end) break;
    await wallClock.sleep(20);
  }
  const reader = transport.reader(isolation);
  const found: StoredMessage[] = [];
  let offset = await transport.admin.offset(of, "earliest", "committed");
  for (let tries = 0; offset < end && tries < 50; tries++) {
    for (const answer of await reader.fetch([{ ...of, offset }], LIMITS)) {
      found.push(...answer.messages);
      offset = answer.nextOffset;
    }
  }
  await reader.close();
  if (offset < end) throw new Error(`stuck at ${offset} of ${end}`);
  return found;
}

interface StockKafka {
  producer(options: object): StockProducer;
  consumer(options: object): StockConsumer;
  admin(): StockAdmin;
}

interface StockAdmin {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  createAcls(of: { acl: readonly object[] }): Promise<unknown>;
}

export interface StockProducer {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  transaction(): Promise<StockTransaction>;
}

export interface StockTransaction {
  send(of: { topic: string; messages: object[] }): Promise<unknown>;
  sendOffsets(of: object): Promise<void>;
  commit(): Promise<void>;
  abort(): Promise<void>;
}

interface StockConsumer {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  subscribe(of: object): Promise<void>;
  run(of: object): Promise<void>;
}

/** kafkajs as it comes: for showing what would happen without the adapter. */
export function stock(options: { readonly brokers?: readonly string[] } & object = {}): StockKafka {
  const { Kafka } = createRequire(import.meta.url)("kafkajs") as {
    Kafka: new (options: object) => StockKafka;
  };
  const { brokers = addresses() } = options;
  return new Kafka({ clientId: "stock", logLevel: 0, ...options, brokers });
}

export async function stockProducer(
  id: string,
  options: object = {},
  retries = 5,
): Promise<StockProducer> {
  const producer = stock(options).producer({
    transactionalId: id,
    transactionTimeout: 10_000,
    createPartitioner: () => () => 0,
    retry: { retries },
  });
  await producer.connect();
  return producer;
}

/**
 * Sockets that lose the answer to the next request of an API: it arrives, and is done, unheard. The
 * connection goes on; the client's request times out.
 */
export function forgetful(): { factory: SocketFactory; lose(api: number): void } {
  let losing: number | undefined;
  const factory: SocketFactory = ({ host, port, onConnect }) => {
    const socket: Socket = connectSocket({ host, port }, onConnect);
    const unheard = new Set<number>();
    const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
    socket.write = ((request: Buffer, ...rest: unknown[]): boolean => {
      if (losing !== undefined && request.length > 12 && request.readInt16BE(4) === losing) {
        losing = undefined;
        unheard.add(request.readInt32BE(8));
      }
      return write(request, ...rest);
    }) as Socket["write"];
    const on = socket.on.bind(socket) as (event: string, heard: unknown) => Socket;
    socket.on = ((event: string, heard: (bytes: Buffer) => void): Socket => {
      if (event !== "data") return on(event, heard);
      let waiting = Buffer.alloc(0);
      return on(event, (bytes: Buffer) => {
        waiting = Buffer.concat([waiting, bytes]);
        while (waiting.length >= 8 && waiting.length >= 4 + waiting.readInt32BE(0)) {
          const size = 4 + waiting.readInt32BE(0);
          const answer = waiting.subarray(0, size);
          waiting = waiting.subarray(size);
          if (!unheard.delete(answer.readInt32BE(4))) heard(Buffer.from(answer));
        }
      });
    }) as Socket["on"];
    return socket;
  };
  return {
    factory,
    lose(api) {
      losing = api;
    },
  };
}

/** Numbers of requests in the protocol. */
export const API = {
  produce: 0,
  initProducerId: 22,
  addOffsetsToTxn: 25,
  endTxn: 26,
  txnOffsetCommit: 28,
};
