import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Automaton } from "../automaton/automaton.ts";
import type { Event } from "../machine/event.ts";
import { runLog } from "../records/log-run.ts";
import { readPipeline, tellProblems } from "../simulator/disorder/notation.ts";
import type { Pipeline } from "../simulator/disorder/pipeline.ts";
import { simulationCsv } from "../simulator/experiment/csv.ts";
import { Laboratory } from "../simulator/experiment/laboratory.ts";
import { type Level, readLevels } from "../simulator/experiment/levels.ts";
import type { Plan, PlanRequest, SweepPlan } from "../simulator/experiment/plan.ts";
import { planFor } from "../simulator/experiment/plan-for.ts";
import { eventCollector, type Recorded, recordedOf } from "../simulator/experiment/recorded.ts";
import type { SimulationResult } from "../simulator/experiment/result.ts";
import { resultOf } from "../simulator/experiment/result-of.ts";
import { readSweep } from "../simulator/experiment/sweep-notation.ts";
import { simulationText } from "../simulator/experiment/text.ts";
import { type Context, command } from "./command.ts";
import { choosePattern, compileSound, type Settings } from "./compiled.ts";
import { exitCodes, Failure, usageFailure } from "./exit.ts";
import { explainWrong } from "./explain-wrong.ts";
import { writeFailure, writeText } from "./files.ts";
import { duration, type LogOptions, openLogs, planReading } from "./logs.ts";
import { collectSetting, SET_HELP, SET_OPTION } from "./settings.ts";
import { SeedProgress } from "./simulate-progress.ts";
import { runSeeds } from "./simulate-threads.ts";
import type { Terminal } from "./terminal.ts";

interface SimulateOptions extends Pick<LogOptions, "format" | "key" | "time" | "type"> {
  readonly disorder?: string;
  readonly seeds: number;
  readonly seed: number;
  readonly sweep?: string;
  readonly levels?: string;
  readonly target: number;
  readonly strategies?: true;
  readonly budget?: number;
  readonly threads?: number;
  readonly pattern?: string;
  readonly set?: Settings;
  readonly json?: true;
  readonly csv?: true;
  readonly report?: string;
  readonly explain?: string | true;
}

export const simulateCommand = ({ terminal, finish }: Context): Command =>
  command("simulate", "tell what disorder would do to a pattern's results, and what would help", [
    "pda simulate search.pda events.ndjson --disorder snowplow-kinesis",
    'pda simulate search.pda events.ndjson --disorder "collectors n=4 flush=5s" --sweep reorder=0..10s --levels flush=1s,5s,30s',
    "pda simulate search.pda events.ndjson --disorder mobile-offline --strategies --report report.html",
  ])
    .argument("<file>", "a pattern file (.pda)")
    .argument("<logs...>", "logs, each event once; their order is taken from their times")
    .option(
      "--disorder <pipeline>",
      "what happens to events on their way: stages, or a preset's name",
    )
    .option("--seeds <number>", "how many draws", atLeastOne, 20)
    .option("--seed <number>", "the first of them", wholeSeed, 1)
    .option("--sweep <what>", "reorder=0..10s, reorder=0,1s,2s, a parameter's name=values, or none")
    .option(
      "--levels <what>",
      "several degrees of disorder: flush=1s,5s,30s, or pipelines apart by ;",
    )
    .option(
      "--target <share>",
      "share of wrong sessions that a window is to stay under",
      shareOf,
      0.001,
    )
    .option("--strategies", "try other ways to meet disorder on the same draws")
    .option("--budget <duration>", "a result that comes later than so is late", duration)
    .option("--threads <number>", "how many processors to use; by the work if not said", atLeastOne)
    .option("--pattern <name>", "which one, where the file has several")
    .option(SET_OPTION, SET_HELP, collectSetting)
    .addOption(new Option("--json", "everything, for programs").conflicts("csv"))
    .option("--csv", "figures, a line each")
    .option("--report <file>", "write a page to look at in a browser")
    .option("--explain [key]", "only: why results go wrong, of one key or most often")
    .addOption(new Option("--format <format>", "what the log is; by its name if not said"))
    .option("--key <path>", "read the key from another field")
    .option("--time <path>", "read the time from another field")
    .option("--type <path>", "read the type name from another field")
    .action(async (file: string, logs: string[], options: SimulateOptions) => {
      if (options.explain !== undefined) {
        const { plan, laboratory } = await prepared(file, logs, options, terminal);
        const asked = { key: options.explain, json: options.json === true };
        const width = terminal.out.columns ?? 80;
        terminal.write(explainWrong(plan, laboratory.ordered[0]!, { ...asked, width }));
        finish(exitCodes.good);
        return;
      }
      const result = await simulate(file, logs, options, terminal);
      if (options.report !== undefined) {
        const told = tellCommand([file, ...logs], options);
        await writeText(options.report, await pageOf(result, told));
        terminal.note(`wrote ${options.report}\n`);
      }
      terminal.write(shown(result, options, terminal));
      finish(exitCodes.good);
    });

const shown = (result: SimulationResult, options: SimulateOptions, terminal: Terminal): string => {
  if (options.json) return `${JSON.stringify(result, null, 2)}\n`;
  if (options.csv) return simulationCsv(result);
  return simulationText(result, terminal.out.columns ?? 80);
};

/** Charts are loaded only where a page is asked for. */
async function pageOf(result: SimulationResult, told: string): Promise<string> {
  const { reportPage } = await import("../simulator/page/page.ts");
  const { drawing } = await import("../simulator/page/plot.ts");
  return reportPage(result, told, drawing());
}

const WITHOUT_VALUE = ["strategies", "json", "csv"];
/** Whatever they are, the figures are the same. */
const UNTOLD = ["threads", "report", "json", "csv"];

/** The command as it could be typed again. */
function tellCommand(files: readonly string[], options: SimulateOptions): string {
  const quoted = (text: string): string => (/^[\w./:=,%-]+$/.test(text) ? text : `"${text}"`);
  const written = Object.entries(options).flatMap(([name, value]) => {
    if (UNTOLD.includes(name)) return [];
    if (name === "set")
      return Object.entries(value as Settings).map(([of, to]) => `--set ${quoted(`${of}=${to}`)}`);
    if (WITHOUT_VALUE.includes(name)) return [`--${name}`];
    return [`--${name} ${quoted(name === "budget" ? `${value}ms` : String(value))}`];
  });
  return ["pda simulate", ...files.map(quoted), ...written].join(" ");
}

async function prepared(
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

async function simulate(
  file: string,
  logs: readonly string[],
  options: SimulateOptions,
  terminal: Terminal,
): Promise<SimulationResult> {
  const { plan, laboratory, names, dead, recorded } = await prepared(file, logs, options, terminal);
  tellAlone(laboratory, terminal);
  const { first, count } = plan.seeds;
  const progress = new SeedProgress(terminal, count);
  await runSeeds(laboratory, plan.experiment, {
    seeds: Array.from({ length: count }, (_, i) => first + i),
    threads: threadsFor(plan, options.threads),
    done: () => progress.tell(),
    rest: () => terminal.caughtUp(),
  });
  progress.end();
  return resultOf(plan, laboratory, { names, dead, behind: recorded.behind });
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
        : `${names.join(", ")}: none of its ${dead} records can be used\n  first: ${first}\n  every event needs its key and the time at which it happened; --key and --time name other fields`,
    );
  if (dead > 0) terminal.note(`warning: ${dead} records are left out; the first: ${first}\n`);
  const recorded = recordedOf(automaton, events);
  if (recorded.problem !== null) throw new Failure(exitCodes.inputOutput, recorded.problem);
  return { recorded, names, dead };
}

/** Not wrong, but to be known. */
function tellOdd({ experiment }: Plan, { behind, annotated }: Recorded, terminal: Terminal): void {
  const { events } = experiment;
  if (behind > 0 && !annotated)
    terminal.note(
      `warning: the log is disordered already: ${behind} of ${events.length} events are behind an earlier one of their key; the order of their times is taken as true\n`,
    );
}

/** Sessions are what figures are counted over. */
function tellAlone({ ordered }: Laboratory, terminal: Terminal): void {
  if (ordered[0]!.truth.sessions === 1)
    terminal.note(
      "warning: the log is a single session: what follows is about this one only, and no interval says how others fare\n",
    );
}

function refuseEmpty({ ordered }: Laboratory, { annotated }: Recorded): void {
  const [{ lines, log, truth }] = ordered as [Laboratory["ordered"][number]];
  if (lines.length === 0 && !annotated)
    throw new Failure(
      exitCodes.findings,
      `the pattern emitted nothing on the ordered log (${log.events.length} events, ${truth.sessions} sessions); nothing to compare`,
    );
}

/** Below so many events, a thread takes longer to begin than it saves. */
const WORTH_A_THREAD = 200_000;

function threadsFor({ experiment, seeds }: Plan, asked: number | undefined): number {
  const most = Math.min(asked ?? availableParallelism(), seeds.count);
  if (asked !== undefined) return most;
  const arms = experiment.jobs.reduce((sum, job) => sum + job.arms.length, 0);
  return experiment.events.length * seeds.count * arms < WORTH_A_THREAD ? 1 : most;
}

function atLeastOne(written: string): number {
  const number = Number(written);
  if (!/^\d+$/.test(written) || !Number.isSafeInteger(number) || number < 1)
    throw new InvalidArgumentError("Write a whole number from 1.");
  return number;
}

function wholeSeed(written: string): number {
  const number = Number(written);
  if (!/^\d+$/.test(written) || number > 2 ** 52)
    throw new InvalidArgumentError("A seed is a whole number from 0, such as 7.");
  return number;
}

function shareOf(written: string): number {
  const match = /^(\d+\.?\d*|\.\d+)(%?)$/.exec(written);
  const share = match === null ? Number.NaN : Number(match[1]) / (match[2] === "%" ? 100 : 1);
  if (!(share > 0 && share < 1))
    throw new InvalidArgumentError("Write a share between nothing and all, such as 0.1%.");
  return share;
}
