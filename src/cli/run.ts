import { type Command, Option } from "commander";
import type { Compilation } from "../compile.ts";
import { load, type Machine } from "../machine/machine.ts";
import type { InputError } from "../records/input-error.ts";
import { type Dead, type LogAccounting, runLog } from "../records/log-run.ts";
import { Coverage } from "../stream/coverage.ts";
import { referenceRunner } from "../stream/runner.ts";
import { type Context, command } from "./command.ts";
import { compileSound, type Settings } from "./compiled.ts";
import { DeadLetters } from "./dead-letters.ts";
import { type ExitCode, exitCodes, usageFailure } from "./exit.ts";
import { type LogOptions, openLogs, planReading, watermarkOf, withLogOptions } from "./logs.ts";
import { OUTPUT_FORMATS, type OutputFormat, outputWriter } from "./outputs.ts";
import { Progress } from "./progress.ts";
import { collectSetting, SET_HELP, SET_OPTION } from "./settings.ts";
import { summaryText } from "./summary.ts";
import type { Terminal } from "./terminal.ts";
import { WatermarkPrinter } from "./watermarks.ts";

interface RunOptions extends LogOptions {
  readonly set?: Settings;
  readonly output: OutputFormat;
  readonly deadLetters?: string;
  readonly strict?: boolean;
  readonly summary?: boolean;
  readonly watermarks?: boolean;
  readonly endOfInput: "end" | "keep";
}

export const runCommand = ({ terminal, finish }: Context): Command =>
  withLogOptions(
    command("run", "run patterns over logs and print what they emit", [
      "pda run search.pda events.ndjson",
      "pda run search.pda visits.pda monday.ndjson.gz tuesday.ndjson.gz --merge time --summary",
      "zcat events.ndjson.gz | pda run search.pda - --output table",
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
    .option("--watermarks", "say how event time moves on, on standard error (with --watermark)")
    .addOption(
      new Option("--end-of-input <what>", "what happens to open sessions at the end of the input")
        .choices(["end", "keep"])
        .default("end"),
    )
    .action(async (files: string[], options: RunOptions) => {
      finish(await run(files, options, terminal));
    });

async function run(
  files: readonly string[],
  options: RunOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const isPattern = (file: string): boolean => file.endsWith(".pda");
  const patternFiles = files.filter(isPattern);
  if (patternFiles.length === 0) throw usageFailure("no pattern file (.pda) is named");
  const compilations: Compilation[] = [];
  for (const file of patternFiles)
    compilations.push(await compileSound(file, options.set ?? {}, terminal));
  const machines = compilations.flatMap(({ patterns }) =>
    patterns.map(({ automaton }) => load(automaton)),
  );
  if (machines.length === 0)
    throw usageFailure(`there is no pattern in ${patternFiles.join(", ")}`);
  const logs = files.filter((file) => !isPattern(file));
  return new Run(machines, logs, options, terminal).run();
}

class Run {
  private readonly machines: readonly Machine[];
  private readonly logs: readonly string[];
  private readonly options: RunOptions;
  private readonly terminal: Terminal;
  private readonly coverage: readonly Coverage[] | null;

  constructor(
    machines: readonly Machine[],
    logs: readonly string[],
    options: RunOptions,
    terminal: Terminal,
  ) {
    this.machines = machines;
    this.logs = logs;
    this.options = options;
    this.terminal = terminal;
    this.coverage =
      options.summary === true ? machines.map((machine) => new Coverage(machine)) : null;
  }

  async run(): Promise<ExitCode> {
    const { machines, options, terminal, coverage } = this;
    const watermark = watermarkOf(options);
    const plan = planReading(
      machines.map(({ automaton }) => automaton),
      options,
    );
    const { log, sources } = await openLogs(this.logs, plan, options);
    const writer = outputWriter(options.output, machines, terminal);
    const deadLetters = await DeadLetters.open(options.deadLetters);
    const progress = new Progress(terminal, sources, watermark !== null);
    const printer = options.watermarks === true ? new WatermarkPrinter(terminal, log.names) : null;
    let stopped = false;
    terminal.onInterrupt(() => {
      stopped = true;
      writer.end();
    });
    const accounting = await runLog({
      log,
      vocabularies: plan.vocabularies.length,
      patterns: machines.map((machine, i) => ({
        vocabulary: plan.indexes[i]!,
        runner: (listener) => referenceRunner(machine, listener),
        listener: {
          output: (output) => writer.output(output),
          ...(coverage === null
            ? {}
            : { happened: (happening, key) => coverage[i]!.see(happening, key) }),
        },
      })),
      watermark,
      endOfInput: options.endOfInput,
      dead: (dead: Dead) => deadLetters.add(dead),
      progress: (now, stream) => progress.tell(now, stream),
      ...(printer === null ? {} : { passed: (record, stream) => printer.passed(record, stream) }),
      stopped: () => stopped,
    });
    writer.end();
    progress.end();
    await deadLetters.close();
    return this.conclude(accounting, deadLetters, log.errors);
  }

  private conclude(
    accounting: LogAccounting,
    deadLetters: DeadLetters,
    errors: readonly InputError[],
  ): ExitCode {
    const { terminal, options, machines, coverage } = this;
    if (coverage !== null) terminal.note(summaryText(accounting, machines, coverage));
    if (deadLetters.count > 0) terminal.note(deadLetters.summary());
    for (const error of errors) terminal.note(`error: ${error.message}\n`);
    if (errors.length > 0) return exitCodes.inputOutput;
    return options.strict === true && deadLetters.count > 0
      ? exitCodes.deadLetters
      : exitCodes.good;
  }
}
