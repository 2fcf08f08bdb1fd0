import { patternRunner } from "../../../src/stream/pattern-runner.ts";
import { wallClock } from "../../../src/worker/clock.ts";
import type { WorkerOptions, WorkerParts } from "../../../src/worker/options.ts";
import { deadWriter } from "../../../src/worker/records/dead-messages.ts";
import { jsonMessages } from "../../../src/worker/records/json-messages.ts";
import { outputWriter } from "../../../src/worker/records/output-writer.ts";
import { StateBytes } from "../../../src/worker/state/state-bytes.ts";
import type { WorkerPattern } from "../../../src/worker/task/pattern.ts";
import { visitsMachine } from "../../worker/patterns.ts";
import { OPTIONS } from "../../worker/rig.ts";

/** Small chunks, so that a transaction is open most of the time; short patience with the dead. */
export const KILLED_OPTIONS: WorkerOptions = {
  ...OPTIONS,
  inputs: ["in"],
  chunk: { records: 500, ms: 10, bytes: 500_000 },
  timeouts: {
    transactionMs: 10_000,
    sessionMs: 6_000,
    rebalanceMs: 10_000,
    heartbeatMs: 500,
    fetchMs: 200,
  },
};

export function killedPattern(): WorkerPattern {
  const machine = visitsMachine();
  const bytes = new StateBytes(machine);
  return {
    ...{ machine, vocabulary: 0 },
    runner: (listener) => patternRunner(machine, listener),
    encode: (state) => bytes.encode(state),
    decode: (key, state) => bytes.decode(key, state),
  };
}

export function killedParts(app: string): Omit<WorkerParts, "transport" | "news"> {
  const pattern = killedPattern();
  return {
    clock: wallClock,
    patterns: [pattern],
    reader: jsonMessages({ vocabularies: [pattern.machine.automaton.vocabulary] }),
    outputs: outputWriter({ "*": "out" }),
    outputTopics: ["out"],
    dead: deadWriter({ application: app }),
  };
}
