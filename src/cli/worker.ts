import { type Command, InvalidArgumentError } from "commander";
import { effectiveText } from "../worker/config/effective.ts";
import type { Resolved } from "../worker/config/resolve.ts";
import type { Key } from "../worker/config/settings.ts";
import { type Context, command } from "./command.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import type { Terminal } from "./terminal.ts";
import { checkWorker } from "./worker-check.ts";
import { initWorker } from "./worker-init.ts";
import { runLocally } from "./worker-local.ts";
import {
  type Flags,
  readConfiguration,
  soundConfiguration,
  withWorkerOptions,
} from "./worker-options.ts";
import { runWorker } from "./worker-run.ts";

interface WorkerFlags extends Flags {
  readonly local?: string;
  readonly check?: boolean;
  readonly printConfig?: boolean;
  readonly print?: boolean;
  readonly partitions?: number;
}

const INIT = "init";
const NEEDED: readonly Key[] = ["patterns", "brokers", "input", "output"];

export const workerCommand = ({ terminal, finish }: Context): Command =>
  withWorkerOptions(
    command("worker", "run patterns on Kafka, every event counted exactly once", [
      "pda worker search.pda --local clicks.ndjson",
      "pda worker init search.pda --brokers kafka:9092 --input clicks --output attributions",
      "pda worker search.pda --config worker.yaml --check",
      "pda worker search.pda --config worker.yaml --from earliest",
    ])
      .argument(
        "[files...]",
        "pattern files (.pda); `init` before them creates the worker's topics",
      )
      .option(
        "--local <log>",
        "run on a Kafka in memory, fed from a log (NDJSON); print what it would write",
      )
      .option("--check", "say whether brokers, topics and rights are as needed; read nothing")
      .option("--print-config", "print the configuration in force, without secrets")
      .option("--print", "with `init`: print commands for Kafka's own tools, create nothing")
      .option(
        "--partitions <count>",
        "with `init --print`: of the input, where no broker can be asked",
        whole,
      ),
  ).action(async (files: string[], flags: WorkerFlags) => {
    finish(await worker(files, flags, terminal));
  });

async function worker(
  files: readonly string[],
  flags: WorkerFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const { env } = process;
  if (files[0] === INIT) {
    const { configuration } = soundConfiguration(files.slice(1), flags, env, NEEDED);
    const { print = false, partitions } = flags;
    return initWorker(configuration, { print, partitions }, terminal);
  }
  if (flags.printConfig === true)
    return printConfig(readConfiguration(files, flags, env, []), terminal);
  if (flags.local !== undefined) {
    const { configuration } = soundConfiguration(files, flags, env, ["patterns"]);
    return runLocally(configuration, flags.local, terminal);
  }
  const { configuration } = soundConfiguration(files, flags, env, NEEDED);
  return flags.check === true
    ? checkWorker(configuration, terminal)
    : runWorker(configuration, terminal);
}

function printConfig({ configuration, places, problems }: Resolved, terminal: Terminal): ExitCode {
  terminal.write(effectiveText(configuration, places));
  for (const { place, message } of problems) terminal.note(`${place}: ${message}\n`);
  return problems.length === 0 ? exitCodes.good : exitCodes.usage;
}

function whole(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("A whole number is expected.");
  return Number(text);
}
