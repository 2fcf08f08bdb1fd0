import { cpus, totalmem } from "node:os";
import { Command } from "commander";
import { startBroker } from "../../scripts/kafka/broker.ts";
import { exitWith } from "../../scripts/kafka/exit.ts";
import { Missing } from "../../scripts/kafka/jars.ts";
import { Bench, PARTS, type Part, type Sizes } from "./bench.ts";
import { buildChildren, killAll } from "./children.ts";
import { java } from "./java.ts";

const FULL: Sizes = {
  ...{ records: 1_000_000, keys: 100_000, partitions: 4, ceilingRecords: 2_000_000 },
  ...{ latencySeconds: 30, sessions: 1_000_000, perSecond: 20_000 },
};
const SHORT: Sizes = {
  ...{ records: 100_000, keys: 10_000, partitions: 4, ceilingRecords: 200_000 },
  ...{ latencySeconds: 5, sessions: 50_000, perSecond: 1_000 },
};
/** Whatever happens, it ends. */
const LIMIT_MS = 45 * 60_000;

const isPart = (name: string): name is Part => (PARTS as readonly string[]).includes(name);

const command = new Command("npm run bench:kafka --")
  .description(
    "Measures the worker on a Kafka broker that it starts and stops (docs/operations.md).",
  )
  .option("--short", "a tenth of the records, to try it: its figures say nothing")
  .option("--records <n>", "of each input")
  .option("--rate <n>", "events a second of `latency`, where no throughput is measured before it")
  .option("--chunk-time <duration>", "how long a chunk gathers records, in `latency`")
  .option("--processes <n>", "workers of `latency`, where no throughput is measured before it")
  .argument("[parts...]", PARTS.join(", "), [...PARTS])
  .parse(process.argv);
const flags = command.opts<{
  short?: true;
  records?: string;
  rate?: string;
  chunkTime?: string;
  processes?: string;
}>();
const print = (text: string): void => console.log(text);

await exitWith(async () => {
  const unknown = command.args.find((name) => !isPart(name));
  if (unknown !== undefined)
    throw new Missing(`there is no part \`${unknown}\`: ${PARTS.join(", ")}`);
  const named = command.args.filter(isPart);
  const parts = named.length > 0 ? named : PARTS;
  const all = flags.short ? SHORT : FULL;
  const sizes = {
    ...all,
    ...(flags.records === undefined ? {} : { records: Number(flags.records) }),
    ...(flags.rate === undefined ? {} : { perSecond: Number(flags.rate) }),
    ...(flags.chunkTime === undefined ? {} : { chunkTime: flags.chunkTime }),
    ...(flags.processes === undefined ? {} : { processes: Number(flags.processes) }),
  };
  const say = (line: string): void => console.error(line);
  await buildChildren();
  const rivals = await java(say);
  const broker = await startBroker({
    ...{ say, heapMb: 1024, jvm: ["-XX:+UseSerialGC"] },
    // All that is written is counted at the end.
    config: { "log.cleaner.enable": "false" },
  });
  const bench = new Bench(broker, rivals, sizes, print);
  const limit = setTimeout(() => {
    say(`it takes longer than ${LIMIT_MS / 60_000} minutes, and is ended`);
    killAll();
  }, LIMIT_MS);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, killAll);
  try {
    const memory = Math.round(totalmem() / 2 ** 30);
    print(`${cpus()[0]?.model ?? "unknown"}, ${cpus().length} cores, ${memory} GB`);
    print(`Node.js ${process.version}, Kafka ${broker.version}; all processes share the cores\n`);
    await bench.run(parts);
  } finally {
    clearTimeout(limit);
    killAll();
    await bench.close();
    await broker.stop();
  }
  return 0;
});
