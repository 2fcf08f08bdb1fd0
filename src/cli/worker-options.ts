import { readFileSync } from "node:fs";
import { type Command, Option } from "commander";
import { configure } from "../worker/config/configure.ts";
import { CONFIG_FILE, type Environment } from "../worker/config/environment.ts";
import type { Problem, Said } from "../worker/config/origin.ts";
import type { Resolved, SecretReader } from "../worker/config/resolve.ts";
import { flagName, type Key, keys, settingOf } from "../worker/config/settings.ts";
import { Failure, usageFailure } from "./exit.ts";
import { fileFailure } from "./files.ts";

/** What is given on the command line: strings, lists of them, switches. */
export type Flags = Readonly<Record<string, unknown>> & { readonly config?: string };

/** Every key of the worker's configuration as a flag. */
export function withWorkerOptions(command: Command): Command {
  command.option("--config <file>", "configuration, as YAML or JSON (or PDA_CONFIG)");
  for (const key of keys) if (key !== POSITIONAL) command.addOption(optionOf(key));
  return command;
}

const POSITIONAL = "patterns";

function optionOf(key: Key): Option {
  const { kind, says, secret, unsaid, otherwise } = settingOf(key);
  const usual = unsaid === undefined ? otherwise : String(kind.spell(unsaid));
  const rest = usual === undefined || unsaid === false ? "" : `; ${usual} if not said`;
  const flag = flagName(key);
  if (secret === true) return new Option(`${flag} <file>`, `a file that holds ${says}`);
  if (kind.name === "switch") return new Option(flag, says);
  const option = new Option(`${flag} <${kind.name}>`, `${says}${rest}`);
  if (kind.choices !== undefined) return option.choices(kind.choices);
  return kind.several === true
    ? option.argParser((one: string, before: readonly string[] = []) => [...before, one])
    : option;
}

/** File, environment and flags as one configuration, without looking whether it is sound. */
export function readConfiguration(
  patterns: readonly string[],
  flags: Flags,
  environment: Environment,
  needed: readonly Key[],
  readSecret: SecretReader = secretFrom,
): Resolved {
  const path = flags.config ?? environment[CONFIG_FILE];
  const file = path === undefined ? null : { name: path, content: contentOf(path) };
  return configure({ file, environment, flags: saidBy(patterns, flags) }, needed, readSecret);
}

/** The same, where anything that is wrong ends the command: all of it is told. */
export function soundConfiguration(...given: Parameters<typeof readConfiguration>): Resolved {
  const resolved = readConfiguration(...given);
  if (resolved.problems.length > 0) throw usageFailure(problemText(resolved.problems));
  return resolved;
}

function problemText(problems: readonly Problem[]): string {
  const lines = problems.map(({ place, message }) => `  ${place}: ${message}`);
  return `the configuration is wrong\n${lines.join("\n")}`;
}

function saidBy(patterns: readonly string[], flags: Flags): Said[] {
  const said: Said[] = keys.flatMap((key) => {
    const place = flagName(key);
    const written = flags[new Option(place).attributeName()];
    if (key === POSITIONAL || written === undefined) return [];
    const inFile = settingOf(key).secret === true ? { inFile: true as const } : {};
    return [{ key, written, place, ...inFile }];
  });
  if (patterns.length === 0) return said;
  return [{ key: POSITIONAL, written: patterns, place: "the command line" }, ...said];
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw fileFailure(path, error);
  }
}

function secretFrom(path: string): { readonly text: string } | { readonly wrong: string } {
  try {
    return { text: contentOf(path) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { wrong: error.message.slice(path.length + 2) };
  }
}
