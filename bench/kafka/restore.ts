import { startNode } from "./children.ts";
import { type Arena, settingsOf, WORKER_FLAGS } from "./contest.ts";
import type { Filling } from "./fill.ts";
import { makeTopics, plainTopic } from "./topics.ts";
import { pace } from "./watch.ts";
import type { WorkerChild, WorkerTold } from "./worker.ts";

export interface Restored {
  readonly sessions: number;
  /** From the process's start until all tasks have their state back. */
  readonly seconds: number;
  /** Of its processor. */
  readonly processorSeconds: number;
  /** Of a worker that has them all open, its own garbage collected. */
  readonly heapBytes: number;
  readonly residentBytes: number;
}

/** A worker opens a session for each of so many keys and is stopped; another reads them back. */
export async function restoring(arena: Arena, pattern: string, keys: number): Promise<Restored> {
  const { brokers, brokerPid, transport, partitions } = arena;
  const topic = arena.take("keys");
  const app = arena.take("pushdown");
  await transport.admin.createTopics([plainTopic(topic, partitions)]);
  const filling: Filling = {
    ...{ brokers, topic, partitions, records: keys, keys, law: "each", format: "json" },
  };
  await startNode("fill", filling).ended;
  const settings = settingsOf(app, brokers, { topic, format: "json" }, { patterns: [pattern] });
  await makeTopics(transport.admin, settings, partitions);
  const said = { brokers, settings, guarantee: "exactly once" } satisfies WorkerChild;
  const flags = [...WORKER_FLAGS, "--max-old-space-size=4096"];
  const first = startNode("worker", said, flags);
  const pids = { worker: [first.pid], broker: [brokerPid] };
  await pace(transport.admin, { group: app, topic, records: keys, pids, ended: first.ended });
  first.ask("SIGTERM");
  const open = JSON.parse(await first.ended) as WorkerTold;

  const begunMs = performance.now();
  const second = startNode("worker", { ...said, until: "restored" } satisfies WorkerChild, flags);
  const told = JSON.parse(await second.ended) as WorkerTold;
  return {
    sessions: told.restored.reduce((sum, { sessions }) => sum + sessions, 0),
    seconds: (performance.now() - begunMs) / 1000,
    processorSeconds: told.processorSeconds,
    ...{ heapBytes: open.heapBytes, residentBytes: open.residentBytes },
  };
}
