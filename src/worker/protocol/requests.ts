import type { Message, StoredMessage } from "../transport.ts";

/**
 * The requests of Kafka's protocol that we use, one method each, in the shape that kafkajs gives
 * them. A broker of the model answers them too, so that all above this line is the same code on
 * both.
 */
export interface Metadata {
  readonly topicMetadata: readonly {
    readonly topic: string;
    readonly partitionMetadata: readonly { partitionId: number; leader: number }[];
  }[];
}

export interface WireRecord extends StoredMessage {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly isControlRecord: boolean;
  readonly batchContext: { readonly producerId: string; readonly inTransaction: boolean };
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

export interface ProducedTopic {
  readonly topic: string;
  readonly partitions: readonly {
    readonly partition: number;
    readonly firstSequence: number;
    readonly messages: readonly Message[];
  }[];
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
  produce(
    request: Omit<ProducerHead, "transactionalId"> & {
      /** null: outside of a transaction. */
      transactionalId: string | null;
      topicData: readonly ProducedTopic[];
      timeout: number;
    },
  ): Promise<unknown>;
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

/** How members of a group write down what they want and what they get. */
export interface MemberCodecs {
  readonly memberMetadata: MemberCodec<{ version: number; topics: string[]; userData: Buffer }>;
  readonly memberAssignment: MemberCodec<{
    version: number;
    assignment: Record<string, number[]>;
    userData: Buffer;
  }>;
}

interface MemberCodec<T> {
  encode(value: T): Buffer;
  decode(bytes: Buffer): T | null;
}
