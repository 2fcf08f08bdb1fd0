import type { Broker, ProducedTopic, WirePartition } from "../protocol/requests.ts";
import type { Partition, TopicSpec } from "../transport.ts";
import { protocolError } from "./errors.ts";
import { createGroups, type Groups, type JoinRequest, type SyncRequest } from "./groups.ts";
import { createLog, type Log } from "./log.ts";
import type { VirtualTime } from "./time.ts";
import { createTransactions, type Head, type Transactions } from "./transactions.ts";

interface Topic {
  readonly logs: Log[];
  readonly config: Map<string, string>;
}

export interface State {
  readonly topics: Map<string, Topic>;
  readonly groups: Groups;
  readonly transactions: Transactions;
  nowMs(): number;
  log(of: Partition): Log;
}

export const nameOf = ({ topic, partition }: Partition): string => `${topic}-${partition}`;

export function createState(
  time: VirtualTime,
  settings: { markersMs(): number; expireMs: number },
): State {
  const topics = new Map<string, Topic>();
  const groups = createGroups(time);
  const log = ({ topic, partition }: Partition): Log => {
    const found = topics.get(topic)?.logs[partition];
    if (!found) throw protocolError("UNKNOWN_TOPIC_OR_PARTITION");
    return found;
  };
  const markers = {
    partition(name: string, producerId: string, epoch: number, commit: boolean): void {
      const at = name.lastIndexOf("-");
      const topic = topics.get(name.slice(0, at));
      topic?.logs[Number(name.slice(at + 1))]?.mark(
        producerId,
        epoch,
        commit ? "commit" : "abort",
        time.nowMs(),
      );
    },
    group: (name: string, producerId: string, commit: boolean): void =>
      groups.decide(name, producerId, commit),
  };
  return {
    topics,
    groups,
    log,
    nowMs: () => time.nowMs(),
    transactions: createTransactions(time, markers, settings),
  };
}

export function createTopic(state: State, { topic, partitions, config = {} }: TopicSpec): void {
  if (state.topics.has(topic)) throw protocolError("TOPIC_ALREADY_EXISTS");
  const clock = config["message.timestamp.type"] === "LogAppendTime" ? state.nowMs : null;
  const logs = Array.from({ length: partitions }, () => createLog(clock));
  state.topics.set(topic, { logs, config: new Map(Object.entries(config)) });
}

interface FetchRequest {
  readonly isolationLevel: number;
  readonly maxWaitTime: number;
  readonly maxBytes: number;
  readonly topics: readonly {
    topic: string;
    partitions: readonly { partition: number; fetchOffset: string; maxBytes: number }[];
  }[];
}

type OfPartitions<T> = {
  readonly topics: readonly { topic: string; partitions: readonly (T & { partition: number })[] }[];
};

/** A model's record counts as this many bytes of a fetch limit. */
const RECORD_BYTES = 1000;

function fetched(state: State, request: FetchRequest): WirePartition & { some: boolean } {
  const { topic, partitions } = request.topics[0]!;
  const { partition, fetchOffset, maxBytes } = partitions[0]!;
  const log = state.log({ topic, partition });
  const most = Math.max(1, Math.floor(maxBytes / RECORD_BYTES));
  const slice = log.read(Number(fetchOffset), request.isolationLevel === 1, most);
  return {
    partition,
    errorCode: 0,
    highWatermark: String(log.end),
    lastStableOffset: String(log.stable),
    lastStartOffset: String(log.start),
    abortedTransactions: slice.aborted,
    messages: slice.records,
    some: slice.records.length > 0,
  };
}

async function fetch(state: State, time: VirtualTime, request: FetchRequest) {
  const each = request.topics.flatMap(({ topic, partitions }) =>
    partitions.map((p) => ({ ...request, topics: [{ topic, partitions: [p] }] })),
  );
  const now = () =>
    each.map((one) => ({ topic: one.topics[0]!.topic, answer: fetched(state, one) }));
  let answers = now();
  const nothing = (): boolean => !answers.some(({ answer }) => answer.some);
  if (nothing()) {
    let over = false;
    let wake = (): void => {};
    const changed = (): void => wake();
    time.at(time.nowMs() + request.maxWaitTime, () => {
      over = true;
      wake();
    });
    while (!over && nothing()) {
      for (const { topic, answer } of answers) {
        state.log({ topic, partition: answer.partition }).onceChanged(changed);
      }
      await new Promise<void>((go) => {
        wake = go;
      });
      answers = now();
    }
  }
  return {
    responses: answers.map(({ topic, answer }) => ({ topicName: topic, partitions: [answer] })),
  };
}

function produce(state: State, request: Head & { topicData: readonly ProducedTopic[] }): object {
  for (const { topic, partitions } of request.topicData) {
    for (const { partition, firstSequence, messages } of partitions) {
      const log = state.log({ topic, partition });
      state.transactions.verify(request, nameOf({ topic, partition }), null);
      const { producerId, producerEpoch: epoch } = request;
      log.append({ producerId, epoch, firstSequence, messages });
    }
  }
  return {};
}

const EARLIEST = -2;
const LATEST = -1;

function offsetAt(log: Log, timestamp: number, committed: boolean): number {
  if (timestamp === EARLIEST) return log.start;
  if (timestamp === LATEST) return committed ? log.stable : log.end;
  return log.firstAt(timestamp);
}

/** What a broker does with a request that has arrived, at this instant. */
export function answering(
  state: State,
  time: VirtualTime,
): Omit<Broker, "isConnected" | "disconnect"> {
  const { groups, transactions } = state;
  return {
    nodeId: 1,
    metadata: async (names) => ({
      topicMetadata: names.map((topic) => ({
        topic,
        partitionMetadata: (state.topics.get(topic)?.logs ?? []).map((_, partitionId) => ({
          partitionId,
          leader: 1,
        })),
      })),
    }),
    fetch: (request) => fetch(state, time, request as FetchRequest),
    async listOffsets(request) {
      const { topics, isolationLevel } = request as OfPartitions<{ timestamp: string }> & {
        isolationLevel: number;
      };
      const responses = topics.map(({ topic, partitions }) => ({
        topic,
        partitions: partitions.map(({ partition, timestamp }) => {
          const log = state.log({ topic, partition });
          return {
            partition,
            offset: String(offsetAt(log, Number(timestamp), isolationLevel === 1)),
          };
        }),
      }));
      return { responses };
    },
    initProducerId: async ({ transactionalId, transactionTimeout }) =>
      transactions.init(transactionalId, transactionTimeout),
    addPartitionsToTxn: async (request) =>
      transactions.addPartitions(
        request,
        request.topics.flatMap(({ topic, partitions }) =>
          partitions.map((partition) => {
            state.log({ topic, partition });
            return nameOf({ topic, partition });
          }),
        ),
      ),
    // Nobody writes outside of a transaction here: an empty id is none that was opened.
    produce: async (request) =>
      produce(state, { ...request, transactionalId: request.transactionalId ?? "" }),
    addOffsetsToTxn: async (request) => transactions.addGroup(request, request.groupId),
    async txnOffsetCommit(request) {
      transactions.verify(request, null, request.groupId);
      for (const { topic, partitions } of request.topics) {
        for (const { partition, offset } of partitions) {
          const name = nameOf({ topic, partition });
          groups.prepareOffset(request.groupId, request.producerId, name, Number(offset));
        }
      }
    },
    endTxn: async (request) => transactions.end(request, request.transactionResult),
    joinGroup: async (request) => groups.join(request as JoinRequest),
    syncGroup: async (request) => ({ memberAssignment: await groups.sync(request as SyncRequest) }),
    heartbeat: async (request) => groups.heartbeat(request),
    leaveGroup: async (request) => groups.leave(request),
    async offsetFetch(request) {
      const { groupId, topics } = request as OfPartitions<object> & { groupId: string };
      const responses = topics.map(({ topic, partitions }) => ({
        topic,
        partitions: partitions.map(({ partition }) => ({
          partition,
          offset: String(groups.offset(groupId, nameOf({ topic, partition }))),
        })),
      }));
      return { responses };
    },
    async createTopics(request) {
      const { topics } = request as {
        topics: {
          topic: string;
          numPartitions: number;
          configEntries: { name: string; value: string }[];
        }[];
      };
      for (const { topic, numPartitions, configEntries } of topics) {
        const config = Object.fromEntries(configEntries.map(({ name, value }) => [name, value]));
        createTopic(state, { topic, partitions: numPartitions, config });
      }
    },
    async deleteTopics(request) {
      for (const topic of (request as { topics: string[] }).topics) {
        if (!state.topics.delete(topic)) throw protocolError("UNKNOWN_TOPIC_OR_PARTITION");
      }
    },
    async deleteRecords(request) {
      for (const { topic, partitions } of (request as OfPartitions<{ offset: string }>).topics) {
        for (const { partition, offset } of partitions) {
          state.log({ topic, partition }).truncate(Number(offset));
        }
      }
    },
    async describeConfigs(request) {
      const { resources } = request as { resources: { name: string }[] };
      return {
        resources: resources.map(({ name }) => {
          const config = state.topics.get(name)?.config;
          if (!config) throw protocolError("UNKNOWN_TOPIC_OR_PARTITION");
          const entries = [...config].map(([configName, configValue]) => ({
            configName,
            configValue,
          }));
          return { configEntries: entries };
        }),
      };
    },
  };
}
