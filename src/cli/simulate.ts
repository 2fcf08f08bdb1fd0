import { availableParallelism } from "node:os";
import { type Command, Option } from "commander";
import { simulationCsv } from "../simulator/experiment/csv.ts";
import type { Laboratory } from "../simulator/experiment/laboratory.ts";
import type { Plan } from "../simulator/experiment/plan.ts";
import type { SimulationResult } from "../simulator/experiment/result.ts";
import { resultOf } from "../simulator/experiment/result-of.ts";
import { simulationText } from "../simulator/experiment/text.ts";
import { type Context, command } from "./command.ts";
import { exitCodes } from "./exit.ts";
import { explainWrong } from "./explain-wrong.ts";
import { writeText } from "./files.ts";
import { duration } from "./logs.ts";
import { collectSetting, SET_HELP, SET_OPTION } from "./settings.ts";
import {
  atLeastOne,
  type SimulateOptions,
  shareOf,
  tellCommand,
  wholeSeed,
} from "./simulate-options.ts";
import { prepared } from "./simulate-plan.ts";
import { SeedProgress } from "./simulate-progress.ts";
import { runSeeds } from "./simulate-threads.ts";
import type { Terminal } from "./terminal.ts";

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

/** Sessions are what figures are counted over. */
function tellAlone({ ordered }: Laboratory, terminal: Terminal): void {
  if (ordered[0]!.truth.sessions === 1)
    terminal.note(
      "warning: the log is a single session: what follows is about this one only, and no interval says how others fare\n",
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
