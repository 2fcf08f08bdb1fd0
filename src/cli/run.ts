import { type Command, Option } from "commander";
import type { Compilation } from "../compile.ts";
import { load, type Machine } from "../machine/machine.ts";
import { Coverage } from "../stream/coverage.ts";
import { patternRunner } from "../stream/pattern-runner.ts";
import { runAgainst } from "./against.ts";
import { type Context, command } from "./command.ts";
import { compileSound, type Settings } from "./compiled.ts";
import { type ExitCode, exitCodes, usageFailure } from "./exit.ts";
import { type Passed, type PassedPattern, type PassOptions, passLogs } from "./log-pass.ts";
import { withLogOptions } from "./logs.ts";
import { OUTPUT_FORMATS, type OutputFormat, outputWriter } from "./outputs.ts";
import { collectSetting, SET_HELP, SET_OPTION } from "./settings.ts";
import { summaryText } from "./summary.ts";
import type { Terminal } from "./terminal.ts";
import { type Reads, WATCH_HELP, WATCH_OPTION, watch } from "./watch.ts";

interface RunOptions extends PassOptions {
  readonly set?: Settings;
  readonly output: OutputFormat;
  readonly strict?: boolean;
  readonly summary?: boolean;
  readonly against?: string;
  readonly watch?: boolean;
}

export const runCommand = ({ terminal, finish }: Context): Command =>
  withLogOptions(
    command("run", "run patterns over logs and print what they emit", [
      "pda run search.pda events.ndjson",
      "pda run search.pda visits.pda monday.ndjson.gz tuesday.ndjson.gz --merge time --summary",
      "zcat events.ndjson.gz | pda run search.pda - --output table",
      "pda run search.pda events.ndjson --against old.pda --output table",
    ]),
  )
    .argument("<files...>", "pattern files (.pda), then logs; standard input where no log is named")
    .option(SET_OPTION, SET_HELP, collectSetting)
    .addOption(
      new Option("-o, --output <format>", "how to print outputs")
        .choices(OUTPUT_FORMATS)
        .default("ndjson"),
    )
    .option("--dead-letters <file>", "write what could not be read or stepped, whole, to a file")
    .option("--strict", "exit with 4 where there are dead letters")
    .option(
      "--summary",
      "accounting, outputs, states reached and rules never taken, on standard error",
    )
    .addOption(
      new Option(
        "--against <file>",
        "print results gained, lost and changed since an older pattern file; exit with 1 where there are any; --set is for the new one only",
      ).conflicts("summary"),
    )
    .option("--watermarks", "say how event time moves on, on standard error (with --watermark)")
    .addOption(
      new Option("--end-of-input <what>", "what happens to open sessions at the end of the input")
        .choices(["end", "keep"])
        .default("end"),
    )
    .option(WATCH_OPTION, WATCH_HELP)
    .action(async (files: string[], options: RunOptions) => {
      const once = (reads?: Reads) => run(files, options, terminal, reads);
      if (options.watch !== true) return finish(await once());
      const { against } = options;
      const logs = files.filter((file) => !isPattern(file));
      // Without a log standard input is read, which comes only once.
      const watched =
        logs.length === 0 ? [] : [...files, ...(against === undefined ? [] : [against])];
      finish(await watch(watched, terminal, once));
    });

const isPattern = (file: string): boolean => file.endsWith(".pda");

async function run(
  files: readonly string[],
  options: RunOptions,
  terminal: Terminal,
  reads?: Reads,
): Promise<ExitCode> {
  const patternFiles = files.filter(isPattern);
  if (patternFiles.length === 0) throw usageFailure("no pattern file (.pda) is named");
  const machines = await machinesOf(patternFiles, options.set ?? {}, terminal, reads);
  const logs = files.filter((file) => !isPattern(file));
  if (options.against !== undefined) {
    const before = await machinesOf([options.against], {}, terminal, reads);
    const rivals = { now: machines, before, name: options.against };
    const compared = await runAgainst(rivals, logs, options, terminal);
    const code = conclude(compared, machines, null, options, terminal);
    return code === exitCodes.good && compared.differs ? exitCodes.findings : code;
  }
  const coverage =
    options.summary === true ? machines.map((machine) => new Coverage(machine)) : null;
  const writer = outputWriter(options.output, machines, terminal);
  terminal.onInterrupt(() => writer.end());
  const patterns = machines.map((machine, i) => ({
    machine,
    runner: runnerOf(machine, (text) => writer.line(text), coverage?.[i]),
  }));
  const passed = await passLogs(patterns, logs, options, terminal);
  writer.end();
  return conclude(passed, machines, coverage, options, terminal);
}

const runnerOf =
  (machine: Machine, line: (text: string) => void, coverage?: Coverage): PassedPattern["runner"] =>
  (books) =>
    patternRunner(machine, {
      ...books,
      line,
      ...(coverage === undefined ? {} : { tally: coverage.tally }),
    });

async function machinesOf(
  files: readonly string[],
  settings: Settings,
  terminal: Terminal,
  reads?: Reads,
): Promise<readonly Machine[]> {
  const compilations: Compilation[] = [];
  for (const file of files) compilations.push(await compileSound(file, settings, terminal, reads));
  const machines = compilations.flatMap(({ patterns }) =>
    patterns.map(({ automaton }) => load(automaton)),
  );
  if (machines.length === 0) throw usageFailure(`there is no pattern in ${files.join(", ")}`);
  return machines;
}

function conclude(
  { accounting, deadLetters, misfits, errors }: Passed,
  machines: readonly Machine[],
  coverage: readonly Coverage[] | null,
  { strict }: RunOptions,
  terminal: Terminal,
): ExitCode {
  if (coverage !== null) terminal.note(summaryText(accounting, machines, coverage));
  if (deadLetters.count > 0) terminal.note(deadLetters.text(terminal));
  for (const { text } of misfits) terminal.note(`${text}\n`);
  for (const error of errors) terminal.note(`error: ${error.message}\n`);
  if (errors.length > 0) return exitCodes.inputOutput;
  if (misfits.some(({ wrongUsage }) => wrongUsage)) return exitCodes.usage;
  return strict === true && deadLetters.count > 0 ? exitCodes.deadLetters : exitCodes.good;
}
