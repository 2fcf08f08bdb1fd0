import { startNode } from "./children.ts";
import { type Arena, settingsOf, WORKER_FLAGS } from "./contest.ts";
import type { Drive } from "./drive.ts";
import type { Latency, Listen } from "./listen.ts";
import { makeTopics, plainTopic } from "./topics.ts";
import type { WorkerChild } from "./worker.ts";

export interface LatencyOptions {
  readonly pattern: string;
  readonly perSecond: number;
  readonly seconds: number;
  readonly keys: number;
  /** Of one group. */
  readonly processes: number;
}

/** Long enough that what came while programs were being compiled is done with. */
const WARM_UP_SECONDS = 25;
const LOOK_MS = 200;
const PATIENCE_MS = 60_000;

/** Workers that read what comes, at an even rate, and a reader of their results. */
export async function latencyOf(arena: Arena, options: LatencyOptions): Promise<Latency> {
  const { brokers, transport, partitions } = arena;
  const { pattern, perSecond, seconds, keys, processes } = options;
  const topic = arena.take("live");
  const app = arena.take("pushdown");
  await transport.admin.createTopics([plainTopic(topic, partitions)]);
  const settings = settingsOf(app, brokers, { topic, format: "json" }, { patterns: [pattern] });
  await makeTopics(transport.admin, settings, partitions);
  const guarantee = "exactly once";
  const said = { brokers, settings, guarantee } satisfies WorkerChild;
  const workers = Array.from({ length: processes }, () => startNode("worker", said, WORKER_FLAGS));
  await ready(arena, app, topic);
  const drive = startNode("drive", {
    ...{ brokers, topic, partitions, perSecond, seconds: seconds + WARM_UP_SECONDS },
    ...{ keys, law: "uniform", format: "json" },
  } satisfies Drive);
  const listen = startNode("listen", {
    ...{ brokers, topic: `${app}.out`, partitions },
    ...{ warmUpSeconds: WARM_UP_SECONDS, seconds },
  } satisfies Listen);
  const latency = JSON.parse(await listen.ended) as Latency;
  await drive.ended;
  for (const worker of workers) worker.ask("SIGTERM");
  await Promise.all(workers.map(({ ended }) => ended));
  return latency;
}

/** All tasks have written down where they begin. */
async function ready({ transport, partitions }: Arena, app: string, topic: string): Promise<void> {
  for (const untilMs = performance.now() + PATIENCE_MS; performance.now() < untilMs; ) {
    const positions = await transport.admin.committed(app, topic).catch(() => new Map());
    if (positions.size === partitions) return;
    await new Promise((next) => setTimeout(next, LOOK_MS));
  }
  throw new Error(`${app} does not begin`);
}
