import type { Machine } from "../machine/machine.ts";
import { planReading } from "../records/reading-plan.ts";
import { patternRunner } from "../stream/pattern-runner.ts";
import type { Configuration } from "../worker/config/settings.ts";
import { applicationOf, topicOf } from "../worker/config/topics.ts";
import type { WorkerNews } from "../worker/news.ts";
import type { WorkerOptions, WorkerParts } from "../worker/options.ts";
import { deadWriter } from "../worker/records/dead-messages.ts";
import { jsonMessages } from "../worker/records/json-messages.ts";
import { outputWriter } from "../worker/records/output-writer.ts";
import { routedTopics, routeFaults } from "../worker/records/routes.ts";
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
function edgeOf(from: string | undefined): Edge | null {
  if (from === undefined) return null;
  if (from === "earliest" || from === "latest") return from;
  return { timestampMs: Date.parse(from.length === 10 ? `${from}T00:00:00Z` : withZone(from)) };
}

const withZone = (written: string): string =>
  /(Z|[+-]\d\d:\d\d)$/.test(written) ? written : `${written}Z`;

export function workerParts(
  values: Configuration,
  machines: readonly Machine[],
  around: { readonly transport: Transport; readonly clock: Clock; readonly news: WorkerNews },
): WorkerParts {
  const automata = machines.map(({ automaton }) => automaton);
  const routes = values.output ?? {};
  const faults = routeFaults(routes, automata);
  if (faults.length > 0) throw usageFailure(`--output: ${faults.join("\n  ")}`);
  const plan = planReading(automata, {});
  const application = applicationOf(values);
  return {
    ...around,
    patterns: machines.map((machine, at) => patternOf(machine, plan.indexes[at]!)),
    reader: jsonMessages({ vocabularies: plan.vocabularies }),
    outputs: outputWriter(routes),
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
