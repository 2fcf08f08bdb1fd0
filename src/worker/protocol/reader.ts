import type { Fetched, FetchLimits, Isolation, Position, Reader } from "../transport.ts";
import type { Connection } from "./connection.ts";
import type { Broker, WirePartition } from "./requests.ts";
import { visible } from "./visible.ts";

export function readerOver(connection: Connection, isolation: Isolation): Reader {
  const committed = isolation === "committed";

  /** One request to each leader; the answers in no particular order. */
  async function ask(positions: readonly Position[], limits: FetchLimits) {
    const byLeader = new Map<Broker, Position[]>();
    for (const position of positions) {
      const broker = await connection.leader(position);
      byLeader.set(broker, [...(byLeader.get(broker) ?? []), position]);
    }
    // With one leader silent the others' records still come in time.
    const maxWaitTime = limits.maxWaitMs;
    const answers = await Promise.all(
      [...byLeader].map(([broker, asked]) =>
        broker.fetch({
          isolationLevel: committed ? 1 : 0,
          maxWaitTime,
          minBytes: limits.minBytes ?? 1,
          maxBytes: limits.maxBytes,
          topics: asked.map(({ topic, partition, offset }) => ({
            topic,
            partitions: [
              { partition, fetchOffset: String(offset), maxBytes: limits.maxBytesPerPartition },
            ],
          })),
        }),
      ),
    );
    return answers.flatMap(({ responses }) =>
      responses.flatMap(({ topicName, partitions }) =>
        partitions.map((answer) => ({ topic: topicName, answer })),
      ),
    );
  }

  function understood(position: Position, answer: WirePartition): Fetched {
    const { topic, partition, offset } = position;
    // A batch is sent whole, also where the position lies inside it.
    const messages = visible(answer, committed).filter((record) => record.offset >= offset);
    const last = answer.messages.at(-1);
    return {
      topic,
      partition,
      messages,
      nextOffset: last === undefined ? offset : Math.max(offset, last.offset + 1),
      logStartOffset: Number(answer.lastStartOffset),
      lastStableOffset: Number(answer.lastStableOffset),
      highWatermark: Number(answer.highWatermark),
    };
  }

  return {
    fetch: (positions, limits) =>
      connection.patiently("reading", async () => {
        const answers = await ask(positions, limits);
        const fetched: Fetched[] = [];
        for (const { topic, answer } of answers) {
          const position = positions.find(
            (p) => p.topic === topic && p.partition === answer.partition,
          );
          if (!position) continue;
          const understandable = understood(position, answer);
          if (understandable.nextOffset > position.offset) fetched.push(understandable);
        }
        return fetched;
      }),
    close: () => connection.close(),
  };
}
