import type { Vocabulary } from "../../src/automaton/automaton.ts";
import { disorder, misfits } from "../../src/cli/misfit.ts";
import type { Machine } from "../../src/machine/machine.ts";
import { openLog } from "../../src/records/log.ts";
import { type LogAccounting, type RunnerBooks, runLog } from "../../src/records/log-run.ts";
import { planReading, retracting } from "../../src/records/reading-plan.ts";
import { openVocabulary } from "../../src/records/vocabulary.ts";
import { patternRunner } from "../../src/stream/pattern-runner.ts";
import { type GivenLog, sourceOf } from "./log-source.ts";
import { Meter, type RunHooks } from "./meter.ts";
import { type Reading, watermarkOf } from "./reading.ts";
import { Refused } from "./refused.ts";
import { Watch } from "./watch.ts";

/** Everything that is known of a log after it went through. */
export interface Ran {
  readonly patterns: readonly Watch[];
  /** As `pda run` prints them, without line feeds. */
  readonly lines: readonly string[];
  readonly accounting: LogAccounting;
  readonly vocabularies: readonly Vocabulary[];
  readonly refused: Refused;
  /** What makes the results doubtful, as `pda run` says it. */
  readonly warnings: readonly string[];
  /** What broke off; what came before is used. */
  readonly errors: readonly string[];
  /** Options with which `pda run` does the same. */
  readonly options: readonly string[];
}

/** One pass of patterns over a log: outputs from the twin, as `pda run` has them; steps from the reference. */
export async function run(
  machines: readonly Machine[],
  given: GivenLog,
  reading: Reading,
  hooks: RunHooks = {},
): Promise<Ran> {
  const automata = machines.map(({ automaton }) => automaton);
  const { watermark, option, note } = watermarkOf(reading, automata);
  const plan = planReading(automata, reading);
  const meter = new Meter(sourceOf(given, reading.format), hooks);
  const log = openLog([meter.source], {
    mappers: plan.vocabularies.map((vocabulary) => openVocabulary(vocabulary)),
    order: "given",
  });
  const lines: string[] = [];
  const refused = new Refused(plan.vocabularies);
  const patterns = machines.map((machine) => new Watch(machine));
  const passed = await runLog({
    ...{ log, vocabularies: plan.vocabularies.length, watermark, endOfInput: "end" },
    patterns: [
      ...patterns.map(({ machine, coverage: { tally } }, i) => ({
        vocabulary: plan.indexes[i]!,
        runner: (books: RunnerBooks) =>
          patternRunner(machine, { ...books, tally, line: (text) => lines.push(text) }),
      })),
      ...patterns.map((watch, i) => ({
        vocabulary: plan.indexes[i]!,
        runner: () => watch.runner(),
      })),
    ],
    dead: (one) => refused.add(one),
    passed: () => meter.passed(),
    rest: () => meter.rest(),
  }).finally(() => log.close());
  // Behind the twins the watches ran, whose steps are the same once more.
  const accounting = {
    ...passed,
    patterns: passed.patterns.slice(0, machines.length),
    order: passed.order.slice(0, machines.length),
  };
  const doubts = [
    ...misfits(accounting, plan.vocabularies, refused, reading),
    ...disorder(accounting, {}, retracting(automata, plan)),
  ];
  return {
    ...{ patterns, lines, accounting, vocabularies: plan.vocabularies, refused },
    warnings: [...(note === null ? [] : [note]), ...doubts.map(({ text }) => text)],
    errors: [...log.errors.map(({ message }) => message), ...meter.errors],
    options: optionsOf(reading, option),
  };
}

/** The options with which `pda run` does the same. */
function optionsOf(reading: Reading, watermark: string | null): readonly string[] {
  const given = (["format", "key", "time", "type"] as const).flatMap((name) => {
    const value = reading[name];
    if (value === undefined) return [];
    return [`--${name} ${/^[\w.-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`}`];
  });
  return watermark === null ? given : [...given, watermark];
}
