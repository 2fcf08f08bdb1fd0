import { createRequire } from "node:module";
import { patchFetchDecoding, patchRequestQueue } from "./patches.ts";

/**
 * The one place that loads kafkajs. Its consumer and its transactional producer lose, double or
 * reveal records (operations.md, "What we do not use of kafkajs"), so only its lower half is used:
 * connections, authentication, metadata, and one method per request. That half is internal, hence
 * the exact version.
 */
const VERSION = "2.2.4";

export interface Library {
  readonly Cluster: new (options: object) => Cluster;
  readonly memberMetadata: MemberCodec<{ version: number; topics: string[]; userData: Buffer }>;
  readonly memberAssignment: MemberCodec<{
    version: number;
    assignment: Record<string, number[]>;
    userData: Buffer;
  }>;
  readonly socketFactory: SocketFactory;
}

interface MemberCodec<T> {
  encode(value: T): Buffer;
  decode(bytes: Buffer): T | null;
}

export type SocketFactory = (options: {
  host: string;
  port: number;
  ssl?: object;
  onConnect: () => void;
}) => unknown;

export interface Cluster {
  readonly brokerPool: { metadata: Metadata | null };
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  refreshMetadata(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  findBroker(of: { nodeId: number | string }): Promise<Broker>;
  findControllerBroker(): Promise<Broker>;
  findGroupCoordinator(of: { groupId: string; coordinatorType: number }): Promise<Broker>;
}

export interface Metadata {
  readonly topicMetadata: readonly {
    readonly topic: string;
    readonly partitionMetadata: readonly { partitionId: number; leader: number }[];
  }[];
}

export interface WireRecord {
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Record<string, Buffer | null | (Buffer | null)[]>;
  readonly isControlRecord: boolean;
  readonly batchContext: {
    readonly producerId: string;
    readonly inTransaction: boolean;
    readonly timestampType: number;
  };
}

export interface WirePartition {
  readonly partition: number;
  readonly errorCode: number;
  readonly highWatermark: string;
  readonly lastStableOffset: string;
  /** So it is called there; it is the log's start. */
  readonly lastStartOffset: string;
  readonly abortedTransactions: readonly { producerId: string; firstOffset: string }[] | null;
  readonly messages: readonly WireRecord[];
}

interface ProducerHead {
  readonly transactionalId: string;
  readonly producerId: string;
  readonly producerEpoch: number;
}

type OffsetTopics = { topic: string; partitions: { partition: number; offset: string }[] }[];

export interface Broker {
  readonly nodeId: number;
  isConnected(): boolean;
  disconnect(): Promise<void>;
  metadata(topics: readonly string[]): Promise<Metadata>;
  fetch(request: object): Promise<{
    responses: { topicName: string; partitions: WirePartition[] }[];
  }>;
  listOffsets(request: object): Promise<{
    responses: { topic: string; partitions: { partition: number; offset: string }[] }[];
  }>;
  initProducerId(request: {
    transactionalId: string;
    transactionTimeout: number;
  }): Promise<{ producerId: string; producerEpoch: number }>;
  addPartitionsToTxn(
    request: ProducerHead & { topics: { topic: string; partitions: number[] }[] },
  ): Promise<unknown>;
  produce(request: ProducerHead & { topicData: object[]; timeout: number }): Promise<unknown>;
  addOffsetsToTxn(request: ProducerHead & { groupId: string }): Promise<unknown>;
  txnOffsetCommit(
    request: ProducerHead & { groupId: string; topics: OffsetTopics },
  ): Promise<unknown>;
  endTxn(request: ProducerHead & { transactionResult: boolean }): Promise<unknown>;
  joinGroup(request: object): Promise<JoinedGroup>;
  syncGroup(request: object): Promise<{ memberAssignment: Buffer }>;
  heartbeat(request: {
    groupId: string;
    groupGenerationId: number;
    memberId: string;
  }): Promise<unknown>;
  leaveGroup(request: { groupId: string; memberId: string }): Promise<unknown>;
  offsetFetch(request: object): Promise<{
    responses: { topic: string; partitions: { partition: number; offset: string }[] }[];
  }>;
  createTopics(request: object): Promise<unknown>;
  deleteTopics(request: object): Promise<unknown>;
  deleteRecords(request: object): Promise<unknown>;
  describeConfigs(request: object): Promise<{
    resources: { configEntries: { configName: string; configValue: string | null }[] }[];
  }>;
}

export interface JoinedGroup {
  readonly generationId: number;
  readonly leaderId: string;
  readonly memberId: string;
  readonly members: readonly { memberId: string; memberMetadata: Buffer }[];
}

let loaded: Library | undefined;

/** Loads kafkajs once, with what must be replaced in it replaced before anything uses it. */
export function loadLibrary(): Library {
  loaded ??= load(createRequire(import.meta.url));
  return loaded;
}

function load(require: NodeRequire): Library {
  const { version } = require("kafkajs/package.json") as { version: string };
  if (version !== VERSION) {
    throw new Error(
      `kafkajs ${version} is installed; this adapter knows the inside of ${VERSION} only. Install exactly that: npm install --save-exact kafkajs@${VERSION}`,
    );
  }
  const inside = (path: string): unknown => require(`kafkajs/src/${path}`);
  patchFetchDecoding(require, inside);
  patchRequestQueue(inside);
  const { MemberMetadata, MemberAssignment } = inside("consumer/assignerProtocol") as {
    MemberMetadata: Library["memberMetadata"];
    MemberAssignment: Library["memberAssignment"];
  };
  return {
    Cluster: inside("cluster") as Library["Cluster"],
    memberMetadata: MemberMetadata,
    memberAssignment: MemberAssignment,
    socketFactory: (inside("network/socketFactory") as () => SocketFactory)(),
  };
}
