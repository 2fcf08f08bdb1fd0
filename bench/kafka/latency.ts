import { startNode } from "./children.ts";
import { type Arena, settingsOf, WORKER_FLAGS } from "./contest.ts";
import type { Drive } from "./drive.ts";
import type { Latency, Listen } from "./listen.ts";
import type { Spans } from "./pauses.ts";
import { makeTopics, plainTopic } from "./topics.ts";
import type { WorkerChild, WorkerTold } from "./worker.ts";

export interface LatencyOptions {
  readonly pattern: string;
  readonly perSecond: number;
  readonly seconds: number;
  readonly keys: number;
  /** Of one group. */
  readonly processes: number;
  readonly settings: WorkerChild["settings"];
}

export interface Late {
  readonly latency: Latency;
  /** Of each worker. */
  readonly spans: readonly (readonly Spans[])[];
}

/** Long enough that what came while programs were being compiled is done with. */
const WARM_UP_SECONDS = 25;
const LOOK_MS = 200;
const PATIENCE_MS = 60_000;

/** Workers that read what comes, at an even rate, and a reader of their results. */
export async function latencyOf(arena: Arena, options: LatencyOptions): Promise<Late> {
  const { brokers, transport, partitions } = arena;
  const { pattern, perSecond, seconds, keys, processes } = options;
  const topic = arena.take("live");
  const app = arena.take("pushdown");
  await transport.admin.createTopics([plainTopic(topic, partitions)]);
  const patterns = [pattern];
  const { settings: said } = options;
  const settings = settingsOf(
    app,
    brokers,
    { topic, format: "json" },
    { patterns, settings: said },
  );
  await makeTopics(transport.admin, settings, partitions);
  const guarantee = "exactly once";
  const child = { brokers, settings, guarantee, watched: seconds } satisfies WorkerChild;
  const workers = Array.from({ length: processes }, () => startNode("worker", child, WORKER_FLAGS));
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
  for (const worker of workers) worker.ask("SIGTERM");
  await drive.ended;
  const told = await Promise.all(workers.map(({ ended }) => ended));
  const spans = told.map((text) => (JSON.parse(text) as WorkerTold).spans);
  return { latency, spans };
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
