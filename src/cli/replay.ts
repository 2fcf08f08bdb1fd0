import type { Command } from "commander";
import { wallClock } from "../worker/clock.ts";
import type { Configuration, Key } from "../worker/config/settings.ts";
import { applicationOf, rekeyedTopic, topicOf } from "../worker/config/topics.ts";
import { modelKafka } from "../worker/model/kafka.ts";
import { virtualTime } from "../worker/model/time.ts";
import { noNews } from "../worker/news.ts";
import { OutputComparison } from "../worker/ops/replay/compare.ts";
import { marksOf, recordsOf, type TimeMark } from "../worker/ops/replay/marks.ts";
import {
  noReplay,
  type ReplayCounts,
  type Replayed,
  type ReplaySource,
  replayTask,
} from "../worker/ops/replay/replay.ts";
import type { WorkerParts } from "../worker/options.ts";
import { routedTopics } from "../worker/records/routes.ts";
import { WrongRecord } from "../worker/task/stepping.ts";
import type { StoredMessage, Transport } from "../worker/transport.ts";
import { type Context, command } from "./command.ts";
import { type ExitCode, exitCodes, Failure } from "./exit.ts";
import {
  type Archive,
  type ArchivedPlace,
  fileTopic,
  placed,
  surveyArchive,
  underOwnKeys,
  valuesOf,
} from "./replay-archive.ts";
import { changesText } from "./replay-changes.ts";
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

/** What is stepped once more: tasks, each with its inputs. */
interface Replayable {
  /** Where the tasks that are compared with stand, by topic; null: the records tell no places. */
  readonly topics: readonly string[] | null;
  /** What was too far ahead of the broker's clock is not among the records any more. */
  readonly judged: boolean;
  /** `until`: by topic and partition; null: all that there is. */
  tasks(until: Ends | null): AsyncGenerator<{
    readonly sources: readonly ReplaySource[];
    readonly marks: readonly TimeMark[];
  }>;
}

type Ends = ReadonlyMap<string, ReadonlyMap<number, number>>;

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

// ---------------------------------------------------------------- topics

/** Where the patterns' tasks read: with `rekey` what the stage before them has written. */
const inputsOf = (values: Configuration): readonly string[] =>
  values.rekey ? [rekeyedTopic(applicationOf(values))] : (values.input ?? []);

function topicRecords(values: Configuration, { transport }: WorkerParts): Replayable {
  const topics = inputsOf(values);
  const edge = values.rekey ? null : workerOptions(values, "").from;
  return {
    topics,
    judged: values.rekey,
    async *tasks(until) {
      const ends = until ?? (await endsOf(topics, transport));
      const numbers = new Set([...ends.values()].flatMap((of) => [...of.keys()]));
      for (const partition of [...numbers].sort((a, b) => a - b)) {
        const sources: ReplaySource[] = [];
        for (const topic of topics) {
          const at = { topic, partition };
          const first = await transport.admin.offset(at, edge ?? "earliest", "committed");
          const end = ends.get(topic)?.get(partition) ?? first;
          sources.push({ from: at, messages: recordsOf(transport, at, first, end) });
        }
        yield { sources, marks: await timeMarks(values, transport, topics, partition) };
      }
    },
  };
}

async function timeMarks(
  values: Configuration,
  transport: Transport,
  topics: readonly string[],
  partition: number,
): Promise<readonly TimeMark[]> {
  const topic = topicOf(values, "changelog");
  const count = (await transport.admin.partitions([topic])).get(topic) ?? 0;
  return partition < count ? marksOf(transport, { topic, partition }, topics) : [];
}

async function edges(
  { admin }: Transport,
  at: { readonly topic: string; readonly partition: number },
): Promise<readonly [number, number]> {
  const first = await admin.offset(at, "earliest", "committed");
  return [first, await admin.offset(at, "latest", "committed")];
}

/** Of every partition of the inputs. */
async function endsOf(topics: readonly string[], transport: Transport): Promise<Ends> {
  const found = new Map<string, Map<number, number>>();
  const counts = await transport.admin.partitions(topics);
  for (const topic of topics) {
    const count = counts.get(topic);
    if (count === undefined) {
      throw new Failure(exitCodes.refused, `the input topic ${topic} does not exist`);
    }
    const ends = new Map<number, number>();
    found.set(topic, ends);
    for (let partition = 0; partition < count; partition++) {
      ends.set(partition, (await edges(transport, { topic, partition }))[1]);
    }
  }
  return found;
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

// ---------------------------------------------------------------- archives

function archiveRecords(
  archive: Archive,
  values: Configuration,
  { reader, transport }: WorkerParts,
  brokers: boolean,
): Replayable {
  const own = (source: ReplaySource): ReplaySource => ({
    ...source,
    messages: underOwnKeys(source.messages, reader, source.from),
  });
  const at = (from: ArchivedPlace): ReplaySource => ({ from, messages: placed(from) });
  if (archive.kind === "values" || values.rekey) {
    // Nobody knows where the records stood, or it does not matter: one task has all of them.
    const sources =
      archive.kind === "values"
        ? archive.files.map((file) => ({
            from: { topic: fileTopic(file), partition: 0 },
            messages: valuesOf(file),
          }))
        : archive.places.map(at);
    return {
      topics: null,
      judged: false,
      async *tasks() {
        yield { sources: sources.map(own), marks: [] };
      },
    };
  }
  const topics = [...new Set(archive.places.map(({ topic }) => topic))];
  return {
    topics,
    judged: false,
    async *tasks(until) {
      const numbers = new Set(archive.places.map(({ partition }) => partition));
      for (const partition of numbers) {
        const places = archive.places.filter((place) => place.partition === partition);
        const sources = places.map((from) => {
          const end = until?.get(from.topic)?.get(partition) ?? null;
          const { messages } = at(from);
          return { from, messages: end === null ? messages : before(messages, end) };
        });
        const marks = brokers
          ? await timeMarks(
              values,
              transport,
              sources.map(({ from }) => from.topic),
              partition,
            )
          : [];
        yield { sources, marks };
      }
    },
  };
}

async function* before(
  messages: ReplaySource["messages"],
  end: number,
): AsyncGenerator<readonly StoredMessage[]> {
  for await (const batch of messages) yield batch.filter(({ offset }) => offset < end);
}
