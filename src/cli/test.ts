import type { Command } from "commander";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { load, type Machine } from "../machine/machine.ts";
import { runScenario, type ScenarioResult } from "../stream/scenario-run.ts";
import { traceLines } from "../stream/trace.ts";
import { type Context, command } from "./command.ts";
import { compileSound, type Settings } from "./compiled.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { renderReport } from "./report.ts";
import { collectSetting, SET_HELP, SET_OPTION } from "./settings.ts";
import type { Terminal } from "./terminal.ts";
import { type Reads, WATCH_HELP, WATCH_OPTION, watch } from "./watch.ts";

interface TestOptions {
  readonly set?: Settings;
  readonly verbose?: boolean;
  readonly watch?: boolean;
}

export const testCommand = ({ terminal, finish }: Context): Command =>
  command("test", "run the scenarios of pattern files", [
    "pda test search.pda",
    "pda test patterns/*/pattern.pda --verbose",
  ])
    .argument("<files...>", "pattern files with scenarios")
    .option(SET_OPTION, SET_HELP, collectSetting)
    .option("-v, --verbose", "name the scenarios that hold, too")
    .option(WATCH_OPTION, WATCH_HELP)
    .action(async (files: string[], options: TestOptions) => {
      const once = (reads?: Reads) => test(files, options, terminal, reads);
      finish(await (options.watch === true ? watch(files, terminal, once) : once()));
    });

async function test(
  files: readonly string[],
  options: TestOptions,
  terminal: Terminal,
  reads?: Reads,
): Promise<ExitCode> {
  let held = 0;
  let failed = 0;
  for (const file of files) {
    const { patterns, scenarios, sources } = await compileSound(
      file,
      options.set ?? {},
      terminal,
      reads,
    );
    const machines = new Map(
      patterns.map(({ automaton }) => [automaton.pattern, load(automaton)] as const),
    );
    for (const scenario of scenarios) {
      const machine = machines.get(scenario.pattern)!;
      const result = runScenario(machine, scenario);
      if (result.failures.length === 0) {
        held++;
        if (options.verbose === true) terminal.write(`holds  ${file}: ${scenario.title}\n`);
        continue;
      }
      failed++;
      const report = renderReport(
        "pretty",
        result.failures.map(diagnosticOf),
        sources,
        terminal.out,
      );
      terminal.write(
        `fails  ${file}: ${scenario.title}\n\n${withoutSum(report)}\n${steps(machine, result)}\n`,
      );
    }
  }
  terminal.write(`${held} of ${held + failed} scenarios hold\n`);
  return failed > 0 ? exitCodes.findings : exitCodes.good;
}

const diagnosticOf = ({ span, message }: ScenarioResult["failures"][number]): Diagnostic => ({
  code: "PDA0690",
  severity: "error",
  message,
  primary: { span, text: "here it differs" },
  related: [],
  help: [],
});

/** The run, step by step, up to the difference. */
const steps = (machine: Machine, { happenings }: ScenarioResult): string =>
  [
    "step by step:",
    ...happenings.flatMap((one) => traceLines(machine, one)).map((line) => `  ${line}`),
    "",
  ].join("\n");

const withoutSum = (report: string): string => report.slice(0, report.lastIndexOf("\n\n") + 1);
