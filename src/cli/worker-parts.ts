import type { Machine } from "../machine/machine.ts";
import { planReading } from "../records/reading-plan.ts";
import { patternRunner } from "../stream/pattern-runner.ts";
import type { Configuration } from "../worker/config/settings.ts";
import { applicationOf, topicOf } from "../worker/config/topics.ts";
import type { WorkerNews } from "../worker/news.ts";
import type { WorkerOptions, WorkerParts } from "../worker/options.ts";
import { avroOutput } from "../worker/records/avro-outputs.ts";
import { configuredReader } from "../worker/records/configured.ts";
import { deadWriter } from "../worker/records/dead-messages.ts";
import { jsonOutput, outputWriter } from "../worker/records/output-writer.ts";
import { routedTopics, routeFaults } from "../worker/records/routes.ts";
import { schemaFaults } from "../worker/records/schema-told.ts";
import { StateBytes } from "../worker/state/state-bytes.ts";
import type { WorkerPattern } from "../worker/task/pattern.ts";
import type { Clock, Edge, Transport } from "../worker/transport.ts";
import { usageFailure } from "./exit.ts";

export function workerOptions(values: Configuration, address: string): WorkerOptions {
  return {
    app: applicationOf(values),
    inputs: values.input ?? [],
    changelog: topicOf(values, "changelog"),
    deadLetters: topicOf(values, "dead letters"),
    from: edgeOf(values.from),
    disorderMs: values.watermark,
    aheadMs: values.ahead ?? null,
    idleMs: values.idle ?? null,
    rekey: values.rekey,
    maxSessions: values["max-sessions"] ?? null,
    keepLast: values["keep-last"] ?? 0,
    chunk: {
      records: values["chunk.records"],
      ms: values["chunk.time"],
      bytes: values["chunk.size"],
    },
    timeouts: {
      transactionMs: values["transaction-timeout"],
      sessionMs: values["session-timeout"],
      rebalanceMs: values["rebalance-timeout"],
      heartbeatMs: values.heartbeat,
      fetchMs: values["fetch.wait"],
    },
    address,
  };
}

/** A date alone is midnight in UTC, as everywhere in Pushdown. */
export function edgeOf(from: string | undefined): Edge | null {
  if (from === undefined) return null;
  if (from === "earliest" || from === "latest") return from;
  return { timestampMs: Date.parse(from.length === 10 ? `${from}T00:00:00Z` : withZone(from)) };
}

const withZone = (written: string): string =>
  /(Z|[+-]\d\d:\d\d)$/.test(written) ? written : `${written}Z`;

export interface WorkerSurroundings {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly news: WorkerNews;
  /** Told of each schema that cannot serve the patterns, when its first record comes. */
  readonly warn?: (message: string) => void;
}

export function workerParts(
  values: Configuration,
  machines: readonly Machine[],
  around: WorkerSurroundings,
): WorkerParts {
  const automata = machines.map(({ automaton }) => automaton);
  const routes = values.output ?? {};
  const faults = routeFaults(routes, automata);
  if (faults.length > 0) throw usageFailure(`--output: ${faults.join("\n  ")}`);
  const plan = planReading(automata, {});
  const application = applicationOf(values);
  const { transport, clock, news, warn } = around;
  const opened = configuredReader(values, plan.vocabularies, {
    ...{ transport, clock, fetch },
    met: (schema) => {
      for (const fault of schemaFaults(schema, plan.vocabularies)) warn?.(fault);
    },
  });
  if (opened.kind === "error") throw usageFailure(opened.message);
  const encode = values["output-format"] === "avro" ? avroOutput(automata) : jsonOutput;
  return {
    ...{ transport, clock, news },
    patterns: machines.map((machine, at) => patternOf(machine, plan.indexes[at]!)),
    reader: opened.reader,
    outputs: outputWriter(routes, encode),
    outputTopics: routedTopics(routes),
    dead: deadWriter({ application }),
  };
}

function patternOf(machine: Machine, vocabulary: number): WorkerPattern {
  const bytes = new StateBytes(machine);
  return {
    machine,
    vocabulary,
    runner: (listener) => patternRunner(machine, listener),
    encode: (state) => bytes.encode(state),
    decode: (key, state) => bytes.decode(key, state),
  };
}
