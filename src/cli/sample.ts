import { type Command, InvalidArgumentError } from "commander";
import { load } from "../machine/machine.ts";
import { sampleLog } from "../simulator/sample.ts";
import { type Context, command } from "./command.ts";
import { choosePattern, compileSound } from "./compiled.ts";
import { exitCodes } from "./exit.ts";
import { duration } from "./logs.ts";

interface SampleOptions {
  readonly seed: number;
  readonly keys: number;
  readonly events: number;
  readonly pause: number;
  readonly pattern?: string;
}

/** 2024-01-01T09:00Z */
const START = 1_704_099_600_000;

export const sampleCommand = ({ terminal, finish }: Context): Command =>
  command(
    "sample",
    "make up a log that fits a pattern's events; the same seed gives the same bytes",
    ["pda sample search.pda --keys 20 --events 500 --seed 7 > events.ndjson"],
  )
    .argument("<file>", "a pattern file")
    .option("--pattern <name>", "which one, where the file has several")
    .option("--seed <number>", "where chance begins", whole, 1)
    .option("--keys <number>", "how many keys", whole, 10)
    .option("--events <number>", "how many events", whole, 100)
    .option("--pause <duration>", "mean time between two events of a key", duration, 60_000)
    .action(async (file: string, options: SampleOptions) => {
      const { automaton } = choosePattern(
        await compileSound(file, {}, terminal),
        options.pattern,
        file,
      );
      const { seed, keys, events, pause } = options;
      for (const line of sampleLog(load(automaton), {
        seed,
        keys,
        events,
        pauseMs: pause,
        start: START,
      }))
        terminal.write(`${line}\n`);
      finish(exitCodes.good);
    });

function whole(written: string): number {
  const number = Number(written);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new InvalidArgumentError("Write a whole number from 1.");
  return number;
}
