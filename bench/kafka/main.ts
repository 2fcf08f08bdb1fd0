import { Command } from "commander";
import { startBroker } from "../../scripts/kafka/broker.ts";
import { exitWith } from "../../scripts/kafka/exit.ts";
import { patternFile } from "../pda.ts";
import { buildChildren, killAll, startNode } from "./children.ts";
import { transportTo } from "./cluster.ts";
import { type Arena, contest } from "./contest.ts";
import { plainTopic } from "./topics.ts";

const flags = new Command("npm run bench:kafka --")
  .option("--records <n>", "of an input", "1000000")
  .option("--prof", "cpu profile")
  .option("--set <json>", "", "{}")
  .option("--law <law>", "", "uniform")
  .option("--format <f>", "", "json")
  .option("--guarantee <g>", "", "exactly once")
  .parse(process.argv)
  .opts<{
    records: string;
    prof?: boolean;
    set: string;
    law: string;
    format: string;
    guarantee: string;
  }>();

await exitWith(async () => {
  await buildChildren();
  const broker = await startBroker({
    jvm: ["-XX:+UseSerialGC"],
    heapMb: 512,
    config: { "log.cleaner.enable": "false" },
  });
  const brokers = broker.addresses.join(",");
  const transport = transportTo(brokers);
  const partitions = 4;
  let n = 0;
  const arena: Arena = {
    brokers,
    brokerPid: broker.nodes[0]!.pid!,
    transport,
    partitions,
    take: (name) => `${name}-${++n}`,
  };
  try {
    await transport.admin.createTopics([plainTopic("in", partitions)]);
    const records = Number(flags.records);
    const t = performance.now();
    await startNode("fill", {
      brokers,
      topic: "in",
      partitions,
      records,
      law: flags.law,
      keys: 100_000,
      format: flags.format,
    }).ended;
    console.log("filled", ((performance.now() - t) / 1000).toFixed(1));
    const one = await contest(
      arena,
      { topic: "in", records, format: flags.format as "json" },
      {
        name: "pushdown",
        patterns: [patternFile("search-attribution")],
        guarantee: flags.guarantee as "exactly once",
        settings: JSON.parse(flags.set),
        flags: flags.prof ? ["--cpu-prof", "--cpu-prof-dir=/tmp/broker-speed/prof"] : [],
      },
    );
    const { pace, outcome, told } = one;
    console.log(JSON.stringify({ pace, outcome, told }, null, 1));
    const per = (s: number) => ((s / pace.records) * 1e6).toFixed(2);
    console.log(
      `${(pace.records / pace.seconds).toFixed(0)} ev/s; worker ${per(pace.processor.worker!)} us, broker ${per(pace.processor.broker!)} us`,
    );
  } finally {
    killAll();
    await transport.close();
    await broker.stop();
  }
  return 0;
});
