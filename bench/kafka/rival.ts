import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Arena, Contest, Input } from "./contest.ts";
import type { Java } from "./java.ts";
import { outcomeOf } from "./outcome.ts";
import { plainTopic } from "./topics.ts";
import { pace } from "./watch.ts";

/** The same by Kafka Streams, over the same input. */
export async function rival(
  arena: Arena,
  java: Java,
  input: Input,
  { name, version, threads }: { name: string; version: string; threads: number },
): Promise<Contest> {
  const { brokers, brokerPid, transport, partitions } = arena;
  const app = arena.take("streams");
  const output = `${app}.out`;
  await transport.admin.createTopics([plainTopic(output, partitions)]);
  const folder = await mkdtemp(join(tmpdir(), "pushdown-streams-"));
  try {
    const said = [brokers, app, input.topic, output, folder, version, String(threads)];
    const child = java.start("Attribution", said);
    const measured = await pace(transport.admin, {
      ...{ group: app, topic: input.topic, records: input.records, ended: child.ended },
      pids: { worker: [child.pid], broker: [brokerPid] },
    });
    child.ask("SIGTERM");
    await child.ended.catch(() => {}); // a signal's end has a code of its own
    const changelog = `${app}-sessions-changelog`;
    return { name, pace: measured, outcome: await outcomeOf(transport, { output, changelog }) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
