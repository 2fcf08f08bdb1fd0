import { processTerminal } from "../../src/cli/terminal.ts";
import { workerOptions, workerParts } from "../../src/cli/worker-parts.ts";
import { workerMachines } from "../../src/cli/worker-patterns.ts";
import { wallClock } from "../../src/worker/clock.ts";
import { configure } from "../../src/worker/config/configure.ts";
import type { Configuration } from "../../src/worker/config/settings.ts";
import type { ChunkCommitted, News } from "../../src/worker/news.ts";
import { meter } from "../../src/worker/ops/meter.ts";
import { Registry } from "../../src/worker/ops/registry.ts";
import type { Transport } from "../../src/worker/transport.ts";
import { startWorker } from "../../src/worker/worker.ts";
import { atLeastOnce } from "./at-least-once.ts";
import { transportTo } from "./cluster.ts";
import { Pauses, type Spans } from "./pauses.ts";

export interface WorkerChild {
  readonly brokers: string;
  /** Keys of the worker's configuration, as a file would say them. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly guarantee: "exactly once" | "at least once";
  /** It stops by itself once all tasks have their state back. */
  readonly until?: "restored";
  /** At its end it tells what took how long in so many seconds before. */
  readonly watched?: number;
}

/** What it tells at its end, as JSON. */
export interface WorkerTold {
  readonly chunks: number;
  readonly records: number;
  readonly outputs: number;
  readonly keysWritten: number;
  readonly changelogBytes: number;
  readonly sessions: number;
  readonly steppingMs: number;
  readonly transactionMs: number;
  readonly restored: readonly { readonly sessions: number; readonly ms: number }[];
  readonly residentBytes: number;
  /** Of user and system, since the process began. */
  readonly processorSeconds: number;
  readonly heapBytes: number;
  readonly spans: readonly Spans[];
}

/** The parts of `pda worker`, put together as the command does, on a transport that may promise less. */
export async function workerChild({
  brokers,
  settings,
  guarantee,
  until,
  watched,
}: WorkerChild): Promise<void> {
  const values = configured(settings);
  const machines = await workerMachines(values, processTerminal(process));
  const base = transportTo(brokers);
  const transport: Transport = guarantee === "exactly once" ? base : atLeastOnce(base, brokers);
  const told = new Told();
  const pauses = watched === undefined ? null : new Pauses();
  const names = machines.map(({ automaton }) => automaton.pattern);
  const metered = meter(new Registry(), { inputs: values.input ?? [], patterns: names }, wallClock);
  const news = {
    tell(each: News): void {
      metered.tell(each);
      told.take(each);
      pauses?.take(each);
    },
  };
  const parts = workerParts(values, machines, { transport, clock: wallClock, news });
  const partitions = [...(await transport.admin.partitions(values.input ?? [])).values()][0];
  told.onRestored = (count) => {
    if (until === "restored" && count === partitions) void worker.stop();
  };
  const worker = startWorker(workerOptions(values, ""), parts);
  let spans: readonly Spans[] = [];
  process.on("SIGTERM", () => {
    spans = pauses?.told(watched ?? 0) ?? [];
    void worker.stop();
  });
  const end = await worker.ended;
  await transport.close();
  if (end.kind !== "asked") throw new Error(end.stop.message);
  console.log(JSON.stringify({ ...told.all(), spans } satisfies WorkerTold));
}

export function configured(settings: WorkerChild["settings"]): Configuration {
  const file = { name: "bench", content: JSON.stringify(settings) };
  const spoken = { file, environment: {}, flags: [] };
  const { configuration, problems } = configure(spoken, [], () => ({ wrong: "is not read" }));
  for (const { place, message } of problems) throw new Error(`${place}: ${message}`);
  return configuration;
}

class Told {
  onRestored: (count: number) => void = () => {};
  private readonly restored: { sessions: number; ms: number }[] = [];
  private readonly sums = {
    ...{ chunks: 0, records: 0, outputs: 0, keysWritten: 0, changelogBytes: 0 },
    ...{ steppingMs: 0, transactionMs: 0 },
  };
  private readonly sessions = new Map<number, number>();

  take(news: News): void {
    if (news.kind === "chunk") this.chunk(news);
    else if (news.kind === "restored") {
      const { sessions, ms, task } = news;
      this.restored.push({ sessions, ms });
      this.sessions.set(task, sessions);
      this.onRestored(this.restored.length);
    } else if (news.kind === "failed" || news.kind === "stopped") {
      process.stderr.write(`${JSON.stringify(news)}\n`);
    }
  }

  private chunk(news: ChunkCommitted): void {
    const { sums } = this;
    sums.chunks++;
    sums.records += news.records;
    sums.outputs += news.outputs;
    sums.keysWritten += news.keysWritten;
    sums.changelogBytes += news.changelogBytes;
    sums.steppingMs += news.steppingMs;
    sums.transactionMs += news.transactionMs;
    this.sessions.set(news.task, news.sessions);
  }

  all(): Omit<WorkerTold, "spans"> {
    globalThis.gc?.();
    const { rss, heapUsed, external } = process.memoryUsage();
    const sessions = [...this.sessions.values()].reduce((sum, one) => sum + one, 0);
    const { sums, restored } = this;
    const { user, system } = process.cpuUsage();
    return {
      ...{ ...sums, sessions, restored, residentBytes: rss, heapBytes: heapUsed + external },
      processorSeconds: (user + system) / 1e6,
    };
  }
}
