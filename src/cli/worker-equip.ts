import type { Machine } from "../machine/machine.ts";
import { planReading } from "../records/reading-plan.ts";
import { patternRunner } from "../stream/pattern-runner.ts";
import type { Configuration } from "../worker/config/settings.ts";
import type { Equip } from "../worker/control/program.ts";
import { avroOutput } from "../worker/records/avro-outputs.ts";
import { configuredReader } from "../worker/records/configured.ts";
import { jsonOutput, type OutputWriter, outputWriter } from "../worker/records/output-writer.ts";
import { routeFaults } from "../worker/records/routes.ts";
import { schemaFaults } from "../worker/records/schema-told.ts";
import { StateBytes } from "../worker/state/state-bytes.ts";
import type { WorkerPattern } from "../worker/task/pattern.ts";
import type { Clock, Transport } from "../worker/transport.ts";

export interface EquipSurroundings {
  readonly transport: Transport;
  readonly clock: Clock;
  /** Told of each schema that cannot serve the patterns, when its first record comes. */
  readonly warn?: (message: string) => void;
}

/** What a worker of this configuration needs to run automata, its own or announced ones. */
export function equipping(values: Configuration, around: EquipSurroundings): Equip {
  const { transport, clock, warn } = around;
  const routes = values.output ?? {};
  // Their outputs may have other fields than those of the new ones.
  const writerOf = (machines: readonly Machine[]): OutputWriter =>
    outputWriter(
      routes,
      values["output-format"] === "avro"
        ? avroOutput(machines.map(({ automaton }) => automaton))
        : jsonOutput,
    );
  return (machines, drained) => {
    const automata = machines.map(({ automaton }) => automaton);
    const olds = drained.map(({ machine }) => machine.automaton);
    const faults = routeFaults(routes, [...automata, ...olds]);
    if (faults.length > 0) return { kind: "cannot", why: `--output: ${faults.join("\n  ")}` };
    const plan = planReading(automata, {});
    const vocabularies = [...olds.map(({ vocabulary }) => vocabulary), ...plan.vocabularies];
    const opened = configuredReader(values, vocabularies, {
      ...{ transport, clock, fetch },
      met: (schema) => {
        for (const fault of schemaFaults(schema, vocabularies)) warn?.(fault);
      },
    });
    if (opened.kind === "error") return { kind: "cannot", why: opened.message };
    const patterns = [
      ...drained.map(({ machine, since }, at) => ({
        ...patternOf(machine, at),
        ...{ drainedSince: since, outputs: writerOf([machine]) },
      })),
      ...machines.map((machine, at) => patternOf(machine, drained.length + plan.indexes[at]!)),
    ];
    const program = { patterns, reader: opened.reader, outputs: writerOf(machines) };
    return { kind: "program", program };
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
    due: (state) => bytes.due(state),
  };
}
