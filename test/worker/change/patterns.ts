import { compile } from "../../../src/compile.ts";
import { load, type Machine } from "../../../src/machine/machine.ts";
import type { Policy } from "../../../src/plan/finding.ts";
import { type Plan, planOf } from "../../../src/plan/plan.ts";
import { planReading } from "../../../src/records/reading-plan.ts";
import { patternRunner } from "../../../src/stream/pattern-runner.ts";
import type { Step } from "../../../src/worker/control/announce.ts";
import type { Equip, Program } from "../../../src/worker/control/program.ts";
import { jsonMessages } from "../../../src/worker/records/json-messages.ts";
import { outputWriter } from "../../../src/worker/records/output-writer.ts";
import { StateBytes } from "../../../src/worker/state/state-bytes.ts";
import type { WorkerPattern } from "../../../src/worker/task/pattern.ts";
import { VISITS } from "../patterns.ts";

export type Compiled = ReturnType<typeof compile>["patterns"][number];

export function only(text: string): Compiled {
  const { patterns, diagnostics } = compile({
    main: { name: "visits.pda", text },
    load: () => null,
  });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors[0]!.message);
  return patterns[0]!;
}

export const OLD = only(VISITS);

/** Open sessions go on under another name of their state, with a longer gap and a register more. */
export const RENAMED = only(
  VISITS.replace("state looking", "state reading was looking")
    .replaceAll("-> looking", "-> reading")
    .replace("session gap 60s", "session gap 90s")
    .replace("remember total", "remember looks: integer = 7\n  remember total")
    .replace("emits over { total", "emits over { looks: integer, total")
    .replace("emit over { total", "emit over { looks, total"),
);

/** The same, and every session can go on as it is. */
export const LONGER = only(VISITS.replace("session gap 60s", "session gap 90s"));

/** A state that is gone, and an event and an output that are new. */
export const WITHOUT = only(
  VISITS.replace(/ {2}state looking \{[\s\S]*?\n {2}\}\n/, "")
    .replace(
      "on look -> looking { emit saw { page } push seen { page } }",
      "on look { emit saw { page } }\n    on wish { emit wished { page } }",
    )
    .replace("event buy", "event wish { page: text }\n  event buy")
    .replace("emits alert forgotten { page: text }", "emits wished { page: text }"),
);

/** By another key, so that nothing of the old sessions means anything. */
export const OTHER_KEY = only(VISITS.replace("key visitor", "key visitor from person"));

export function planned(from: Compiled, to: Compiled): Plan {
  const result = planOf(from, to);
  if (result.kind !== "plan") throw new Error(result.messages.join("; "));
  return result.plan;
}

export function stepOf(from: Compiled, to: Compiled, policy?: Policy): Step {
  const plan = planned(from, to);
  return { from: plan.from, to: plan.to, names: plan.names, policy: policy ?? plan.policy };
}

const machines = new WeakMap<Compiled, Machine>();
export function machineOf(pattern: Compiled): Machine {
  const known = machines.get(pattern) ?? load(pattern.automaton);
  machines.set(pattern, known);
  return known;
}

/** With states as bytes, as a real worker has them. */
function onBytes(machine: Machine, vocabulary: number): WorkerPattern {
  const bytes = new StateBytes(machine);
  return {
    ...{ machine, vocabulary, runner: (listener) => patternRunner(machine, listener) },
    encode: (state) => bytes.encode(state),
    decode: (key, state) => bytes.decode(key, state),
  };
}

const equipped = (...[current, drained, output]: [...Parameters<Equip>, string]) => {
  const plan = planReading(
    current.map(({ automaton }) => automaton),
    {},
  );
  const olds = drained.map(({ machine }) => machine.automaton.vocabulary);
  const patterns = [
    ...drained.map(({ machine, since }, at) => ({
      ...{ ...onBytes(machine, at), drainedSince: since },
    })),
    ...current.map((machine, at) => onBytes(machine, olds.length + plan.indexes[at]!)),
  ];
  const reader = jsonMessages({ vocabularies: [...olds, ...plan.vocabularies] });
  return { patterns, reader, outputs: outputWriter({ "*": output }) };
};

export const equipWith =
  (output: string): Equip =>
  (current, drained) => ({ kind: "program", program: equipped(current, drained, output) });
export const equip = equipWith("out");

export const programOf = (...patterns: readonly Compiled[]): Program => programTo("out", patterns);
export const programTo = (output: string, patterns: readonly Compiled[]): Program =>
  equipped(patterns.map(machineOf), [], output);
