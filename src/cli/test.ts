import type { Command } from "commander";
import { durationText } from "../automaton/wording.ts";
import type { CompiledScenario, CompiledSurvival } from "../check/scenario.ts";
import type { Source, Span } from "../diagnostic/diagnostic.ts";
import { renderExcerpt } from "../diagnostic/render/excerpt.ts";
import { paintWith } from "../diagnostic/render/paint.ts";
import { load, type Machine } from "../machine/machine.ts";
import type { Happening } from "../machine/visitor.ts";
import type { Survival } from "../simulator/survival.ts";
import { runScenario, SCENARIO_START, type ScenarioResult } from "../stream/scenario-run.ts";
import { traceLines } from "../stream/trace.ts";
import { type Context, command } from "./command.ts";
import { compileSound, type Settings } from "./compiled.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { collectSetting, SET_HELP, SET_OPTION } from "./settings.ts";
import type { Screen, Terminal } from "./terminal.ts";
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
      const tried = result.failures.length > 0 ? [] : await survivals(machine, scenario);
      if (result.failures.length === 0 && tried.every(({ holds }) => holds)) {
        held++;
        if (options.verbose === true) terminal.write(heldText(scenario.title, tried));
        continue;
      }
      if (result.failures.length === 0) {
        failed++;
        const fallen = tried.filter(({ holds }) => !holds);
        terminal.write(fallenText(scenario.title, fallen, sources, terminal.out));
        continue;
      }
      failed++;
      terminal.write(failureText(machine, result, sources, terminal.out));
    }
  }
  if (held + failed === 0)
    terminal.note(`warning: there are no scenarios in ${files.join(", ")}\n`);
  else terminal.write(`${held} of ${held + failed} scenarios hold\n`);
  return failed > 0 ? exitCodes.findings : exitCodes.good;
}

type Tried = CompiledSurvival & Survival;

/** The simulator is loaded only where it is asked for. */
async function survivals(machine: Machine, scenario: CompiledScenario): Promise<readonly Tried[]> {
  if (scenario.survives.length === 0) return [];
  const { survival } = await import("../simulator/survival.ts");
  return scenario.survives.map((one) => ({ ...one, ...survival(machine, scenario, one) }));
}

const heldText = (title: string, tried: readonly Tried[]): string =>
  [
    `holds  ${title}`,
    ...tried.map(({ disorder, message }) => `         survives "${disorder}": ${message}`),
    "",
  ].join("\n");

/** What disorder did to it, where it was to survive. */
function fallenText(
  title: string,
  fallen: readonly Tried[],
  sources: readonly Source[],
  { colour, columns }: Screen,
): string {
  const look = { colour, ...(columns === undefined ? {} : { width: columns }) };
  return [
    `${paintWith(colour).error("fails")}  ${title}`,
    ...fallen.map(({ span, message, details }) =>
      renderExcerpt({ span, text: "it does not survive" }, [message, ...details], sources, look),
    ),
    "\n",
  ].join("\n");
}

/** Where it went otherwise than expected, and the run up to there. */
function failureText(
  machine: Machine,
  { scenario, failures, happenings }: ScenarioResult,
  sources: readonly Source[],
  { colour, columns }: Screen,
): string {
  const look = { colour, ...(columns === undefined ? {} : { width: columns }) };
  const places = new Map<string, { readonly span: Span; readonly messages: string[] }>();
  for (const { span, message } of failures) {
    const place = `${span.source} ${span.start}`;
    const known = places.get(place);
    if (known === undefined) places.set(place, { span, messages: [message] });
    else known.messages.push(message);
  }
  const excerpts = [...places.values()].map(({ span, messages }) =>
    renderExcerpt({ span, text: "here it differs" }, messages, sources, look),
  );
  const steps = happenings.flatMap((happening) => stepText(machine, happening));
  return [
    `${paintWith(colour).error("fails")}  ${scenario.title}`,
    ...excerpts,
    steps.length === 0 ? "no step was taken" : "step by step, up to the difference:",
    ...steps,
    "\n",
  ].join("\n");
}

const TIME_LENGTH = "2024-01-01T00:00:00.000Z".length;
const OFFSET_LENGTH = 8;

/** As traced, with the times that the scenario writes: `9s`. */
function stepText(machine: Machine, happening: Happening): readonly string[] {
  const offset = happening.situation.at - SCENARIO_START;
  const written = offset < 0 ? `-${durationText(-offset)}` : durationText(offset);
  return traceLines(machine, happening).map(
    (line, i) =>
      `  ${(i === 0 ? written : "").padEnd(OFFSET_LENGTH)}${line.slice(TIME_LENGTH + 2).trimEnd()}`,
  );
}
