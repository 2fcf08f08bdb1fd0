import { TransportFailure } from "../failure.ts";
import type { Admin, Edge } from "../transport.ts";
import type { Connection } from "./connection.ts";
import { typeOf } from "./failures.ts";

const LATEST = -1;
const EARLIEST = -2;
const TOPIC = 2;
const CREATE_TIMEOUT_MS = 10_000;

/** The constants are the protocol's: a resource type, and the two ends of a log. */
export function adminOver(connection: Connection): Admin {
  const { patiently } = connection;

  async function partitions(topics: readonly string[]): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    for (const topic of topics) {
      const count = await patiently(`looking for topic ${topic}`, () =>
        connection.partitionCount(topic),
      );
      if (count !== undefined) counts.set(topic, count);
    }
    return counts;
  }

  const timestampOf = (edge: Edge): number =>
    edge === "earliest" ? EARLIEST : edge === "latest" ? LATEST : edge.timestampMs;

  async function listed(
    topic: string,
    partition: number,
    timestamp: number,
    isolationLevel: number,
  ): Promise<number> {
    return patiently(`asking for an offset of ${topic}-${partition}`, async () => {
      const broker = await connection.leader({ topic, partition });
      const asked = [{ topic, partitions: [{ partition, timestamp: String(timestamp) }] }];
      const { responses } = await broker.listOffsets({
        replicaId: -1,
        isolationLevel,
        topics: asked,
      });
      return Number(responses[0]!.partitions[0]!.offset);
    });
  }

  return {
    partitions,
    async createTopics(specs) {
      const created: string[] = [];
      for (const { topic, partitions: count, replication = -1, config = {} } of specs) {
        const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
        const spec = { topic, numPartitions: count, replicationFactor: replication, configEntries };
        await patiently(`creating topic ${topic}`, async () => {
          const controller = await connection.controller();
          try {
            await controller.createTopics({ topics: [spec], timeout: CREATE_TIMEOUT_MS });
            created.push(topic);
          } catch (error) {
            const first = (error as { errors?: unknown[] }).errors?.[0] ?? error;
            if (typeOf(first) !== "TOPIC_ALREADY_EXISTS") throw first;
          }
        });
        // The answer comes before every broker knows the topic.
        await patiently(`waiting for topic ${topic}`, async () => {
          if ((await connection.partitionCount(topic)) === undefined) {
            throw Object.assign(new Error("not known yet"), { type: "LEADER_NOT_AVAILABLE" });
          }
        });
      }
      return created;
    },
    deleteTopic: (topic) =>
      patiently(`deleting topic ${topic}`, async () => {
        const controller = await connection.controller();
        await controller.deleteTopics({ topics: [topic], timeout: CREATE_TIMEOUT_MS });
      }),
    async config(topic) {
      const { resources } = await patiently(`reading the settings of ${topic}`, async () => {
        const broker = await connection.controller();
        return broker.describeConfigs({
          resources: [{ type: TOPIC, name: topic, configNames: [] }],
          includeSynonyms: false,
        });
      });
      const entries = resources[0]?.configEntries ?? [];
      return new Map(entries.map(({ configName, configValue }) => [configName, configValue ?? ""]));
    },
    async offset({ topic, partition }, edge, isolation) {
      const level = isolation === "committed" ? 1 : 0;
      const found = await listed(topic, partition, timestampOf(edge), level);
      return found < 0 ? listed(topic, partition, LATEST, level) : found;
    },
    async committed(group, topic) {
      const count = (await partitions([topic])).get(topic);
      if (count === undefined) {
        throw new TransportFailure("missing", `topic ${topic} does not exist`);
      }
      const asked = Array.from({ length: count }, (_, partition) => ({ partition }));
      const { responses } = await patiently(`reading the positions of ${group}`, async () => {
        const broker = await connection.coordinator("group", group);
        return broker.offsetFetch({ groupId: group, topics: [{ topic, partitions: asked }] });
      });
      const found = responses.flatMap((response) => response.partitions);
      return new Map(
        found
          .map(({ partition, offset }) => [partition, Number(offset)] as const)
          .filter(([, offset]) => offset >= 0),
      );
    },
    truncate: ({ topic, partition }, offset) =>
      patiently(`truncating ${topic}-${partition}`, async () => {
        const broker = await connection.leader({ topic, partition });
        const asked = [{ topic, partitions: [{ partition, offset: String(offset) }] }];
        await broker.deleteRecords({ topics: asked });
      }),
  };
}
