import { type Command, InvalidArgumentError } from "commander";
import type { Automaton } from "../automaton/automaton.ts";
import { load, type Machine } from "../machine/machine.ts";
import { runLog } from "../records/log-run.ts";
import { answerJson } from "../why/json.ts";
import { lifeOf } from "../why/life.ts";
import { recorderOf } from "../why/recorder.ts";
import { answerLines } from "../why/report.ts";
import type { Wanted } from "../why/wanted.ts";
import { why } from "../why/why.ts";
import { type Context, command } from "./command.ts";
import { choosePattern, compileSound, type Settings } from "./compiled.ts";
import { exitCodes, Failure, usageFailure } from "./exit.ts";
import { type LogOptions, openLogs, planReading, watermarkOf, withLogOptions } from "./logs.ts";
import { nothingFound } from "./nothing-found.ts";
import { collectSetting, SET_HELP, SET_OPTION } from "./settings.ts";

interface WhyOptions extends LogOptions {
  readonly set?: Settings;
  readonly where?: Settings;
  readonly pattern?: string;
  readonly session?: number;
  readonly json?: true;
}

export const whyCommand = ({ terminal, finish }: Context): Command =>
  withLogOptions(
    command("why", "tell why a result came, or what was missing that it did not", [
      "pda why v17 search.pda events.ndjson",
      "pda why v17 attribution --where stage=bought search.pda events.ndjson",
    ]),
  )
    .usage("[options] <key> [output] <file> [logs...]")
    .argument("<key>", "the key, as it stands in the log")
    .argument("<words...>", "an output, if one is asked for; the pattern file (.pda); the logs")
    .option("--where <field=value>", "a value of the output's (may be repeated)", collectSetting)
    .option("--session <n>", "only the key's n-th session", ordinal)
    .option("--json", "the answer as data")
    .option("--pattern <name>", "which one, where the file has several")
    .option(SET_OPTION, SET_HELP, collectSetting)
    .action(async (key: string, words: string[], options: WhyOptions) => {
      const { output, file, logs } = asked(words);
      const compilation = await compileSound(file, options.set ?? {}, terminal);
      const { automaton } = choosePattern(compilation, options.pattern, file);
      const machine = load(automaton);
      refuseReplays(automaton);
      const wanted = wantedOf(machine, output, options.where ?? {});
      const plan = planReading([automaton], options);
      const { log } = await openLogs(logs, plan, options);
      const recorder = recorderOf(machine, key);
      const accounting = await runLog({
        ...{
          log,
          vocabularies: 1,
          watermark: watermarkOf(options, [automaton]),
          endOfInput: "keep",
        },
        patterns: [{ vocabulary: 0, runner: recorder.runner }],
        dead: () => {},
      });
      if (log.errors.length > 0) throw new Failure(exitCodes.inputOutput, log.errors[0]!.message);
      const life = lifeOf(machine, key, recorder.inputs);
      const session = options.session ?? null;
      if (session !== null && life.sessions.length > 0 && session > life.sessions.length)
        throw usageFailure(`${key} has ${counted(life.sessions.length)}, no session ${session}`);
      const answer = why(machine, life, { wanted, session }, { seen: recorder.seen });
      if (options.json)
        terminal.write(`${JSON.stringify(answerJson(machine, life, answer), null, 2)}\n`);
      else if (life.sessions.length > 0)
        terminal.write(`${answerLines(machine, life, answer).join("\n")}\n`);
      if (life.sessions.length === 0)
        terminal.note(nothingFound(`no event of key ${key} began a session`, accounting));
      finish(life.sessions.length === 0 ? exitCodes.findings : exitCodes.good);
    });

/** A life is one sequence of events, each stepped once. */
function refuseReplays({ pattern, order }: Automaton): void {
  const word =
    order?.late.kind === "retract" ? "late retract" : order?.cause != null ? "follow cause" : null;
  if (word !== null)
    throw usageFailure(
      `${pattern} says \`${word}\`, whose sessions pda why cannot tell yet; pda trace shows every step`,
    );
}

const counted = (sessions: number): string => `${sessions} session${sessions === 1 ? "" : "s"}`;

function ordinal(written: string): number {
  if (!/^[1-9]\d{0,8}$/.test(written)) throw new InvalidArgumentError("write a number from 1.");
  return Number(written);
}

/** `[output] <file> [logs...]`: a pattern file is known by its ending. */
function asked(words: readonly string[]): { output: string | null; file: string; logs: string[] } {
  const at = words.slice(0, 2).findIndex((word) => word.endsWith(".pda"));
  if (at < 0) throw usageFailure("no pattern file: name one that ends in .pda, after the key");
  return { output: at === 0 ? null : words[0]!, file: words[at]!, logs: words.slice(at + 1) };
}

function wantedOf({ automaton }: Machine, name: string | null, where: Settings): Wanted | null {
  const given = Object.entries(where);
  if (name === null) {
    if (given.length > 0) throw usageFailure("--where needs an output: name one after the key");
    return null;
  }
  const output = automaton.outputs.find((one) => one.name === name);
  if (output === undefined) {
    const names = automaton.outputs.map((one) => one.name).join(", ");
    throw usageFailure(`${automaton.pattern} emits no ${name}; it emits ${names || "nothing"}`);
  }
  for (const [field] of given)
    if (!output.fields.some((one) => one.name === field)) {
      const fields = output.fields.map((one) => one.name).join(", ");
      throw usageFailure(`${name} has no field ${field}; it has ${fields || "none"}`);
    }
  return { output: name, where: given.map(([field, written]) => ({ field, written })) };
}
