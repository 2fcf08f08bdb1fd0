import { type Command, InvalidArgumentError, Option } from "commander";
import { closest } from "../diagnostic/suggest.ts";
import { FORMATS, type Format } from "../records/format.ts";
import { inferenceMapper } from "../records/infer/infer.ts";
import { openLog } from "../records/log.ts";
import { grouped } from "../simulator/experiment/recommend.ts";
import { fitPipeline } from "../simulator/measure/fit.ts";
import { measure } from "../simulator/measure/measure.ts";
import {
  fieldOf,
  findPlaces,
  type RecordingPlaces,
  readRecording,
  recordingMappers,
  type TimedPlaces,
} from "../simulator/measure/read-recording.ts";
import { disorderJson, disorderText } from "../simulator/measure/report.ts";
import { type Context, command } from "./command.ts";
import { type ExitCode, exitCodes, Failure, usageFailure } from "./exit.ts";
import { STANDARD_INPUT } from "./files.ts";
import { openSources } from "./logs.ts";
import type { Terminal } from "./terminal.ts";

interface DisorderOptions {
  readonly format?: Format;
  readonly key?: string;
  readonly time?: string;
  readonly arrival?: string;
  readonly partition?: string;
  readonly limit?: number;
  readonly json?: boolean;
}

export const disorderCommand = ({ terminal, finish }: Context): Command =>
  command("disorder", "measure how disordered a recorded log is, and what would simulate it", [
    "pda disorder visits.ndjson.gz",
    "pda disorder devices.ndjson --time ts --arrival received_at --key device --json",
  ])
    .argument("<logs...>", "logs in the order in which events arrived")
    .addOption(
      new Option("--format <format>", "what the log is; by its name if not said").choices(FORMATS),
    )
    .option("--time <path>", "when an event happened; `ts in seconds` for seconds")
    .option("--arrival <path>", "when it arrived; if the log says so")
    .option("--key <path>", "whose event it is")
    .option("--partition <path>", "the partition it came by")
    .option("--limit <count>", "read so many records and no more", whole)
    .option("--json", "print for programs")
    .action(async (logs: string[], options: DisorderOptions) => {
      finish(await disorder(logs, options, terminal));
    });

async function disorder(
  paths: readonly string[],
  options: DisorderOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const places = await placesOf(paths, options);
  const sources = await openSources(paths, options.format, terminal.input());
  const log = openLog(sources, { mappers: recordingMappers(places), order: "given" });
  const { recording, ...read } = await readRecording(log, places, options.limit);
  for (const error of log.errors) terminal.note(`error: ${error.message}\n`);
  if (recording.time.length === 0) {
    const reason =
      read.refused === 0
        ? NO_RECORDS
        : `${read.refused === 1 ? "its only record cannot" : `none of its ${grouped(read.refused)} records can`} be used\n  first: ${read.refusal}`;
    throw new Failure(exitCodes.inputOutput, `${log.names.join(", ")}: ${reason}`);
  }
  const { time } = recording;
  const report = {
    ...read,
    logs: log.names,
    places,
    found: found(places, options),
    recording,
    spanMs: time.reduce((a, b) => Math.max(a, b)) - time.reduce((a, b) => Math.min(a, b)),
    disorder: measure(recording),
    fit: fitPipeline(recording),
  };
  terminal.write(options.json === true ? disorderJson(report) : disorderText(report));
  return log.errors.length > 0 ? exitCodes.inputOutput : exitCodes.good;
}

const NO_RECORDS = "there are no records in it";

/** What is not said is found by its name, in a first look at the log. */
async function placesOf(paths: readonly string[], options: DisorderOptions): Promise<TimedPlaces> {
  const given = {
    ...(options.key === undefined ? {} : { key: options.key }),
    ...(options.time === undefined ? {} : { time: options.time }),
    ...(options.arrival === undefined ? {} : { arrival: options.arrival }),
    ...(options.partition === undefined ? {} : { partition: options.partition }),
  };
  if (paths.includes(STANDARD_INPUT)) {
    if (given.time === undefined)
      throw usageFailure(
        "standard input can be read only once: say --time, and --key if there is one",
      );
    return { key: null, arrival: null, partition: null, ...given, time: given.time };
  }
  const look = openLog(await openSources(paths, options.format), {
    mappers: [inferenceMapper()],
    order: "given",
  });
  const { places, fields, records, refused } = await findPlaces(look, given);
  refuseUnknown(given, fields);
  if (places.time === null && records === 0) {
    const reason =
      look.errors[0]?.message ??
      `${look.names.join(", ")}: ${refused === 0 ? NO_RECORDS : "none of its records can be read"}`;
    throw new Failure(exitCodes.inputOutput, reason);
  }
  if (places.time === null) {
    const known = fields.length === 0 ? "there are no fields" : `it has ${fields.join(", ")}`;
    throw usageFailure(`no field looks like a time; say which with --time (${known})`);
  }
  return { ...places, time: places.time };
}

const found = (places: RecordingPlaces, options: DisorderOptions): boolean =>
  (["key", "time", "arrival", "partition"] as const).some(
    (word) => places[word] !== null && options[word] === undefined,
  );

function refuseUnknown(given: Partial<RecordingPlaces>, fields: readonly string[]): void {
  if (fields.length === 0) return;
  for (const [word, place] of Object.entries(given)) {
    if (place === null || fields.includes(fieldOf(place))) continue;
    const near = closest(fieldOf(place), fields);
    const hint = near === null ? `it has ${fields.join(", ")}` : `did you mean ${near}?`;
    throw usageFailure(`--${word}: no record has a field ${fieldOf(place)}; ${hint}`);
  }
}

function whole(written: string): number {
  const number = Number(written);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new InvalidArgumentError("Write a whole number from 1.");
  return number;
}
