import type { Machine } from "../machine/machine.ts";
import type { InputError } from "../records/input-error.ts";
import { type Dead, type LogAccounting, type RunnerBooks, runLog } from "../records/log-run.ts";
import { retracting } from "../records/reading-plan.ts";
import type { Runner } from "../stream/runner.ts";
import { DeadLetters } from "./dead-letters.ts";
import { usageFailure } from "./exit.ts";
import { type LogOptions, openLogs, planReading, watermarkOf } from "./logs.ts";
import { disorder, type Misfit, misfits } from "./misfit.ts";
import { Progress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";
import { WatermarkPrinter } from "./watermarks.ts";

/** A pattern, and who runs it. */
export interface PassedPattern {
  readonly machine: Machine;
  readonly runner: (books: RunnerBooks) => Runner;
}

export interface PassOptions extends LogOptions {
  readonly deadLetters?: string;
  readonly watermarks?: boolean;
  readonly endOfInput: "end" | "keep";
}

export interface Passed {
  readonly accounting: LogAccounting;
  readonly deadLetters: DeadLetters;
  readonly misfits: readonly Misfit[];
  /** What the outside world broke off. */
  readonly errors: readonly InputError[];
}

/** One pass of patterns over logs, with all that is said of it on standard error but its conclusion. */
export async function passLogs(
  patterns: readonly PassedPattern[],
  logs: readonly string[],
  options: PassOptions,
  terminal: Terminal,
): Promise<Passed> {
  const automata = patterns.map(({ machine }) => machine.automaton);
  const watermark = watermarkOf(options, automata);
  if (options.watermarks === true && watermark === null)
    throw usageFailure("--watermarks tells of a watermark: add --watermark 0s or more");
  const plan = planReading(automata, options);
  // Order words, `--ahead` and merging let events wait; otherwise each is over when the next is read.
  const passing =
    automata.every(({ order }) => order === undefined) &&
    options.ahead === undefined &&
    options.merge === undefined;
  const { log, sources } = await openLogs(logs, plan, options, terminal.input(), passing);
  const deadLetters = await DeadLetters.open(options.deadLetters, plan.vocabularies);
  const progress = new Progress(terminal, sources, watermark !== null);
  const printer =
    options.watermarks === true
      ? new WatermarkPrinter(
          terminal,
          log.names,
          plan.vocabularies.map(({ name }) => name),
        )
      : null;
  const accounting = await runLog({
    log,
    vocabularies: plan.vocabularies.length,
    patterns: patterns.map(({ runner }, i) => ({ vocabulary: plan.indexes[i]!, runner })),
    watermark,
    endOfInput: options.endOfInput,
    dead: (dead: Dead) => deadLetters.add(dead),
    progress: ({ records }, { openSessions }) => progress.tell(records, openSessions),
    rest: async () => {
      await deadLetters.caughtUp();
      await terminal.caughtUp();
    },
    ...(printer === null
      ? {}
      : {
          passed: (_record, stream) => printer.passed(stream),
          readAll: (stream) => printer.readAll(stream),
        }),
  });
  progress.end();
  await deadLetters.close();
  return {
    accounting,
    deadLetters,
    misfits: [
      ...misfits(accounting, plan.vocabularies, deadLetters, options),
      ...disorder(accounting, options, retracting(automata, plan)),
    ],
    errors: log.errors,
  };
}
