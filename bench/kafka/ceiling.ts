import type { Arena } from "./contest.ts";
import type { Java } from "./java.ts";
import { processorSeconds } from "./processor.ts";
import { RECORD_BYTES } from "./records.ts";
import { plainTopic } from "./topics.ts";

/** What the broker's own tools reach on this machine: records a second, and what they cost the broker. */
export interface Ceiling {
  readonly written: number;
  readonly read: number;
  readonly writtenBrokerSeconds: number;
  readonly readBrokerSeconds: number;
  readonly records: number;
}

export async function ceilingOf(arena: Arena, java: Java, records: number): Promise<Ceiling> {
  const { brokers, brokerPid, transport, partitions } = arena;
  const topic = arena.take("ceiling");
  await transport.admin.createTopics([plainTopic(topic, partitions)]);
  const cost = async (main: string, args: readonly string[]) => {
    const before = processorSeconds(brokerPid);
    const said = await java.start(`org.apache.kafka.tools.${main}`, args).ended;
    return { said, brokerSeconds: processorSeconds(brokerPid) - before };
  };
  const count = String(records);
  const writing = await cost("ProducerPerformance", [
    ...["--topic", topic, "--num-records", count, "--record-size", String(RECORD_BYTES)],
    ...["--throughput", "-1", "--producer-props", `bootstrap.servers=${brokers}`],
    ...["acks=all", "batch.size=262144", "linger.ms=5"],
  ]);
  const reading = await cost("ConsumerPerformance", [
    ...["--bootstrap-server", brokers, "--topic", topic, "--messages", count, "--timeout", "60000"],
  ]);
  return {
    written: Number(/([\d.]+) records\/sec(?![\s\S]*records\/sec)/.exec(writing.said)?.[1]),
    read: readRate(reading.said),
    ...{ writtenBrokerSeconds: writing.brokerSeconds, readBrokerSeconds: reading.brokerSeconds },
    records,
  };
}

/** Of the table's line the column that counts fetching alone: joining the group takes seconds. */
function readRate(said: string): number {
  const [head = "", line = ""] = said.split("\n").filter((one) => one.includes(", "));
  const at = head.split(", ").indexOf("fetch.nMsg.sec");
  return Number(line.split(", ")[at]);
}
