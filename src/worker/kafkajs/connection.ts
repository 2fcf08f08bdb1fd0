import { TransportFailure } from "../failure.ts";
import type { Clock, Partition } from "../transport.ts";
import { failureOf, isTransient, typeOf } from "./failures.ts";
import type { Broker, Cluster, Library, SocketFactory } from "./library.ts";

export interface ConnectionSettings {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly ssl?: object | boolean;
  readonly sasl?: object;
  readonly connectionTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** How long a call goes on trying what time may mend. */
  readonly patienceMs: number;
  /** For tests that lose answers. */
  readonly socketFactory?: SocketFactory;
  readonly log?: (level: "warn" | "error", message: string) => void;
}

export type CoordinatorOf = "group" | "transaction";

/** Connections to a cluster's brokers: one to each that is needed, opened when it is. */
export interface Connection {
  readonly requestTimeoutMs: number;
  leader(of: Partition): Promise<Broker>;
  coordinator(kind: CoordinatorOf, id: string): Promise<Broker>;
  controller(): Promise<Broker>;
  /** Any broker. */
  some(): Promise<Broker>;
  partitionCount(topic: string): Promise<number | undefined>;
  /**
   * Tries until it is done, `patienceMs` is over, or time cannot mend the failure, which is then
   * thrown as what it means. Metadata is read afresh between two tries.
   */
  patiently<T>(doing: string, attempt: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

const RETRY_MS = 20;
const RETRY_MOST_MS = 500;
/** The last transaction's markers are being written: a few milliseconds, and no metadata helps. */
const MARKERS_MS = 5;

export function connect(library: Library, settings: ConnectionSettings, clock: Clock): Connection {
  const logger = { ...silent, namespace: () => silent };
  const cluster: Cluster = new library.Cluster({
    logger,
    socketFactory: settings.socketFactory ?? library.socketFactory,
    brokers: [...settings.brokers],
    ssl: settings.ssl,
    sasl: settings.sasl,
    clientId: settings.clientId,
    connectionTimeout: settings.connectionTimeoutMs,
    requestTimeout: settings.requestTimeoutMs,
    enforceRequestTimeout: true,
    metadataMaxAge: 60_000,
    allowAutoTopicCreation: false,
    // `patiently` decides about trying again, in one place.
    retry: { retries: 0, initialRetryTime: RETRY_MS, maxRetryTime: RETRY_MOST_MS },
  });
  let connecting: Promise<void> | undefined;
  let closed = false;

  const ready = (): Promise<void> => {
    if (closed) throw new TransportFailure("unavailable", "the connection is closed");
    // Without metadata it knows no broker to ask for a coordinator.
    const connected = () => cluster.connect().then(() => cluster.refreshMetadata());
    connecting ??= connected().catch((error: unknown) => {
      connecting = undefined;
      throw error;
    });
    return connecting;
  };

  const known = (topic: string) =>
    cluster.brokerPool.metadata?.topicMetadata.find((t) => t.topic === topic);

  async function topicOf(topic: string): Promise<NonNullable<ReturnType<typeof known>>> {
    await ready();
    await cluster.addTargetTopic(topic);
    const found = known(topic);
    if (!found) throw new TransportFailure("missing", `topic ${topic} does not exist`);
    return found;
  }

  async function patiently<T>(doing: string, attempt: () => Promise<T>): Promise<T> {
    const until = clock.nowMs() + settings.patienceMs;
    for (let wait = RETRY_MS; ; wait = Math.min(2 * wait, RETRY_MOST_MS)) {
      try {
        return await attempt();
      } catch (error) {
        const mends = isTransient(error) && !closed;
        if (!mends || clock.nowMs() + wait > until) throw failureOf(error, doing);
        if (typeOf(error) === "CONCURRENT_TRANSACTIONS") {
          await clock.sleep(MARKERS_MS);
        } else {
          await clock.sleep(wait);
          await cluster.refreshMetadata().catch(() => {});
        }
      }
    }
  }

  return {
    requestTimeoutMs: settings.requestTimeoutMs,
    patiently,
    async leader({ topic, partition }) {
      const { partitionMetadata } = await topicOf(topic);
      const found = partitionMetadata.find((p) => p.partitionId === partition);
      if (!found) {
        throw new TransportFailure("missing", `topic ${topic} has no partition ${partition}`);
      }
      return cluster.findBroker({ nodeId: found.leader });
    },
    async coordinator(kind, id) {
      await ready();
      return cluster.findGroupCoordinator({
        groupId: id,
        coordinatorType: kind === "group" ? 0 : 1,
      });
    },
    async controller() {
      await ready();
      await cluster.refreshMetadata();
      return cluster.findControllerBroker();
    },
    async some() {
      await ready();
      await cluster.refreshMetadata();
      return cluster.findControllerBroker();
    },
    async partitionCount(topic) {
      try {
        return (await topicOf(topic)).partitionMetadata.length;
      } catch (error) {
        if (typeOf(error) === "UNKNOWN_TOPIC_OR_PARTITION") return undefined;
        throw error;
      }
    },
    async close() {
      closed = true;
      await cluster.disconnect().catch(() => {});
    },
  };
}
