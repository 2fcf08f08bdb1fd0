import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { load, type Machine } from "../../src/machine/machine.ts";
import type { Input } from "../oracle/oracle.ts";
import { inputsOf } from "../support/logs.ts";
import { MUTANTS, type Mutant } from "./mutations/mutants.ts";
import { trials } from "./pairs.ts";
import { plainReference } from "./reference.ts";
import { automatonOf, differenceOf } from "./three-ways.ts";
import { oracle, type Result, twin, type Way } from "./ways.ts";

/** Programs are many and logs few, so that something of everything comes soon. */
const ROUND = { programs: 40, logsPerProgram: 6 };
const ROUNDS_MAX = 12;
const SEED = Number(process.env.SEED ?? 1);

interface Prepared {
  readonly machine: Machine;
  readonly runs: readonly {
    readonly inputs: readonly Input[];
    readonly reference: Result;
    readonly twin: Result;
  }[];
}

/** Pairs of one seed with what the healthy ways make of them. */
function prepared(seed: number): readonly Prepared[] {
  const arbitrary = trials((text) => automatonOf(text) !== null, ROUND.logsPerProgram);
  return fc.sample(arbitrary, { seed, numRuns: ROUND.programs }).map(({ program, logs }) => {
    const machine = load(automatonOf(program.text)!);
    const [first, second] = [plainReference(machine), twin(machine)];
    const keys = logs.flatMap((log) => inputsOf(log, machine.automaton.vocabulary));
    const runs = keys.map((inputs) => ({
      ...{ inputs, reference: first.run(inputs), twin: second.run(inputs) },
    }));
    return { machine, runs };
  });
}

const ENTRY = {
  reference: "../../src/machine/visitor.ts",
  twin: "../../src/machine/compile.ts",
  oracle: "../oracle/oracle.ts",
};

/** The way with its fault, loaded by the plugin in vitest.config.ts. */
async function faulty(mutant: Mutant): Promise<(machine: Machine) => Way> {
  const entry = `${ENTRY[mutant.way]}?mutant=${MUTANTS.indexOf(mutant)}`;
  const module = await import(/* @vite-ignore */ entry);
  if (mutant.way === "reference") return (machine) => plainReference(machine, module);
  if (mutant.way === "twin") return (machine) => twin(machine, module.loadTwin);
  return (machine) => oracle(machine, module.answer);
}

describe("a fault shows:", () => {
  const rounds: (readonly Prepared[])[] = [];
  const table: string[] = [];

  function* programs(): Generator<Prepared> {
    for (let round = 0; round < ROUNDS_MAX; round++) {
      rounds[round] ??= prepared(SEED + round);
      yield* rounds[round]!;
    }
  }

  /** After how many pairs a healthy way says otherwise, and of what; null: it never does. */
  function caught(
    make: (machine: Machine) => Way,
    mutant: Mutant,
  ): readonly [number, string] | null {
    const healthy = mutant.way === "reference" ? "twin" : "reference";
    let pairs = 0;
    for (const { machine, runs } of programs()) {
      const way = make(machine);
      for (const run of runs) {
        pairs++;
        try {
          const difference = differenceOf(healthy, run[healthy], mutant.way, way.run(run.inputs));
          if (difference !== null) return [pairs, difference.split(":")[0]!];
        } catch (error) {
          return [pairs, String(error)];
        }
      }
    }
    return null;
  }

  const cases = MUTANTS.map((mutant) => [mutant.way, mutant.wrong, mutant] as const);
  it.each(cases)("in the %s %s", async (_way, _wrong, mutant) => {
    const sign = caught(await faulty(mutant), mutant);
    expect(sign).not.toBeNull();
    const [pairs, where] = sign!;
    table.push(
      `${mutant.way.padEnd(10)} ${mutant.wrong.padEnd(68)} ${String(pairs).padStart(4)} ${where}`,
    );
  });

  it("of at least ten in each way", () => {
    for (const way of ["reference", "twin", "oracle"])
      expect(MUTANTS.filter((mutant) => mutant.way === way).length).toBeGreaterThanOrEqual(10);
  });

  afterAll(() => {
    console.log([`fault, pairs until it showed, where`, ...table].join("\n"));
  });
});
