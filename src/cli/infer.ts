import { basename } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { closest } from "../diagnostic/suggest.ts";
import { FORMATS, type Format } from "../records/format.ts";
import { counted } from "../records/infer/comments.ts";
import { type Inferred, infer, inferenceMapper } from "../records/infer/infer.ts";
import { type LogSource, openLog } from "../records/log.ts";
import { readPath, spellPath } from "../records/override.ts";
import { type Context, command } from "./command.ts";
import { type ExitCode, exitCodes, Failure, usageFailure } from "./exit.ts";
import { writeText } from "./files.ts";
import { openSources } from "./logs.ts";
import { Progress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

interface InferOptions {
  readonly format?: Format;
  readonly key?: string;
  readonly time?: string;
  readonly type?: string;
  readonly name?: string;
  readonly limit?: number;
  readonly output?: string;
}

export const inferCommand = ({ terminal, finish }: Context): Command =>
  command("infer", "read a log and write the `events` block that fits it", [
    "pda infer visits.ndjson.gz > visits.events.pda",
    "pda infer orders.csv --key customer --time 'ordered in seconds' --limit 100000",
  ])
    .argument("[logs...]", "logs of one kind; standard input where none is named")
    .addOption(
      new Option("--format <format>", "what the log is; by its name if not said").choices(FORMATS),
    )
    .option("--key <path>", "the field that is the key")
    .option("--time <path>", "the field that is the time; `ts in seconds` for seconds")
    .option("--type <path>", "the field that is the type name")
    .option("--name <name>", "what to call the block; like the log if not said")
    .option("--limit <count>", "read so many records and no more", whole)
    .option("-o, --output <file>", "write to a file")
    .action(async (logs: string[], options: InferOptions) => {
      finish(await inferBlock(logs, options, terminal));
    });

async function inferBlock(
  paths: readonly string[],
  { format, output, ...options }: InferOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const sources = await openSources(paths, format, terminal.input());
  const log = openLog(sources, { mappers: [inferenceMapper()], order: "given" });
  const progress = new Progress(terminal, sources, true);
  const inferred = await infer(log, {
    ...options,
    progress: (records) => progress.tell(records),
    name: options.name ?? nameOf(sources),
    fromCells: sources.some(({ format }) => format === "csv" || format === "tsv"),
  });
  progress.end();
  for (const error of log.errors) terminal.note(`error: ${error.message}\n`);
  if (log.errors.length > 0 && inferred.records === 0) return exitCodes.inputOutput;
  refuseNothing(inferred, log.names);
  for (const word of ["key", "time", "type"] as const)
    refuseUnknown(word, options[word], inferred.paths);
  if (output === undefined) terminal.write(inferred.text);
  else {
    await writeText(output, inferred.text);
    terminal.note(
      `${output}: ${counted(inferred.events, "event")}, from ${counted(inferred.records, "record")}\n`,
    );
  }
  return log.errors.length > 0 ? exitCodes.inputOutput : exitCodes.good;
}

/** A block of nothing would be a lie about the log. */
function refuseNothing({ records, damaged, damage }: Inferred, names: readonly string[]): void {
  if (records > 0) return;
  const where = names.join(", ");
  const reason =
    damaged === 0
      ? `${where}: there are no records in it`
      : `${where}: none of ${damaged === 1 ? "its 1 record" : `its ${damaged} records`} can be read; is it of another format? --format says which\n  first: ${damage}`;
  throw new Failure(exitCodes.inputOutput, reason);
}

function refuseUnknown(
  word: string,
  given: string | undefined,
  paths: readonly (readonly string[])[],
): void {
  if (given === undefined) return;
  const path = spellPath(readPath(given.replace(/\s+in\s+(seconds|milliseconds)$/, "")));
  const known = paths.map(spellPath);
  if (known.includes(path)) return;
  const near = closest(path, known);
  const hint = near === null ? `it has ${known.join(", ")}` : `did you mean ${near}?`;
  throw usageFailure(`--${word}: no record has a field ${path}; ${hint}`);
}

/** `data/visits.2024.ndjson.gz` is called visits. */
const nameOf = ([source]: readonly LogSource[]): string =>
  basename(source?.path ?? "")
    .replace(/^\.+/, "")
    .split(".")[0] || "log";

function whole(written: string): number {
  const number = Number(written);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new InvalidArgumentError("Write a whole number from 1.");
  return number;
}
