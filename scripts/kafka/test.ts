import { spawn } from "node:child_process";
import { Command } from "commander";
import { startBroker } from "./broker.ts";
import { exitWith } from "./exit.ts";
import { TESTED } from "./versions.ts";

const command = new Command("npm run test:kafka --")
  .description("Starts each tested version of Kafka in turn and runs test/kafka against it.")
  .option(
    "--version <version>",
    "only this version, repeatable",
    (said: string, before: string[]) => [...before, said],
    [],
  )
  .argument("[files...]", "only test files whose name contains one of these")
  .parse(process.argv);
const said = command.opts<{ version: string[] }>().version;
const versions = said.length > 0 ? said : TESTED;

const vitest = (addresses: readonly string[], version: string): Promise<number> =>
  new Promise((done, failed) => {
    const args = ["vitest", "run", "--config", "vitest.kafka.config.ts", ...command.args];
    const env = {
      ...process.env,
      PDA_TEST_BROKERS: addresses.join(","),
      PDA_TEST_KAFKA: version,
    };
    const child = spawn("npx", args, { stdio: "inherit", env });
    child.on("error", failed);
    child.on("close", (code) => done(code ?? 1));
  });

async function main(): Promise<number> {
  let stopped = false;
  // vitest has the signal too, being in our process group; we only go on to stop the broker.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      stopped = true;
    });
  }
  for (const version of versions) {
    const broker = await startBroker({ version, say: (line) => console.error(line) });
    console.error(`Kafka ${broker.version} listens on ${broker.addresses.join(",")}`);
    try {
      const code = await vitest(broker.addresses, broker.version);
      if (code !== 0 || stopped) return code || 1;
    } finally {
      await broker.stop();
    }
  }
  return 0;
}

await exitWith(main);
