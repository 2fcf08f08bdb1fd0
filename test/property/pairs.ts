import fc from "fast-check";
import { drawing } from "../support/draw.ts";
import { drawLog, type Log, smallerLogs } from "../support/logs.ts";
import { type Program, type ProgramOptions, programs } from "../support/programs.ts";

/** A program with logs to run it over. */
export interface Trial {
  readonly program: Program;
  readonly logs: readonly Log[];
}

/**
 * Shrinks to the one log that fails, then program and log by turns. Where it takes more than one, because one
 * left something behind that another met, as few as will do.
 */
class Trials extends fc.Arbitrary<Trial> {
  readonly #programs: fc.Arbitrary<Program>;
  readonly #logs: number;

  constructor(accepts: (text: string) => boolean, logs: number, options?: ProgramOptions) {
    super();
    this.#programs = programs(accepts, options);
    this.#logs = logs;
  }

  override generate(random: fc.Random): fc.Value<Trial> {
    const program = this.#programs.generate(random, undefined);
    const draw = drawing(random);
    const { declared } = program.value;
    const logs = Array.from({ length: this.#logs }, () => drawLog(draw, declared));
    return new fc.Value({ program: program.value, logs }, program.context);
  }

  override canShrinkWithoutContext(_value: unknown): _value is Trial {
    return false;
  }

  override shrink(trial: Trial, context: unknown): fc.Stream<fc.Value<Trial>> {
    return new fc.Stream(this.#smaller(trial, context));
  }

  *#smaller({ program, logs }: Trial, context: unknown): Generator<fc.Value<Trial>, void, void> {
    if (logs.length > 1) {
      for (const log of logs) yield new fc.Value({ program, logs: [log] }, context);
      for (let size = logs.length >> 1; size >= 1; size >>= 1)
        for (let start = 0; start + size <= logs.length; start += size)
          yield new fc.Value({ program, logs: logs.toSpliced(start, size) }, context);
    }
    for (const [i, log] of logs.entries())
      for (const smaller of smallerLogs(log))
        yield new fc.Value({ program, logs: logs.with(i, smaller) }, context);
    for (const smaller of this.#programs.shrink(program, context))
      yield new fc.Value({ program: smaller.value, logs }, smaller.context);
  }
}

export const trials = (
  accepts: (text: string) => boolean,
  logs: number,
  options?: ProgramOptions,
): fc.Arbitrary<Trial> => new Trials(accepts, logs, options);
