import type { Command } from "commander";
import { wallClock } from "../worker/clock.ts";
import type { Configuration, Key } from "../worker/config/settings.ts";
import { applicationOf, topicOf } from "../worker/config/topics.ts";
import { noNews } from "../worker/news.ts";
import { OutputComparison } from "../worker/ops/replay/compare.ts";
import { marksOf, recordsOf } from "../worker/ops/replay/marks.ts";
import {
  noReplay,
  type ReplayCounts,
  type Replayed,
  replayPartition,
} from "../worker/ops/replay/replay.ts";
import type { WorkerParts } from "../worker/options.ts";
import { routedTopics } from "../worker/records/routes.ts";
import { WrongRecord } from "../worker/task/stepping.ts";
import type { Edge, Transport } from "../worker/transport.ts";
import { type Context, command } from "./command.ts";
import { type ExitCode, exitCodes, Failure, usageFailure } from "./exit.ts";
import type { Terminal } from "./terminal.ts";
import { askKafka } from "./worker-kafka.ts";
import { type Flags, soundConfiguration, withWorkerOptions } from "./worker-options.ts";
import { workerOptions, workerParts } from "./worker-parts.ts";
import { workerMachines } from "./worker-patterns.ts";

interface ReplayFlags extends Flags {
  readonly compare?: boolean;
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
      ],
    )
      .argument("[files...]", "pattern files (.pda)")
      .option(
        "--compare",
        "print nothing but differences to what stands in the output topics; exit with 1 where there are any",
      ),
  ).action(async (files: string[], flags: ReplayFlags) => {
    const { configuration } = soundConfiguration(files, flags, process.env, NEEDED);
    finish(await replay(configuration, flags.compare === true, terminal));
  });

async function replay(
  values: Configuration,
  comparing: boolean,
  terminal: Terminal,
): Promise<ExitCode> {
  if ((values.input ?? []).length > 1 || values.rekey) {
    throw usageFailure("a replay reads one input topic, keyed by the patterns' key");
  }
  const machines = await workerMachines(values, terminal);
  return askKafka(values, terminal, async (transport) => {
    const parts = workerParts(values, machines, { transport, clock: wallClock, news: noNews });
    const counts = noReplay();
    try {
      return comparing
        ? await compare(values, parts, counts, terminal)
        : await print(values, parts, counts, terminal);
    } catch (error) {
      if (!(error instanceof WrongRecord)) throw error;
      throw new Failure(exitCodes.stopped, `${error.message}\n  → ${error.remedy}`);
    }
  });
}

async function print(
  values: Configuration,
  parts: WorkerParts,
  counts: ReplayCounts,
  terminal: Terminal,
): Promise<ExitCode> {
  for await (const { message } of outputsOf(values, parts, counts, await ends(values, parts))) {
    terminal.write(`${Buffer.from(message.value ?? []).toString()}\n`);
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
  counts: ReplayCounts,
  terminal: Terminal,
): Promise<ExitCode> {
  const before = await committed(values, parts);
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
  const after = await committed(values, parts);
  for await (const output of outputsOf(values, parts, counts, after)) {
    const sure = output.offset < (before.get(output.from.partition) ?? 0);
    comparison.expect(output.topic, output.message, sure);
  }
  comparison.end();
  const { equal, differences } = comparison;
  for (const { kind, id, topic, value } of differences) {
    terminal.write(`${JSON.stringify({ kind, topic, id, value })}\n`);
  }
  terminal.note(`${told(counts)}\n${equal} equal, ${differences.length} different\n`);
  return differences.length === 0 ? exitCodes.good : exitCodes.findings;
}

const told = ({ records, outputs, deadLetters, late }: ReplayCounts): string =>
  `${records} records, ${outputs} outputs, ${deadLetters} dead letters, ${late} late`;

/** By partition, in order of their numbers. */
async function* outputsOf(
  values: Configuration,
  parts: WorkerParts,
  counts: ReplayCounts,
  until: ReadonlyMap<number, number>,
): AsyncGenerator<Replayed> {
  const { transport } = parts;
  const { from, disorderMs, aheadMs } = workerOptions(values, "");
  const stepping = { ...parts, disorderMs, aheadMs };
  const topic = values.input![0]!;
  const changelog = topicOf(values, "changelog");
  const kept = (await transport.admin.partitions([changelog])).has(changelog);
  for (const [partition, end] of until) {
    const at = { topic, partition };
    const first = await transport.admin.offset(
      at,
      from ?? ("earliest" satisfies Edge),
      "committed",
    );
    const marks = kept ? await marksOf(transport, { topic: changelog, partition }) : [];
    yield* replayPartition(stepping, at, recordsOf(transport, at, first, end), marks, counts);
  }
}

async function edges(
  { admin }: Transport,
  at: { readonly topic: string; readonly partition: number },
): Promise<readonly [number, number]> {
  const first = await admin.offset(at, "earliest", "committed");
  return [first, await admin.offset(at, "latest", "committed")];
}

/** Of every partition of the input. */
async function ends(
  values: Configuration,
  { transport }: WorkerParts,
): Promise<ReadonlyMap<number, number>> {
  const topic = values.input![0]!;
  const count = (await transport.admin.partitions([topic])).get(topic);
  if (count === undefined) {
    throw new Failure(exitCodes.refused, `the input topic ${topic} does not exist`);
  }
  const found = new Map<number, number>();
  for (let partition = 0; partition < count; partition++) {
    found.set(partition, (await edges(transport, { topic, partition }))[1]);
  }
  return found;
}

/** Where the worker's tasks stand. */
async function committed(
  values: Configuration,
  { transport }: WorkerParts,
): Promise<ReadonlyMap<number, number>> {
  const positions = await transport.admin.committed(applicationOf(values), values.input![0]!);
  if (positions.size > 0) return positions;
  throw new Failure(
    exitCodes.findings,
    `${applicationOf(values)} has committed nothing yet: there is nothing to compare with`,
  );
}
