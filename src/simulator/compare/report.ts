import type { Pipeline } from "../disorder/pipeline.ts";
import type { Resampling } from "../statistics/bootstrap.ts";
import type { Interval } from "../statistics/interval.ts";
import { badShare, type TwoLevels, twoLevelShare } from "../statistics/two-levels.ts";
import type { Tally } from "./tally.ts";
import {
  CHANGED,
  DUPLICATE,
  EXACT,
  FALSE_NEGATIVE,
  FALSE_POSITIVE,
  type FieldDifference,
  MARKS,
  type Mark,
  VERDICTS,
  type Verdict,
} from "./verdict.ts";

/** Figures of all outputs of a pattern, or of one of them, over all sessions and seeds. */
export interface Figures {
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly marks: Readonly<Record<Mark, number>>;
  /** Of what stands in the end, what the ordered run has, too, whatever its content. */
  readonly precision: Interval;
  /** Of what the ordered run has, what stands in the end, whatever its content. */
  readonly recall: Interval;
  /** Of what the ordered run has, what stands with the same content. */
  readonly exactly: Interval;
}

export interface OutputFigures extends Figures {
  readonly output: string;
  /** How changed ones differ, the most frequent first. `share`: of what the ordered run has. */
  readonly fields: readonly (FieldDifference & {
    readonly count: number;
    readonly share: number;
  })[];
}

/** What is put down to one stage. */
export interface StageFigures {
  /** null: no stage explains it. */
  readonly stage: number | null;
  readonly mechanism: string | null;
  readonly counts: Readonly<Record<Verdict, number>>;
  /** What precision and recall would be if these errors were the only ones. */
  readonly precision: number;
  readonly recall: number;
  /** Share of sessions with any error that is put down to it. */
  readonly badSessions: Interval;
}

export interface DelayFigures {
  readonly outputs: number;
  readonly atEnd: number;
  /** Milliseconds at 50, 90, 99 and 99.9 %. */
  readonly information: readonly number[];
  readonly system: readonly number[];
  readonly total: readonly number[];
}

export interface Report extends Figures {
  readonly sessions: number;
  readonly seeds: number;
  /** Share of sessions with any error: anything but exact and retracted. */
  readonly badSessions: Interval;
  readonly outputs: readonly OutputFigures[];
  readonly stages: readonly StageFigures[];
  readonly delays: DelayFigures;
}

export const DELAY_SHARES = [0.5, 0.9, 0.99, 0.999] as const;

const STANDING = [EXACT, CHANGED, FALSE_POSITIVE, DUPLICATE];
const EXPECTED = [EXACT, CHANGED, FALSE_NEGATIVE];
const MET = [EXACT, CHANGED];

/** Which verdicts a share counts, among which. */
export const FIGURES = {
  precision: { of: MET, in: STANDING },
  recall: { of: MET, in: EXPECTED },
  exactly: { of: [EXACT], in: EXPECTED },
} as const;

export type Share = keyof typeof FIGURES;

export function reportOf(
  tally: Tally,
  outputs: readonly string[],
  { stages }: Pipeline,
  resampling: Omit<Resampling, "name"> = { seed: 0, replicates: 2000 },
): Report {
  const { sessions } = tally.extent;
  const seeds = tally.seeds.length;
  const all = figures(tally, null, resampling);
  return {
    ...{ sessions, seeds },
    ...all,
    badSessions: badSessionsOf(tally, resampling.confidence),
    outputs: outputs.map((output, number) => ({
      output,
      // Of a single output it is the same.
      ...(outputs.length === 1 ? all : figures(tally, number, resampling)),
      fields: fieldsOf(tally, number),
    })),
    stages: [...stages.map(({ mechanism }) => mechanism), null].map((mechanism, place) =>
      stageFigures(tally, mechanism, place, resampling.confidence),
    ),
    delays: delaysOf(tally),
  };
}

export const delaysOf = ({ information, system, total, atEnd }: Tally): DelayFigures => ({
  outputs: total.count,
  atEnd,
  information: DELAY_SHARES.map((share) => information.quantile(share)),
  system: DELAY_SHARES.map((share) => system.quantile(share)),
  total: DELAY_SHARES.map((share) => total.quantile(share)),
});

/** A share of verdicts among others, over all outputs or of one. */
export const shareOf = (
  tally: Tally,
  name: Share,
  output: number | null,
  resampling: Omit<Resampling, "name">,
): Interval =>
  // One name for all, so that figures of one comparison are resampled alike.
  twoLevelShare(levelsOf(tally, output, [FIGURES[name].of, FIGURES[name].in]), {
    ...resampling,
    name: "sessions",
  });

export const badSessionsOf = ({ bad, seeds }: Tally, confidence?: number): Interval =>
  badShare(
    bad,
    seeds.map((seed) => seed.bad),
    confidence,
  );

function figures(
  tally: Tally,
  output: number | null,
  resampling: Omit<Resampling, "name">,
): Figures {
  const share = (name: Share): Interval => shareOf(tally, name, output, resampling);
  return {
    counts: countsOf(tally, output),
    marks: marksOf(tally, output),
    precision: share("precision"),
    recall: share("recall"),
    exactly: share("exactly"),
  };
}

/** Sums of verdicts, by session and by seed. */
export function levelsOf(
  tally: Tally,
  output: number | null,
  sums: readonly (readonly number[])[],
): TwoLevels {
  const { outputs, sessions } = tally.extent;
  const column = (verdicts: ArrayLike<number>, places: number, codes: readonly number[]) =>
    Float64Array.from({ length: places }, (_, place) => {
      let sum = 0;
      for (let o = output ?? 0; o < (output === null ? outputs : output + 1); o++)
        for (const code of codes) sum += verdicts[(place * outputs + o) * VERDICTS.length + code]!;
      return sum;
    });
  return {
    sessions: sums.map((codes) => column(tally.verdicts, sessions, codes)),
    seeds: sums.map((codes) =>
      Float64Array.from(tally.seeds, ({ verdicts }) => column(verdicts, 1, codes)[0]!),
    ),
  };
}

function marksOf({ marks, extent }: Tally, output: number | null): Record<Mark, number> {
  const sum = (mark: number): number => {
    let total = 0;
    for (let o = 0; o < extent.outputs; o++)
      if (output === null || o === output) total += marks[o * MARKS.length + mark]!;
    return total;
  };
  return Object.fromEntries(MARKS.map((mark, m) => [mark, sum(m)])) as Record<Mark, number>;
}

export const countsOf = (tally: Tally, output: number | null = null): Record<Verdict, number> =>
  named(tally.totals(output));

const named = (counts: Float64Array): Record<Verdict, number> =>
  Object.fromEntries(VERDICTS.map((verdict, code) => [verdict, counts[code]!])) as Record<
    Verdict,
    number
  >;

const sumOf = (counts: Float64Array, codes: readonly number[]): number =>
  codes.reduce((sum, code) => sum + counts[code]!, 0);

function fieldsOf(tally: Tally, output: number): OutputFigures["fields"] {
  const expected = sumOf(tally.totals(output), EXPECTED);
  return [...tally.fields[output]!]
    .sort(([a, some], [b, others]) => others - some || (a < b ? -1 : 1))
    .map(([name, count]) => {
      const [field, how] = name.split(" ") as [string, FieldDifference["how"]];
      return { field, how, count, share: count / expected };
    });
}

function stageFigures(
  tally: Tally,
  mechanism: string | null,
  place: number,
  confidence?: number,
): StageFigures {
  const { outputs, stages, sessions } = tally.extent;
  const width = VERDICTS.length;
  const blamed = new Float64Array(width);
  for (let i = 0; i < outputs * width; i++)
    blamed[i % width]! += tally.blamed[place * outputs * width + i]!;
  const totals = tally.totals();
  const met = sumOf(totals, EXPECTED);
  const bad = Uint32Array.from(
    { length: sessions },
    (_, session) => tally.badBy[session * (stages + 1) + place]!,
  );
  const spurious = blamed[FALSE_POSITIVE]! + blamed[DUPLICATE]!;
  return {
    stage: mechanism === null ? null : place,
    mechanism,
    counts: named(blamed),
    precision: met / (met + spurious),
    recall: 1 - blamed[FALSE_NEGATIVE]! / met,
    badSessions: badShare(
      bad,
      tally.seeds.map(({ badBy }) => badBy[place]!),
      confidence,
    ),
  };
}
