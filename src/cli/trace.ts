import type { Command } from "commander";
import { load } from "../machine/machine.ts";
import { runLog } from "../records/log-run.ts";
import { steppedRunner } from "../stream/pattern-runner.ts";
import { newsLine, traceLines } from "../stream/trace.ts";
import { type Context, command } from "./command.ts";
import { choosePattern, compileSound, type Settings } from "./compiled.ts";
import { exitCodes, Failure } from "./exit.ts";
import { type LogOptions, openLogs, planReading, watermarkOf, withLogOptions } from "./logs.ts";
import { nothingFound } from "./nothing-found.ts";
import { collectSetting, SET_HELP, SET_OPTION } from "./settings.ts";

interface TraceOptions extends LogOptions {
  readonly set?: Settings;
  readonly pattern?: string;
}

export const traceCommand = ({ terminal, finish }: Context): Command =>
  withLogOptions(
    command("trace", "show one key's life, step by step, with the stack", [
      "pda trace v17 search.pda events.ndjson",
    ]),
  )
    .argument("<key>", "the key, as it stands in the log")
    .argument("<file>", "a pattern file")
    .argument("[logs...]", "logs; standard input where none is named")
    .option("--pattern <name>", "which one, where the file has several")
    .option(SET_OPTION, SET_HELP, collectSetting)
    .action(async (key: string, file: string, logs: string[], options: TraceOptions) => {
      const compilation = await compileSound(file, options.set ?? {}, terminal);
      const { automaton } = choosePattern(compilation, options.pattern, file);
      const machine = load(automaton);
      const plan = planReading([automaton], options);
      const { log } = await openLogs(logs, plan, options, terminal.input());
      let steps = 0;
      const accounting = await runLog({
        log,
        vocabularies: 1,
        patterns: [
          {
            vocabulary: 0,
            runner: (books) =>
              steppedRunner(machine, {
                ...books,
                output: () => {},
                ordered: (news) => {
                  if (news.event.key !== key) return;
                  steps++;
                  terminal.write(`${newsLine(machine, news)}\n`);
                },
                happened: (happening, of) => {
                  if (of !== key) return;
                  steps++;
                  terminal.write(`${traceLines(machine, happening).join("\n")}\n`);
                },
              }),
          },
        ],
        watermark: watermarkOf(options, [automaton]),
        endOfInput: "end",
        dead: () => {},
      });
      if (log.errors.length > 0) throw new Failure(exitCodes.inputOutput, log.errors[0]!.message);
      if (steps === 0) terminal.note(nothingFound(`no step of key ${key}`, accounting));
      finish(steps === 0 ? exitCodes.findings : exitCodes.good);
    });
