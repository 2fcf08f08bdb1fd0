import type { Broker } from "../../scripts/kafka/broker.ts";
import { processTerminal } from "../../src/cli/terminal.ts";
import { workerMachines } from "../../src/cli/worker-patterns.ts";
import { patternFile } from "../pda.ts";
import { ceilingOf } from "./ceiling.ts";
import { startNode } from "./children.ts";
import { transportTo } from "./cluster.ts";
import { type Arena, type Contest, contest, type Input, type Ours } from "./contest.ts";
import { copiesOf, schemaFolder } from "./files.ts";
import type { Filling } from "./fill.ts";
import type { Java } from "./java.ts";
import { latencyOf } from "./latency.ts";
import type { Law } from "./law.ts";
import { profiling } from "./profile.ts";
import * as report from "./report.ts";
import { restoring } from "./restore.ts";
import { rival } from "./rival.ts";
import { HEAD, line, rate } from "./table.ts";
import { plainTopic } from "./topics.ts";
import { configured } from "./worker.ts";

export interface Sizes {
  readonly records: number;
  readonly keys: number;
  readonly partitions: number;
  /** Of the broker's own tools. */
  readonly ceilingRecords: number;
  readonly latencySeconds: number;
  readonly sessions: number;
  /** Of the latency part, where throughput was not measured before it. */
  readonly perSecond: number;
  /** Of the latency part; else what workers have unless told. */
  readonly chunkTime?: string;
  /** Of the latency part, where throughput was not measured before it; else as many as there are cores. */
  readonly processes?: number;
}

export const PARTS = ["throughput", "latency", "restore"] as const;
export type Part = (typeof PARTS)[number];

const FLAGSHIP = patternFile("search-attribution");
/** As many as the two cores: threads of Kafka Streams; processes of ours, each of which runs on one core. */
const THREADS = 2;
const PROCESSES = 2;

/** The better way to deploy the worker on these cores. */
interface Measured {
  readonly perSecond: number;
  readonly processes: number;
}

export class Bench {
  private readonly arena: Arena;
  private readonly java: Java;
  private readonly sizes: Sizes;
  private readonly print: (text: string) => void;
  private version = "";

  constructor(broker: Broker, java: Java, sizes: Sizes, print: (text: string) => void) {
    const brokers = broker.addresses.join(",");
    let taken = 0;
    this.arena = {
      ...{ brokers, transport: transportTo(brokers), partitions: sizes.partitions },
      brokerPid: broker.nodes[0]!.pid!,
      take: (name) => `${name}-${++taken}`,
    };
    this.java = java;
    this.sizes = sizes;
    this.print = print;
  }

  async run(parts: readonly Part[]): Promise<void> {
    const { print } = this;
    let perSecond = this.sizes.perSecond;
    let processes = this.sizes.processes ?? PROCESSES;
    for (const part of parts) {
      const begunMs = performance.now();
      if (part === "throughput") {
        const best = await this.throughput();
        [perSecond, processes] = [best.perSecond / 2, best.processes];
      } else if (part === "latency") await this.latency(Math.floor(perSecond), processes);
      else report.tellRestored(await restoring(this.arena, FLAGSHIP, this.sizes.sessions), print);
      print(`(${((performance.now() - begunMs) / 1000).toFixed(0)} s)\n`);
    }
  }

  close(): Promise<void> {
    return this.arena.transport.close();
  }

  private async throughput(): Promise<Measured> {
    const { arena, java, sizes, print } = this;
    const ceiling = await ceilingOf(arena, java, sizes.ceilingRecords);
    report.tellCeiling(ceiling, print);
    print("");
    const uniform = await this.filled("uniform", "json");
    // Not in the table: the broker, too, is compiled while it runs, which the first one would pay for.
    const profile = await profiling();
    await contest(arena, uniform, { name: "", patterns: [FLAGSHIP], flags: profile.flags });
    const shares = await profile.read();

    for (const text of HEAD) print(text);
    const once = await this.ours(uniform, { name: "uniform, JSON" });
    const two = await this.ours(uniform, {
      name: `  ${PROCESSES} processes`,
      processes: PROCESSES,
    });
    const streams = await this.streams(uniform);
    const guarantee = "at least once" as const;
    const least = await this.ours(uniform, { name: "  at least once", guarantee });
    const counts = [once];
    for (const count of [2, 3]) {
      const patterns = copiesOf(FLAGSHIP, count);
      counts.push(await this.ours(uniform, { name: `  ${count} patterns`, patterns }));
    }
    const small = { "chunk.records": 2_000 };
    await this.ours(uniform, { name: "  chunks of 2,000", settings: small });

    const zipf = await this.filled("zipf", "json");
    const processes = rate(two) > rate(once) ? PROCESSES : 1;
    const zipfBest = await this.ours(zipf, { name: "Zipf 1.1, JSON", processes });
    const zipfStreams = await this.streams(zipf);
    for (const [law, name] of [
      ["uniform", "uniform, Avro"] as const,
      ["zipf", "Zipf 1.1, Avro"] as const,
    ])
      await this.ours(await this.filled(law, "avro"), { name });

    print("");
    const best = processes === 1 ? once : two;
    report.tellHead(best, processes, print);
    report.tellRatio("Kafka Streams, uniform", best, streams, print);
    report.tellRatio("Kafka Streams, Zipf", zipfBest, zipfStreams, print);
    report.tellOnce(once, least, print);
    report.tellPatterns(counts, print);
    report.tellCeilingShare(best, ceiling, sizes.records, print);
    report.tellProfile(shares, print);
    return { perSecond: rate(best), processes };
  }

  private async latency(perSecond: number, processes: number): Promise<void> {
    const { latencySeconds: seconds, keys } = this.sizes;
    const { chunkTime } = this.sizes;
    const settings = chunkTime === undefined ? {} : { "chunk.time": chunkTime };
    const options = { pattern: FLAGSHIP, perSecond, seconds, keys, processes, settings };
    report.tellLatency(await latencyOf(this.arena, options), perSecond, this.print);
  }

  private async filled(law: Law, format: Input["format"]): Promise<Input> {
    const { arena, sizes } = this;
    const { records, keys, partitions } = sizes;
    const topic = arena.take("clicks");
    await arena.transport.admin.createTopics([plainTopic(topic, partitions)]);
    const filling: Filling = {
      ...{ brokers: arena.brokers, topic, partitions, records, keys, law, format },
    };
    await startNode("fill", filling).ended;
    return { topic, records, format };
  }

  private async ours(input: Input, said: Partial<Ours> & { name: string }): Promise<Contest> {
    const settings = input.format === "avro" ? { schemas: schemaFolder() } : {};
    const one = await contest(this.arena, input, { patterns: [FLAGSHIP], settings, ...said });
    this.print(line(one, input.records));
    return one;
  }

  private async streams(input: Input): Promise<Contest> {
    const version = await this.versionOf();
    const name = "  Kafka Streams";
    const one = await rival(this.arena, this.java, input, { name, version, threads: THREADS });
    this.print(line(one, input.records));
    return one;
  }

  /** That outputs name. */
  private async versionOf(): Promise<string> {
    if (this.version === "") {
      const values = configured({ patterns: [FLAGSHIP] });
      const [machine] = await workerMachines(values, processTerminal(process));
      this.version = machine!.version;
    }
    return this.version;
  }
}
