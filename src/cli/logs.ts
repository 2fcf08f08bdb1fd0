import type { Readable } from "node:stream";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Automaton } from "../automaton/automaton.ts";
import { parseDuration } from "../machine/values/duration.ts";
import {
  type FileSource,
  nodeDecoder,
  openFile,
  type ReadAhead,
  streamSource,
} from "../records/files.ts";
import { FORMATS, type Format } from "../records/format.ts";
import { type Log, openLog } from "../records/log.ts";
import type { ReadingPlan } from "../records/reading-plan.ts";
import { openVocabulary } from "../records/vocabulary.ts";
import { disorderOf, type WatermarkOptions } from "../stream/watermark.ts";
import { usageFailure } from "./exit.ts";
import { STANDARD_INPUT } from "./files.ts";
import { readingAhead, scanAhead } from "./scan-ahead.ts";

export { planReading, type ReadingPlan } from "../records/reading-plan.ts";

/** What every command that reads logs takes. */
export interface LogOptions {
  readonly format?: Format;
  readonly key?: string;
  readonly time?: string;
  readonly type?: string;
  readonly merge?: "time";
  /** Milliseconds. */
  readonly watermark?: number;
  readonly ahead?: number;
}

export function withLogOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--format <format>", "what the log is; by its name if not said").choices(FORMATS),
    )
    .option("--key <path>", "read the key from another field, for a first look")
    .option("--time <path>", "read the time from another field")
    .option("--type <path>", "read the type name from another field")
    .addOption(
      new Option("--merge <by>", "merge several logs instead of one after the other").choices([
        "time",
      ]),
    )
    .option("--watermark <duration>", "time moves on with the log, less this disorder", duration)
    .option(
      "--ahead <duration>",
      "a record so far in front of the watermark is a dead letter",
      duration,
    );
}

export function duration(written: string): number {
  // Digits alone would be milliseconds in a log; here they are a unit forgotten.
  const milliseconds = /^[1-9][0-9]*$/.test(written) ? null : parseDuration(written);
  if (/^[0-9]+$/.test(written) && milliseconds === null)
    throw new InvalidArgumentError(`Did you mean ${written}s? Units are ms, s, m, h, d, w.`);
  if (milliseconds === null || milliseconds < 0)
    throw new InvalidArgumentError("Write a duration such as 5s, 30m or 1h30m.");
  return milliseconds;
}

/** How time moves on for patterns, which may ask for a watermark, and for more disorder than was written. */
export function watermarkOf(
  { watermark, ahead }: LogOptions,
  automata: readonly Automaton[],
): WatermarkOptions | null {
  if (watermark !== undefined)
    return { disorderMs: disorderOf(watermark, automata), aheadMs: ahead ?? null };
  if (ahead !== undefined)
    throw usageFailure("--ahead needs a watermark: add --watermark 0s or more");
  const retracting = automata.find(({ order }) => order?.late.kind === "retract");
  if (retracting !== undefined)
    throw usageFailure(
      `${retracting.pattern} says \`late retract\`, which needs a watermark, or nothing of the past is ever forgotten: add --watermark 0s or more`,
    );
  return null;
}

/** Opens all logs, so that a missing one is told before anything runs. `passing`: nobody keeps an event. */
export async function openLogs(
  paths: readonly string[],
  plan: ReadingPlan,
  options: LogOptions,
  input?: Readable,
  passing = false,
): Promise<{ readonly log: Log; readonly sources: readonly FileSource[] }> {
  const mappers = plan.vocabularies.map((vocabulary) =>
    openVocabulary(vocabulary, { decoder: nodeDecoder, passing }),
  );
  const ahead =
    readingAhead !== null && mappers.length === 1 ? scanAhead(mappers[0]!, readingAhead) : null;
  const sources = await openSources(paths, options.format, input, ahead);
  return { log: openLog(sources, { mappers, order: options.merge ?? "given" }), sources };
}

/** Standard input where no log is named. */
export async function openSources(
  paths: readonly string[],
  format: Format | undefined,
  input: Readable = process.stdin,
  ahead: ReadAhead | null = null,
): Promise<readonly FileSource[]> {
  if (paths.length === 0 && (input as { readonly isTTY?: boolean }).isTTY === true)
    throw usageFailure("no log is named; name one, or - for standard input");
  const sources: FileSource[] = [];
  for (const path of paths.length === 0 ? [STANDARD_INPUT] : paths) {
    if (path === STANDARD_INPUT) sources.push(streamSource("stdin", input, format ?? "ndjson"));
    else sources.push(await openFile(path, format, ahead));
  }
  return sources;
}
