import { existsSync } from "node:fs";
import { dirname } from "node:path";
import type { Automaton } from "../automaton/automaton.ts";
import type { Event } from "../machine/event.ts";
import { runLog } from "../records/log-run.ts";
import { readPipeline, tellProblems } from "../simulator/disorder/notation.ts";
import type { Pipeline } from "../simulator/disorder/pipeline.ts";
import { Laboratory } from "../simulator/experiment/laboratory.ts";
import { type Level, readLevels } from "../simulator/experiment/levels.ts";
import type { Plan, PlanRequest, SweepPlan } from "../simulator/experiment/plan.ts";
import { planFor } from "../simulator/experiment/plan-for.ts";
import { counted, grouped } from "../simulator/experiment/recommend.ts";
import { eventCollector, type Recorded, recordedOf } from "../simulator/experiment/recorded.ts";
import { readSweep } from "../simulator/experiment/sweep-notation.ts";
import { choosePattern, compileSound, type Settings } from "./compiled.ts";
import { exitCodes, Failure, usageFailure } from "./exit.ts";
import { writeFailure } from "./files.ts";
import { openLogs, planReading } from "./logs.ts";
import type { SimulateOptions } from "./simulate-options.ts";
import type { Terminal } from "./terminal.ts";

/** What is to be simulated, and the truth of it: everything that can be refused is, before a seed is run. */
export async function prepared(
  file: string,
  logs: readonly string[],
  options: SimulateOptions,
  terminal: Terminal,
) {
  if (options.report !== undefined) refuseNowhere(options.report);
  const asked = pipelineOf(options);
  const levels = asked === null ? [] : levelsOf(options, asked.pipeline);
  const automaton = await automatonOf(file, options.set ?? {}, options, terminal);
  const sweep = await sweepOf(file, options, terminal);
  const { recorded, names, dead } = await readLogs(automaton, logs, options, terminal);
  const { pipeline, written } = asked ?? bare(recorded);
  const request: Omit<PlanRequest, "sweep" | "waitMs"> = {
    ...{ file, written, pipeline, automaton, levels },
    events: recorded.events,
    annotated: recorded.annotated,
    budgetMs: options.budget ?? null,
    target: options.target,
    seeds: { first: options.seed, count: pipeline.stages.length === 0 ? 1 : options.seeds },
  };
  const plan = planFor(request, sweep, options.strategies === true);
  tellOdd(plan, recorded, terminal);
  const laboratory = new Laboratory(plan.experiment);
  refuseEmpty(laboratory, recorded);
  return { plan, laboratory, names, dead, recorded };
}

/** Before much is worked out, not after. */
function refuseNowhere(path: string): void {
  if (!existsSync(dirname(path))) throw writeFailure(path, { code: "ENOENT" });
}

function pipelineOf({ disorder }: SimulateOptions): { pipeline: Pipeline; written: string } | null {
  if (disorder === undefined) return null;
  const { pipeline, problems } = readPipeline(disorder);
  if (pipeline === null)
    throw usageFailure(`--disorder: ${tellProblems(disorder, problems).trimEnd()}`);
  return { pipeline, written: disorder };
}

/** Without a pipeline only answers that the log brings itself can be judged. */
function bare({ annotated }: Recorded): { pipeline: Pipeline; written: string } {
  if (!annotated)
    throw usageFailure(
      "say what happens to events on their way: --disorder snowplow-kinesis, or stages (docs/disorder.md); without it only logs with `_expect` can be judged",
    );
  return { pipeline: { stages: [] }, written: "none" };
}

function levelsOf({ levels }: SimulateOptions, pipeline: Pipeline): readonly Level[] {
  if (levels === undefined) return [];
  const read = readLevels(levels, pipeline);
  if (read.problem !== null) throw usageFailure(`--levels: ${read.problem}`);
  return read.levels;
}

async function automatonOf(
  file: string,
  settings: Settings,
  { pattern }: SimulateOptions,
  terminal: Terminal,
): Promise<Automaton> {
  return choosePattern(await compileSound(file, settings, terminal), pattern, file).automaton;
}

/** Undefined: as the draws suggest. */
async function sweepOf(
  file: string,
  options: SimulateOptions,
  terminal: Terminal,
): Promise<SweepPlan | null | undefined> {
  if (options.sweep === undefined) return undefined;
  if (options.sweep === "none") return null;
  const { request, problem } = readSweep(options.sweep);
  if (request === null) throw usageFailure(`--sweep ${problem}`);
  if (request.over === "reorder") return request;
  const { name, values } = request;
  const variants = [];
  for (const value of values) {
    const automaton = await automatonOf(file, { ...options.set, [name]: value }, options, terminal);
    const parameter = automaton.parameters.find((one) => one.name === name);
    const number = typeof parameter?.value === "number" ? parameter.value : Number(value);
    variants.push({ label: value, value: Number.isFinite(number) ? number : null, automaton });
  }
  return { over: "parameter", name, variants };
}

async function readLogs(
  automaton: Automaton,
  logs: readonly string[],
  options: SimulateOptions,
  terminal: Terminal,
) {
  const plan = planReading([automaton], options);
  const { log } = await openLogs(logs, plan, options, terminal.input());
  const events: Event[] = [];
  let dead = 0;
  let first: string | null = null;
  await runLog({
    ...{ log, vocabularies: 1, watermark: null, endOfInput: "keep" },
    patterns: [{ vocabulary: 0, runner: () => eventCollector(events) }],
    dead: (each) => {
      dead++;
      if (each.kind === "record" && first === null)
        first = `${each.letter.position}: ${each.letter.detail}`;
    },
  });
  if (log.errors.length > 0) throw new Failure(exitCodes.inputOutput, log.errors[0]!.message);
  const names = log.names;
  if (events.length === 0)
    throw new Failure(
      exitCodes.inputOutput,
      dead === 0
        ? `${names.join(", ")}: there are no records in it`
        : `${names.join(", ")}: ${dead === 1 ? "its only record cannot" : `none of its ${grouped(dead)} records can`} be used\n  first: ${first}\n  every event needs its key and the time at which it happened; --key and --time name other fields`,
    );
  if (dead > 0)
    terminal.note(
      `warning: ${counted(dead, "record")} ${dead === 1 ? "is" : "are"} left out; the first: ${first}\n`,
    );
  const recorded = recordedOf(automaton, events);
  if (recorded.problem !== null) throw new Failure(exitCodes.inputOutput, recorded.problem);
  return { recorded, names, dead };
}

/** Not wrong, but to be known. */
function tellOdd({ experiment }: Plan, { behind, annotated }: Recorded, terminal: Terminal): void {
  const { events } = experiment;
  if (behind > 0 && !annotated)
    terminal.note(
      `warning: the log is disordered already: ${grouped(behind)} of ${grouped(events.length)} events are behind an earlier one of their key; the order of their times is taken as true\n`,
    );
}

function refuseEmpty({ ordered }: Laboratory, { annotated }: Recorded): void {
  const [{ lines, log, truth }] = ordered as [Laboratory["ordered"][number]];
  if (lines.length === 0 && !annotated)
    throw new Failure(
      exitCodes.findings,
      `the pattern emitted nothing on the ordered log (${counted(log.events.length, "event")}, ${counted(truth.sessions, "session")}); nothing to compare`,
    );
}
