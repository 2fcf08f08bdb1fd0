import { Command, InvalidArgumentError } from "commander";
import { type BrokerOptions, startBroker } from "./broker.ts";
import { exitWith } from "./exit.ts";

const whole = (text: string): number => {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("A whole number is expected.");
  return Number(text);
};

const setting = (text: string, before: Record<string, string>): Record<string, string> => {
  const [key, ...value] = text.split("=");
  if (!key || value.length === 0) throw new InvalidArgumentError("Write it as name=value.");
  return { ...before, [key]: value.join("=") };
};

const flags = new Command("npm run kafka --")
  .description("Starts Apache Kafka on this machine, for trying and testing; Ctrl-C stops it.")
  .option("--version <version>", "4.1, 3.9 or an exact version", "4.1")
  .option("--brokers <count>", "processes: 1 or 3", whole, 1)
  .option("--port <port>", "the first broker's port", whole, 9092)
  .option("--heap <megabytes>", "memory of each process", whole, 256)
  .option("--set <name=value>", "a broker setting, repeatable", setting, {})
  .parse(process.argv)
  .opts<{ version: string; brokers: number; port: number; heap: number; set: object }>();

/** Starts it and stops it on the first signal, also on one that comes while it is starting. */
async function main(): Promise<number> {
  const interrupted = new Promise<void>((done) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.once(signal, () => done());
  });
  const options: BrokerOptions = {
    version: flags.version,
    brokers: flags.brokers,
    port: flags.port,
    heapMb: flags.heap,
    config: flags.set as Record<string, string>,
    say: (line) => console.error(line),
  };
  const broker = await startBroker(options);
  console.error(`Kafka ${broker.version} listens on ${broker.addresses.join(",")}`);
  console.error("its data is in a temporary folder and goes with it; Ctrl-C stops it");
  await interrupted;
  console.error("stopping");
  await broker.stop();
  return 0;
}

await exitWith(main);
