import { readFile, rm } from "node:fs/promises";
import { type Broker, startBroker } from "../../../scripts/kafka/broker.ts";
import { wallClock } from "../../../src/worker/clock.ts";
import { kafkaTransport } from "../../../src/worker/kafkajs/transport.ts";
import { OPTIONS } from "../../worker/rig.ts";
import { bundled, bundleFolder } from "../bundled.ts";
import { Audit, type Audited } from "./audit.ts";
import { traffic } from "./traffic.ts";
import { Workers } from "./workers.ts";

export interface KillOptions {
  readonly version?: string;
  readonly workers: number;
  readonly partitions: number;
  /** kill -9 of a worker, and after each a comparison. */
  readonly rounds: number;
  readonly brokerKills: number;
  readonly say: (line: string) => void;
}

export interface KillReport {
  readonly rounds: readonly (Audited & { readonly what: string; readonly open: boolean | null })[];
  /** What workers said that is no phase, and is not to be expected. */
  readonly complaints: readonly string[];
}

/** Of the broker's own log, where a round is not clean. */
const LOG_LINES = 60;

/** Workers under traffic, killed at random moments; nothing lost and nothing doubled, or it says so. */
export async function killLoop(options: KillOptions): Promise<KillReport> {
  const { partitions } = options;
  const folder = await bundleFolder();
  const broker = await startBroker({
    ...(options.version === undefined ? {} : { version: options.version }),
  });
  const transport = kafkaTransport(
    { brokers: broker.addresses, requestTimeoutMs: 4_000, patienceMs: 30_000 },
    wallClock,
  );
  const file = await bundled("test/kafka/kill/process.ts", folder);
  const workers = new Workers(file, broker.addresses.join(","));
  // Also where a signal ends us.
  process.once("exit", () => workers.killAll());
  const feed = traffic(transport, partitions, "source");
  try {
    await transport.admin.createTopics(
      ["in", "out", OPTIONS.changelog, OPTIONS.deadLetters].map((topic) => ({
        topic,
        partitions,
        config: {
          "message.timestamp.type": topic === "out" ? "LogAppendTime" : "CreateTime",
          ...(topic === OPTIONS.changelog
            ? {
                "cleanup.policy": "compact",
                "segment.ms": "5000",
                "min.cleanable.dirty.ratio": "0.05",
              }
            : {}),
        },
      })),
    );
    for (let i = 0; i < options.workers; i++) workers.begin();
    const audit = new Audit(transport, partitions);
    const rounds = await roundsOf(options, broker, workers, audit, feed).catch(async (error) => {
      await testify(options.say, workers, broker);
      throw error;
    });
    await audit.close();
    await workers.stop();
    return { rounds, complaints: workers.complaints };
  } finally {
    await feed.close();
    workers.killAll();
    await transport.close();
    await broker.stop();
    await rm(folder, { recursive: true });
  }
}

async function roundsOf(
  { rounds, brokerKills, say }: KillOptions,
  broker: Broker,
  workers: Workers,
  audit: Audit,
  feed: ReturnType<typeof traffic>,
): Promise<KillReport["rounds"]> {
  const done: (Audited & { what: string; open: boolean | null })[] = [];
  const all = rounds + brokerKills;
  for (let round = 1; round <= all; round++) {
    const begunMs = wallClock.nowMs();
    const ofBroker =
      Math.floor((round * brokerKills) / all) > Math.floor(((round - 1) * brokerKills) / all);
    await workers.ready();
    const feeding = feed.run(4_000 + Math.random() * 2_000);
    await wallClock.sleep(1_000 + Math.random() * 3_000);
    let struck: { what: string; open: boolean | null };
    if (ofBroker) {
      const phases = workers.phases();
      await broker.nodes[0]!.kill();
      struck = { what: `the broker; tasks ${phases}`, open: null };
      await wallClock.sleep(Math.random() * 2_000);
      await broker.nodes[0]!.start();
    } else {
      await workers.ready();
      struck = await workers.killOne();
    }
    await feeding;
    const audited = await audit.round();
    done.push({ ...audited, ...struck });
    const { records, outputs, lost, doubled, different, example } = audited;
    const seconds = ((wallClock.nowMs() - begunMs) / 1000).toFixed(1);
    const open =
      struck.open === null ? "" : struck.open ? "; a transaction was open" : "; none was open";
    say(
      `${round}/${all} killed ${struck.what}${open}: ${records} records, ${outputs} results, lost ${lost}, doubled ${doubled}, different ${different}; ${seconds} s`,
    );
    if (example === null) continue;
    say(example);
    await testify(say, workers, broker);
  }
  return done;
}

/** What workers and broker said last: why a round is not clean. */
async function testify(
  say: KillOptions["say"],
  workers: Workers,
  { nodes }: Broker,
): Promise<void> {
  for (const line of workers.testimony()) say(line);
  const log = await readFile(nodes[0]!.logFile, "utf8");
  const lines = log.split("\n").filter((line) => /WARN|ERROR|FATAL|Exception/.test(line));
  for (const line of lines.slice(-LOG_LINES)) say(`broker: ${line}`);
}
