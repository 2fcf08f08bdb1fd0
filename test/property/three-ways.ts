import fc from "fast-check";
import type { Automaton } from "../../src/automaton/automaton.ts";
import { compile } from "../../src/compile.ts";
import { load, type Machine } from "../../src/machine/machine.ts";
import type { Input } from "../oracle/oracle.ts";
import { inputsOf } from "../support/logs.ts";
import { Coverage } from "./coverage.ts";
import { type Trial, trials } from "./pairs.ts";
import { type Reference, reference } from "./reference.ts";
import { oracle, type Result, twin, type Way } from "./ways.ts";

/** The automaton of a generated program; null where it gets an error. */
export function automatonOf(text: string): Automaton | null {
  const { patterns, diagnostics } = compile(
    { main: { name: "generated.pda", text }, load: () => null },
    {},
  );
  if (diagnostics.some(({ severity }) => severity === "error")) return null;
  return patterns[0]?.automaton ?? null;
}

/** Remembers the last text only: generating and running ask for the same one in a row. */
function remembering(): (text: string) => Automaton | null {
  let last: { text: string; automaton: Automaton | null } | null = null;
  return (text) => {
    if (last?.text !== text) last = { text, automaton: automatonOf(text) };
    return last.automaton;
  };
}

export interface Options {
  readonly seed: number;
  readonly programs: number;
  readonly logsPerProgram: number;
  /** What is held to the reference; the oracle and the twin unless said. */
  readonly others?: (machine: Machine) => readonly Way[];
  /** The reference itself, for tests that break it. */
  readonly first?: (machine: Machine) => Reference;
  readonly coverage?: Coverage;
}

/** What one seed stands for: tested whole in CI and in the long run alike, so that a seed of either reproduces. */
export const SHARD = { programs: 50, logsPerProgram: 30 };

/** How many shards hold at least so many pairs. */
export const shardsFor = (pairs: number): number =>
  Math.ceil(pairs / (SHARD.programs * SHARD.logsPerProgram));

/** The oracle and the generated twin. */
export const allWays = (machine: Machine): readonly Way[] => [oracle(machine), twin(machine)];

/** Runs random programs over random logs in every way; throws with the smallest disagreement found. */
export function compareWays(options: Options): Coverage {
  const { seed, programs, logsPerProgram } = options;
  const others = options.others ?? allWays;
  const first = options.first ?? reference;
  const coverage = options.coverage ?? new Coverage();
  const compiled = remembering();
  let shrinking = false;
  const property = fc.property(
    trials((text) => compiled(text) !== null, logsPerProgram),
    (trial) => {
      const automaton = compiled(trial.program.text)!;
      const machine = load(automaton);
      const standard = first(machine);
      const ways = others(machine);
      if (!shrinking) coverage.program(trial.program.constructs);
      const before: (readonly Input[])[] = [];
      try {
        for (const log of trial.logs)
          for (const inputs of inputsOf(log, automaton.vocabulary)) {
            const expected = standard.run(inputs);
            if (!shrinking) coverage.pair(standard.fired, trial.program.constructs);
            for (const way of ways) {
              const difference = differenceOf(standard.name, expected, way.name, way.run(inputs));
              if (difference !== null)
                throw new Disagreement(trial, [...before, inputs], difference);
            }
            before.push(inputs);
          }
      } catch (error) {
        shrinking = true;
        throw error;
      }
    },
  );
  fc.assert(property, { seed, numRuns: programs, reporter: report(seed) });
  return coverage;
}

export class Disagreement extends Error {
  /** The last of the runs is the one that differs; those before it may have left something behind. */
  constructor(trial: Trial, runs: readonly (readonly Input[])[], difference: string) {
    const logs = runs.slice(-2).map((inputs) => inputs.map(writeInput).join("\n"));
    super([difference, "", trial.program.text, logs.join("\n\n")].join("\n"));
  }
}

const writeInput = (input: Input): string => {
  if (input.kind === "end") return "end";
  if (input.kind === "watermark") return `watermark ${input.at}`;
  const { name, time, key, id, fields } = input.event;
  const values = Object.entries(fields).map(([field, value]) => `${field}: ${String(value)}`);
  const behind = input.behindWatermark ? " (behind the watermark)" : "";
  return `${time} ${name ?? "undeclared"} { ${values.join(", ")} } of ${key}, ${id}${behind}`;
};

/** The first line, dead step or count in which two results differ; null where none does. */
export function differenceOf(
  firstName: string,
  first: Result,
  secondName: string,
  second: Result,
): string | null {
  const counts = Object.keys(first.counts) as (keyof Result["counts"])[];
  const sides = (one: unknown, other: unknown) =>
    `${firstName.padEnd(10)} ${one ?? "nothing"}\n${secondName.padEnd(10)} ${other ?? "nothing"}`;
  for (const what of ["lines", "dead"] as const)
    for (let i = 0; i < Math.max(first[what].length, second[what].length); i++)
      if (first[what][i] !== second[what][i])
        return `${what} ${i + 1}:\n${sides(first[what][i], second[what][i])}`;
  const name = counts.find((count) => first.counts[count] !== second.counts[count]);
  if (name !== undefined) return `${name}:\n${sides(first.counts[name], second.counts[name])}`;
  const input = first.due?.findIndex((instant, i) => instant !== (second.due ?? first.due)![i]);
  if (input !== undefined && input >= 0)
    return `next due after input ${input + 1}:\n${sides(first.due?.[input], second.due?.[input])}`;
  if (first.tally === null || second.tally === null) return null;
  const { tally } = second;
  const what = (["reached", "fired", "swept", "outputs"] as const).find(
    (each) => first.tally![each].join() !== tally[each].join(),
  );
  return what === undefined ? null : `${what}:\n${sides(first.tally[what], tally[what])}`;
}

const report =
  (seed: number) =>
  (details: fc.RunDetails<[Trial]>): void => {
    if (!details.failed) return;
    const error = details.errorInstance;
    if (!(error instanceof Disagreement)) throw error;
    throw new Error(`SEED=${seed}, after ${details.numShrinks} shrinks: ${error.message}`);
  };
