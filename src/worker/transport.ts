import type { Membership, MembershipOptions } from "./membership.ts";

/**
 * What a worker asks of Kafka, and all that it knows of it. Two implementations: `kafkajs/` speaks
 * to brokers, `model/` is Kafka itself in memory, with virtual time and faults. Every failure is a
 * `TransportFailure`; every call may fail as `unavailable` unless it says otherwise.
 */
export interface Transport {
  /** A reader with a connection of its own, so that restoring one task delays no other. */
  reader(isolation: Isolation): Reader;
  /**
   * Takes the transactional id over: when this resolves, no earlier producer of the id can commit
   * any more, and what it had open is aborted or, where its commit was under way, committed.
   */
  openTask(options: TaskProducerOptions): Promise<TaskProducer>;
  join(options: MembershipOptions): Promise<Membership>;
  readonly admin: Admin;
  close(): Promise<void>;
}

export interface Partition {
  readonly topic: string;
  readonly partition: number;
}

export interface Position extends Partition {
  /** Of the next record to read. */
  readonly offset: number;
}

export type Header = readonly [name: string, value: Uint8Array | null];

export interface Message {
  readonly key: Uint8Array | null;
  /** `null` deletes the key of a compacted topic. */
  readonly value: Uint8Array | null;
  readonly headers: readonly Header[];
  readonly timestampMs: number;
}

export interface StoredMessage extends Message {
  readonly offset: number;
  /** The broker wrote the timestamp when it appended the record, rather than the producer. */
  readonly brokerTime: boolean;
}

/** `committed` reads up to the last stable offset and leaves out what was aborted. */
export type Isolation = "committed" | "uncommitted";

export interface FetchLimits {
  readonly maxBytes: number;
  readonly maxBytesPerPartition: number;
  /** How long to wait where there is nothing to read yet. */
  readonly maxWaitMs: number;
  /** How much is worth an answer before that; a byte unless said. Less may come all the same. */
  readonly minBytes?: number;
}

export interface Fetched extends Partition {
  readonly messages: readonly StoredMessage[];
  /**
   * Where to read on. Beyond the last message's offset + 1 where control records, aborted records or
   * compaction have left a gap; equal to the position asked for where there was nothing.
   */
  readonly nextOffset: number;
  readonly logStartOffset: number;
  /** The first offset that may still be aborted or committed; what is before it is decided. */
  readonly lastStableOffset: number;
  readonly highWatermark: number;
}

export interface Reader {
  /**
   * One answer for each position that has something to say: messages, or a gap to skip. A partition
   * whose position is out of range fails the call as `truncated`, naming it.
   */
  fetch(positions: readonly Position[], limits: FetchLimits): Promise<Fetched[]>;
  close(): Promise<void>;
}

export interface TaskProducerOptions {
  readonly transactionalId: string;
  /** After this long the broker aborts an open transaction by itself, and fences us. */
  readonly transactionTimeoutMs: number;
}

/**
 * The producer of one task: transactions one after the other, `begin` to `commit` or `abort`. One
 * call at a time, but for `send` to different partitions.
 */
export interface TaskProducer {
  readonly transactionalId: string;
  /** Which incarnation of the id this is; a later one fences it. */
  readonly producerId: string;
  readonly epoch: number;
  begin(): void;
  /** Fails as `fenced` or `aborted`; the transaction must then be aborted. */
  send(to: Partition, messages: readonly Message[]): Promise<void>;
  /** The group's positions become those given if and when the transaction commits. */
  sendOffsets(group: string, positions: readonly Position[]): Promise<void>;
  /** Fails as `fenced`, `aborted`, or `unknown`: then only `close` may follow. */
  commit(): Promise<void>;
  /** Waits for sends under way first, so that none arrives after the end. Fails like `commit`. */
  abort(): Promise<void>;
  /** Never fails. Leaves an open transaction to the next owner of the id, or to its timeout. */
  close(): Promise<void>;
}

export interface TopicSpec {
  readonly topic: string;
  readonly partitions: number;
  readonly replication?: number;
  readonly config?: Readonly<Record<string, string>>;
}

export type Edge = "earliest" | "latest" | { readonly timestampMs: number };

export interface Admin {
  /** Partition counts; a topic that does not exist is left out. */
  partitions(topics: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Creates those that do not exist; says which it created. */
  createTopics(specs: readonly TopicSpec[]): Promise<readonly string[]>;
  deleteTopic(topic: string): Promise<void>;
  config(topic: string): Promise<ReadonlyMap<string, string>>;
  /**
   * `latest` is the high watermark, or under `committed` the last stable offset. A time gives the
   * first record at or after it, a transaction's marker included, which has the broker's time; and
   * `latest` where there is none.
   */
  offset(of: Partition, edge: Edge, isolation: Isolation): Promise<number>;
  /** The group's committed positions; a partition without one is left out. */
  committed(group: string, topic: string): Promise<ReadonlyMap<number, number>>;
  /** Everything before `offset` is deleted. */
  truncate(of: Partition, offset: number): Promise<void>;
}

/** Time for what waits: real, or the model's. */
export interface Clock {
  nowMs(): number;
  /** `until` ends it early. */
  sleep(ms: number, until?: AbortSignal): Promise<void>;
}
