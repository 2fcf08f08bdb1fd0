import type { Command } from "commander";
import { wallClock } from "../worker/clock.ts";
import type { Configuration, Key } from "../worker/config/settings.ts";
import { applicationOf, topicOf } from "../worker/config/topics.ts";
import { modelKafka } from "../worker/model/kafka.ts";
import { virtualTime } from "../worker/model/time.ts";
import { noNews } from "../worker/news.ts";
import { OutputComparison } from "../worker/ops/replay/compare.ts";
import { recordsOf } from "../worker/ops/replay/marks.ts";
import {
  noReplay,
  type ReplayCounts,
  type Replayed,
  replayTask,
} from "../worker/ops/replay/replay.ts";
import type { WorkerParts } from "../worker/options.ts";
import { routedTopics } from "../worker/records/routes.ts";
import { WrongRecord } from "../worker/task/stepping.ts";
import type { Transport } from "../worker/transport.ts";
import { type Context, command } from "./command.ts";
import { type ExitCode, exitCodes, Failure } from "./exit.ts";
import { surveyArchive } from "./replay-archive.ts";
import { changesText } from "./replay-changes.ts";
import {
  archiveRecords,
  type Ends,
  edges,
  type Replayable,
  topicRecords,
} from "./replay-records.ts";
import type { Terminal } from "./terminal.ts";
import { askKafka } from "./worker-kafka.ts";
import { type Flags, soundConfiguration, withWorkerOptions } from "./worker-options.ts";
import { workerOptions, workerParts } from "./worker-parts.ts";
import { workerMachines } from "./worker-patterns.ts";

interface ReplayFlags extends Flags {
  readonly compare?: boolean;
  readonly archive?: readonly string[];
}

const NEEDED: readonly Key[] = ["patterns", "brokers", "input", "output"];

export const replayCommand = ({ terminal, finish }: Context): Command =>
  withWorkerOptions(
    command(
      "replay",
      "step a topic's records once more, beside the worker, and print the outputs",
      [
        "pda replay search.pda --config worker.yaml > outputs.ndjson",
        "pda replay search.pda --config worker.yaml --compare",
        "pda replay search.pda --archive clicks-1.ndjson --archive clicks-2.ndjson",
      ],
    )
      .argument("[files...]", "pattern files (.pda)")
      .option(
        "--archive <log>",
        "read the records from an exported file (NDJSON, Avro, .gz) instead of a topic; may be said several times",
        (one: string, before: readonly string[] = []) => [...before, one],
      )
      .option(
        "--compare",
        "print nothing but differences to what stands in the output topics; exit with 1 where there are any",
      ),
  ).action(async (files: string[], flags: ReplayFlags) => {
    const { archive, compare: comparing = false } = flags;
    const alone: readonly Key[] = comparing ? ["patterns", "brokers", "output"] : ["patterns"];
    const needed = archive === undefined ? NEEDED : alone;
    const { configuration } = soundConfiguration(files, flags, process.env, needed);
    finish(await replay(configuration, { comparing, archive: archive ?? null }, terminal));
  });

interface Asked {
  readonly comparing: boolean;
  readonly archive: readonly string[] | null;
}

async function replay(
  said: Configuration,
  { comparing, archive: files }: Asked,
  terminal: Terminal,
): Promise<ExitCode> {
  const values: Configuration = { ...said, output: said.output ?? { "*": "outputs" } };
  const machines = await workerMachines(values, terminal);
  const archive = files === null ? null : await surveyArchive(files);
  const act = async (transport: Transport, brokers: boolean): Promise<ExitCode> => {
    // Values that were exported are JSON, whatever they were in the topic.
    const read = archive?.kind === "values" ? { ...values, format: "json" as const } : values;
    const parts = workerParts(read, machines, { transport, clock: wallClock, news: noNews });
    const from =
      archive === null
        ? topicRecords(values, parts)
        : archiveRecords(archive, values, parts, brokers);
    const counts = noReplay();
    try {
      return comparing
        ? await compare(values, parts, from, counts, terminal)
        : await print(values, parts, from, counts, terminal);
    } catch (error) {
      if (!(error instanceof WrongRecord)) throw error;
      throw new Failure(exitCodes.stopped, `${error.message}\n  → ${error.remedy}`);
    }
  };
  if (archive !== null && values.brokers === undefined) {
    return act(modelKafka(virtualTime(0)).host("replay").transport, false);
  }
  return askKafka(values, terminal, (transport) => act(transport, true));
}

async function print(
  values: Configuration,
  parts: WorkerParts,
  from: Replayable,
  counts: ReplayCounts,
  terminal: Terminal,
): Promise<ExitCode> {
  for await (const { message } of outputsOf(values, parts, from, counts, null)) {
    terminal.write(`${Buffer.from(message.value ?? []).toString()}\n`);
    await terminal.caughtUp();
  }
  terminal.note(`${told(counts)}\n`);
  return exitCodes.good;
}

/**
 * Positions, outputs, positions again: an output of a record before the first positions must be there, one
 * of a record behind the second cannot be judged, and what came in between may be there or not.
 */
async function compare(
  values: Configuration,
  parts: WorkerParts,
  from: Replayable,
  counts: ReplayCounts,
  terminal: Terminal,
): Promise<ExitCode> {
  const { topics } = from;
  const before = topics === null ? null : await committed(values, topics, parts);
  const comparison = new OutputComparison();
  for (const topic of routedTopics(values.output ?? {})) {
    const partitions = (await parts.transport.admin.partitions([topic])).get(topic) ?? 0;
    for (let partition = 0; partition < partitions; partition++) {
      const at = { topic, partition };
      const [first, end] = await edges(parts.transport, at);
      for await (const batch of recordsOf(parts.transport, at, first, end)) {
        for (const message of batch) comparison.found(topic, message);
      }
    }
  }
  const after = topics === null ? null : await committed(values, topics, parts);
  for await (const output of outputsOf(values, parts, from, counts, after)) {
    const { topic, partition } = output.from;
    const sure = before === null || output.offset < (before.get(topic)?.get(partition) ?? 0);
    comparison.expect(output.topic, output.message, sure);
  }
  comparison.end();
  const { equal, differences } = comparison;
  for (const { kind, id, topic, value } of differences) {
    terminal.write(`${JSON.stringify({ kind, topic, id, value })}\n`);
  }
  terminal.note(`${told(counts)}\n${equal} equal, ${differences.length} different\n`);
  if (topics !== null && differences.length > 0)
    terminal.note(await changesText(parts.transport, topicOf(values, "changelog")));
  return differences.length === 0 ? exitCodes.good : exitCodes.findings;
}

const told = ({ records, outputs, deadLetters, late }: ReplayCounts): string =>
  `${records} records, ${outputs} outputs, ${deadLetters} dead letters, ${late} late`;

async function* outputsOf(
  values: Configuration,
  parts: WorkerParts,
  from: Replayable,
  counts: ReplayCounts,
  until: Ends | null,
): AsyncGenerator<Replayed> {
  const { disorderMs, aheadMs } = workerOptions(values, "");
  // The stage that gives records their keys has judged them already.
  const stepping = { ...parts, disorderMs, aheadMs: from.judged ? null : aheadMs };
  for await (const { sources, marks } of from.tasks(until)) {
    yield* replayTask(stepping, sources, marks, counts);
  }
}

/** Where the worker's tasks stand. */
async function committed(
  values: Configuration,
  topics: readonly string[],
  { transport }: WorkerParts,
): Promise<Ends> {
  const found = new Map<string, ReadonlyMap<number, number>>();
  for (const topic of topics) {
    found.set(topic, await transport.admin.committed(applicationOf(values), topic));
  }
  if ([...found.values()].some(({ size }) => size > 0)) return found;
  throw new Failure(
    exitCodes.findings,
    `${applicationOf(values)} has committed nothing yet: there is nothing to compare with\n  → --app says which application, where it has not the pattern file's name`,
  );
}
