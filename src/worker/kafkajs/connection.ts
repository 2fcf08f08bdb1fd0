import { TransportFailure } from "../failure.ts";
import { type Connection, patiently } from "../protocol/connection.ts";
import { typeOf } from "../protocol/failures.ts";
import type { Metadata } from "../protocol/requests.ts";
import type { Clock } from "../transport.ts";
import type { Cluster, Library, SocketFactory } from "./library.ts";

export interface ConnectionSettings {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly ssl?: object | boolean;
  readonly sasl?: object;
  readonly connectionTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** How long a call goes on trying what time may mend. */
  readonly patienceMs: number;
  /** Asked about to learn of the brokers; of every topic if unsaid, which a large cluster resents. */
  readonly knownTopics?: readonly string[];
  /** For tests that lose answers. */
  readonly socketFactory?: SocketFactory;
  readonly log?: (level: "warn" | "error", message: string) => void;
}

type TopicMetadata = Metadata["topicMetadata"][number];

/** Loggers have namespaces in namespaces. */
const silent = { debug() {}, info() {}, warn() {}, error() {}, namespace: () => silent };

export function connect(library: Library, settings: ConnectionSettings, clock: Clock): Connection {
  const cluster: Cluster = new library.Cluster({
    logger: silent,
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
    retry: { retries: 0 },
  });
  let connecting: Promise<void> | undefined;
  let closed = false;
  const topics = new Map<string, TopicMetadata>();
  /** The last question about metadata. */
  let asking: Promise<unknown> = Promise.resolve();

  const connected = (): Promise<void> => {
    if (closed) throw new TransportFailure("unavailable", "the connection is closed");
    connecting ??= cluster.connect().catch((error: unknown) => {
      connecting = undefined;
      throw error;
    });
    return connecting;
  };

  /** Without metadata it knows no broker to ask for a coordinator. */
  async function ready(): Promise<void> {
    await connected();
    if (cluster.brokerPool.metadata) return;
    await cluster.brokerPool.refreshMetadata(settings.knownTopics ?? []);
  }

  /**
   * One topic at a time: kafkajs would ask for all topics that it was ever asked for, and a deleted
   * one among them fails the whole. And one after the other: it keeps only the last answer, where the
   * topic of another question would not be found.
   */
  async function topicOf(topic: string): Promise<TopicMetadata> {
    const cached = topics.get(topic);
    if (cached) return cached;
    const found = asking.catch(() => {}).then(() => ask(topic));
    asking = found;
    return found;
  }

  async function ask(topic: string): Promise<TopicMetadata> {
    const cached = topics.get(topic);
    if (cached) return cached;
    await connected();
    await cluster.brokerPool.refreshMetadata([topic]);
    const found = cluster.brokerPool.metadata?.topicMetadata.find((t) => t.topic === topic);
    if (!found) throw new TransportFailure("missing", `topic ${topic} does not exist`);
    topics.set(topic, found);
    return found;
  }

  async function refresh(): Promise<void> {
    topics.clear();
    const refreshed = asking
      .catch(() => {})
      .then(() => cluster.brokerPool.refreshMetadata(settings.knownTopics ?? []));
    asking = refreshed;
    await refreshed;
  }

  return {
    requestTimeoutMs: settings.requestTimeoutMs,
    patiently: (doing, attempt) => patiently(doing, attempt, settings.patienceMs, clock, refresh),
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
      return cluster.findControllerBroker();
    },
    async partitionCount(topic) {
      topics.delete(topic);
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
