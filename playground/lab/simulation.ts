import type { Source } from "../../src/diagnostic/diagnostic.ts";
import type { Event } from "../../src/machine/event.ts";
import type { Machine } from "../../src/machine/machine.ts";
import { openLog } from "../../src/records/log.ts";
import { runLog } from "../../src/records/log-run.ts";
import { planReading } from "../../src/records/reading-plan.ts";
import { openVocabulary } from "../../src/records/vocabulary.ts";
import { readPipeline, tellProblems } from "../../src/simulator/disorder/notation.ts";
import { Laboratory } from "../../src/simulator/experiment/laboratory.ts";
import { readLevels } from "../../src/simulator/experiment/levels.ts";
import type { SweepPlan } from "../../src/simulator/experiment/plan.ts";
import { planFor } from "../../src/simulator/experiment/plan-for.ts";
import { eventCollector, recordedOf } from "../../src/simulator/experiment/recorded.ts";
import type { SimulationResult } from "../../src/simulator/experiment/result.ts";
import { resultOf } from "../../src/simulator/experiment/result-of.ts";
import { readSweep } from "../../src/simulator/experiment/sweep-notation.ts";
import { breathe, Stopped } from "../engine/breath.ts";
import { type GivenLog, sourceOf } from "../engine/log-source.ts";
import type { Reading } from "../engine/reading.ts";
import { variantsOf } from "./variants.ts";

/** What `pda simulate` is told, as written. */
export interface SimulationQuestion {
  readonly disorder: string;
  readonly seeds: number;
  readonly seed: number;
  /** `reorder=0..10s`; "" as the draws suggest, `none`. */
  readonly sweep: string;
  /** Degrees of disorder, `flush=1s,5s,30s`; "" none. */
  readonly levels: string;
  /** Share of wrong sessions that a window is to stay under. */
  readonly target: number;
}

export type SimulationAnswer =
  | { readonly result: SimulationResult }
  /** Why not, as a sentence. */
  | { readonly refused: string };

export interface SimulationHooks {
  /** The text: a sweep over one of its parameters compiles it anew for each value. */
  readonly source?: Source;
  readonly done?: (seeds: number) => void;
  readonly stopped?: () => boolean;
}

/** The same figures as `pda simulate` gives for the same seeds: the same code on one thread. */
export async function simulate(
  machine: Machine,
  given: GivenLog,
  reading: Reading,
  question: SimulationQuestion,
  { source, done, stopped }: SimulationHooks = {},
): Promise<SimulationAnswer> {
  const { pipeline, problems } = readPipeline(question.disorder);
  if (pipeline === null) return { refused: tellProblems(question.disorder, problems).trimEnd() };
  const sweep = sweepOf(question.sweep, machine.automaton.pattern, source);
  if (sweep !== null && typeof sweep === "object" && "refused" in sweep) return sweep;
  const levels = question.levels === "" ? null : readLevels(question.levels, pipeline);
  if (levels !== null && levels.problem !== null) return { refused: levels.problem };
  const { automaton } = machine;
  const { events, names, dead, errors } = await eventsOf(machine, given, reading);
  if (errors.length > 0) return { refused: errors.join("; ") };
  const recorded = recordedOf(automaton, events);
  if (recorded.problem !== null) return { refused: recorded.problem };
  if (events.length === 0) return { refused: "no record of the log can be used" };
  const plan = planFor(
    {
      ...{ file: "pattern.pda", written: question.disorder, pipeline, automaton },
      ...{ levels: levels?.levels ?? [], events: recorded.events, annotated: recorded.annotated },
      ...{ budgetMs: null, target: question.target },
      seeds: { first: question.seed, count: question.seeds },
    },
    sweep,
    false,
  );
  const laboratory = new Laboratory(plan.experiment);
  if (laboratory.ordered[0]!.lines.length === 0 && !recorded.annotated)
    return { refused: "the pattern says nothing of the ordered log: there is nothing to compare" };
  for (let i = 0; i < question.seeds; i++) {
    laboratory.run(question.seed + i);
    done?.(i + 1);
    await breathe();
    if (stopped?.() === true) throw new Stopped();
  }
  return { result: resultOf(plan, laboratory, { names, dead, behind: recorded.behind }) };
}

function sweepOf(
  written: string,
  pattern: string,
  source: Source | undefined,
): SweepPlan | null | undefined | { readonly refused: string } {
  if (written.trim() === "") return undefined;
  if (written.trim() === "none") return null;
  const { request, problem } = readSweep(written);
  if (request === null) return { refused: problem };
  if (request.over === "reorder") return request;
  return source === undefined
    ? { refused: `a sweep over \`${request.name}\` needs the text of the pattern` }
    : variantsOf(source, pattern, request.name, request.values);
}

async function eventsOf(machine: Machine, given: GivenLog, reading: Reading) {
  const { vocabularies } = planReading([machine.automaton], reading);
  const log = openLog([sourceOf(given, reading.format)], {
    mappers: vocabularies.map((vocabulary) => openVocabulary(vocabulary)),
    order: "given",
  });
  const events: Event[] = [];
  let dead = 0;
  await runLog({
    ...{ log, vocabularies: 1, watermark: null, endOfInput: "keep" },
    patterns: [{ vocabulary: 0, runner: () => eventCollector(events) }],
    dead: () => {
      dead++;
    },
    rest: breathe,
  });
  return { events, names: log.names, dead, errors: log.errors.map(({ message }) => message) };
}
