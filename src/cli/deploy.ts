import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, normalize, relative } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import type { SecretReader } from "../worker/config/resolve.ts";
import { environmentName, type Key } from "../worker/config/settings.ts";
import { deploymentFiles } from "../worker/ops/deployment/files.ts";
import { type PatternFile, planDeployment } from "../worker/ops/deployment/plan.ts";
import { routeFaults } from "../worker/records/routes.ts";
import { type Context, command } from "./command.ts";
import { compileSound, type Settings } from "./compiled.ts";
import { type ExitCode, exitCodes, usageFailure } from "./exit.ts";
import { writeFailure } from "./files.ts";
import { packageVersion } from "./package.ts";
import type { Terminal } from "./terminal.ts";
import {
  type Flags,
  readConfiguration,
  soundConfiguration,
  withWorkerOptions,
} from "./worker-options.ts";
import { workerMachines } from "./worker-patterns.ts";

interface DeployFlags extends Flags {
  readonly out: string;
  readonly partitions: number;
  readonly image?: string;
}

export const deployCommand = ({ terminal, finish }: Context): Command =>
  withWorkerOptions(
    command("deploy", "write what a worker's deployment needs, filled in", [
      "pda deploy search.pda --out deployment --brokers kafka:9092 --input clicks --output attributions",
      "pda deploy search.pda --out deployment --config worker.yaml --partitions 12",
    ])
      .argument("<files...>", "pattern files (.pda)")
      .requiredOption("--out <folder>", "where to write")
      .option("--partitions <count>", "of the input", whole, 12)
      .option("--image <name>", "the container image; pushdown:VERSION if not said"),
  ).action(async (files: string[], flags: DeployFlags) => {
    finish(await deploy(files, flags, terminal));
  });

const NEEDED: readonly Key[] = ["brokers", "input", "output"];

async function deploy(
  paths: readonly string[],
  flags: DeployFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const environment = withPlaceholders(paths, flags);
  const { configuration: values, places } = soundConfiguration(
    ...[paths, flags, environment, NEEDED],
    elsewhere,
  );
  const machines = await workerMachines(values, terminal);
  const faults = routeFaults(
    values.output ?? {},
    machines.map(({ automaton }) => automaton),
  );
  if (faults.length > 0) throw usageFailure(`--output: ${faults.join("\n  ")}`);
  const files = await patternFiles(paths, values.set ?? {}, terminal);
  const beside = dirname(paths[0]!);
  const deployment = planDeployment({
    ...{ values, places, files, partitions: flags.partitions, image: flags.image },
    run: paths.map((path) => relative(beside, path)),
    version: packageVersion(),
  });
  for (const [path, text] of deploymentFiles(deployment)) {
    const file = join(flags.out, path);
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    } catch (error) {
      throw writeFailure(file, error);
    }
    terminal.write(`${file}\n`);
  }
  terminal.note(`next: ${join(flags.out, "README.md")}\n`);
  return exitCodes.good;
}

/**
 * Secrets are not written, so they need not be there: those that will be asked for get a placeholder, as
 * does the folder of a volume. Of our own environment nothing is taken: it is not that of the deployed worker.
 */
function withPlaceholders(paths: readonly string[], flags: Flags): Record<string, string> {
  const { configuration } = readConfiguration(paths, flags, {}, [], elsewhere);
  const { "sasl.mechanism": mechanism } = configuration;
  const given: Key[] = ["token"];
  if (mechanism === "oauthbearer") {
    given.push(configuration["sasl.token-url"] === undefined ? "sasl.token" : "sasl.client-secret");
  } else if (mechanism !== undefined) given.push("sasl.password");
  if (configuration["registry.username"] !== undefined) given.push("registry.password");
  if (configuration.store === "disk") given.push("store-folder");
  return Object.fromEntries(given.map((key) => [environmentName(key), GIVEN_LATER]));
}

const GIVEN_LATER = "given when deployed";

/** A secret's file that the configuration names is where the worker will run, not here. */
const elsewhere: SecretReader = () => ({ text: GIVEN_LATER });

/** The pattern files and all that they use, by their paths beside the first. */
async function patternFiles(
  paths: readonly string[],
  set: Settings,
  terminal: Terminal,
): Promise<readonly PatternFile[]> {
  const beside = dirname(paths[0]!);
  const found = new Map<string, string>();
  for (const path of paths) {
    const { sources } = await compileSound(path, set, terminal);
    for (const { name, text } of sources) found.set(relative(beside, normalize(name)), text);
  }
  const outside = [...found.keys()].find((path) => path.startsWith(".."));
  if (outside !== undefined) {
    throw usageFailure(
      `${outside} lies outside of ${beside}: what is deployed together must lie together; copy it there`,
    );
  }
  return [...found].map(([path, text]) => ({ path, text }));
}

function whole(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("A whole number is expected.");
  return Number(text);
}
