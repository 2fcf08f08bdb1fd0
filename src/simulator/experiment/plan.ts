import type { Automaton, Order } from "../../automaton/automaton.ts";
import type { Arm } from "../compare/arm.ts";
import { spellPipeline } from "../disorder/notation.ts";
import type { Pipeline } from "../disorder/pipeline.ts";
import { spellDuration } from "../disorder/wording.ts";
import { armOf, type Experiment, type Job, type PlainEvent, reorderArm } from "./experiment.ts";
import { type Level, samePipeline } from "./levels.ts";
import type { Strategy, Sweep } from "./remedies.ts";
import { windowLabel } from "./sweep-notation.ts";

/** Where a cell of a sweep is found. */
interface Cell {
  readonly job: number;
  readonly arm: number;
}

export interface PlannedSweep extends Pick<Sweep, "over" | "isReorder" | "points"> {
  readonly levels: readonly (Level & { readonly cells: readonly Cell[] })[];
  readonly target: number;
}

export interface PlannedStrategy extends Pick<Strategy, "label" | "kind" | "unavailable"> {
  /** Of the first job; null: it cannot be tried. */
  readonly arm: number | null;
}

/** An experiment, and what its parts are for. */
export interface Plan {
  readonly experiment: Experiment;
  readonly file: string;
  readonly written: string;
  readonly pipeline: Pipeline;
  readonly seeds: { readonly first: number; readonly count: number };
  readonly sweep: PlannedSweep | null;
  readonly strategies: readonly PlannedStrategy[] | null;
}

/** Automata of a sweep over a parameter, one for each value. */
export interface Variant {
  readonly label: string;
  readonly value: number | null;
  readonly automaton: Automaton;
}

export type SweepPlan =
  | { readonly over: "reorder"; readonly windowsMs: readonly number[] }
  | { readonly over: "parameter"; readonly name: string; readonly variants: readonly Variant[] };

export interface PlanRequest extends Pick<Plan, "file" | "written" | "pipeline" | "seeds"> {
  readonly automaton: Automaton;
  readonly events: readonly PlainEvent[];
  readonly annotated: boolean;
  readonly budgetMs: number | null;
  readonly sweep: SweepPlan | null;
  /** Without any: the pipeline as it was asked for. */
  readonly levels: readonly Level[];
  readonly target: number;
  /** How long strategies wait; null: they are not asked for. */
  readonly waitMs: number | null;
}

export function planOf(request: PlanRequest): Plan {
  const { automaton, pipeline, levels: asked, sweep, waitMs } = request;
  const isGiven = (level: Level): boolean => samePipeline(level.pipeline, pipeline);
  const levels = asked.some(isGiven) ? asked : [{ label: "as given", pipeline }, ...asked];
  const arms: Arm[] = [armOf(automaton.order)];
  const jobs: { automaton: number; pipeline: Pipeline; arms: Arm[] }[] = [
    { automaton: 0, pipeline, arms },
  ];
  const automata = [automaton];
  let planned: PlannedSweep | null = null;
  if (sweep?.over === "reorder") {
    const { windowsMs } = sweep;
    planned = {
      ...{ over: "reorder", isReorder: true, target: request.target },
      points: windowsMs.map((value) => ({ label: windowLabel(value), value })),
      levels: levels.map((level) => {
        const job = jobFor(jobs, 0, level.pipeline);
        const cells = windowsMs.map((ms) => ({
          job,
          arm: jobs[job]!.arms.push(reorderArm(ms, automaton.order)) - 1,
        }));
        return { ...level, cells };
      }),
    };
  } else if (sweep?.over === "parameter") {
    const first = automata.length;
    automata.push(...sweep.variants.map((variant) => variant.automaton));
    planned = {
      ...{ over: sweep.name, isReorder: false, target: request.target },
      points: sweep.variants.map(({ label, value }) => ({ label, value })),
      levels: levels.map((level) => ({
        ...level,
        cells: sweep.variants.map((variant, i) => {
          const job = jobFor(jobs, first + i, level.pipeline);
          return { job, arm: jobs[job]!.arms.push(armOf(variant.automaton.order)) - 1 };
        }),
      })),
    };
  }
  const strategies = waitMs === null ? null : strategiesOf(automaton.order, waitMs, arms);
  const { file, written, seeds, events, annotated, budgetMs } = request;
  const watched = [0, ...(strategies ?? []).flatMap(({ arm }) => (arm === null ? [] : [arm]))];
  const experiment = { automata, events, jobs: jobs satisfies Job[], watched, budgetMs, annotated };
  return { ...{ experiment, file, written, pipeline, seeds, strategies }, sweep: planned };
}

/** One with the same draws, or a new one. */
function jobFor(
  jobs: { automaton: number; pipeline: Pipeline; arms: Arm[] }[],
  automaton: number,
  pipeline: Pipeline,
): number {
  const spelled = spellPipeline(pipeline);
  const known = jobs.findIndex(
    (job) => job.automaton === automaton && spellPipeline(job.pipeline) === spelled,
  );
  return known >= 0 ? known : jobs.push({ automaton, pipeline, arms: [] }) - 1;
}

/** A number that the simulator gives each event where the log has none: its place in its session. */
export const SEQUENCE = "#seq";

const NO_WORDS: Order = {
  ...{ dedupe: null, reorder: null, sequence: null, cause: null },
  late: { kind: "apply" },
};

function strategiesOf(order: Order | undefined, waitMs: number, arms: Arm[]): PlannedStrategy[] {
  const wait = spellDuration(waitMs);
  const own = order ?? NO_WORDS;
  // Copies are another matter: how they are met stays as the pattern says.
  const words: Order = { ...NO_WORDS, dedupe: own.dedupe };
  const plain = (arm: Arm): Arm => (own.dedupe === null ? arm : { reorderMs: null, order: words });
  const given = (
    kind: Strategy["kind"],
    label: string,
    arm: Arm | null,
    unavailable: string | null = null,
  ): PlannedStrategy => ({
    ...{ label, kind, unavailable },
    arm: arm === null ? null : arms.push(arm) - 1,
  });
  const sequence = own.sequence ?? { field: SEQUENCE, from: "1" };
  return [
    given("nothing", "nothing", plain({ reorderMs: null })),
    given("hold", `hold ${wait}`, { reorderMs: null, holdMs: waitMs }),
    given("reorder", `reorder within ${wait}`, reorderArm(waitMs, words)),
    given("sequence", `order by seq wait ${wait}`, {
      reorderMs: null,
      order: { ...words, sequence: { ...sequence, wait: waitMs } },
    }),
    given("retract", `late retract within ${wait}`, {
      reorderMs: null,
      order: { ...words, late: { kind: "retract", within: waitMs } },
    }),
    own.cause === null
      ? given(
          "cause",
          "follow cause",
          null,
          "the pattern does not say which field names an event's cause (`follow cause from …`)",
        )
      : given("cause", `follow cause wait ${wait}`, {
          reorderMs: null,
          order: { ...words, cause: { ...own.cause, wait: waitMs } },
        }),
  ];
}
