import { load } from "../../machine/machine.ts";
import { pairedDifference } from "../compare/paired.ts";
import {
  badSessionsOf,
  countsOf,
  type DelayFigures,
  delaysOf,
  type Figures as RawFigures,
  reportOf,
  shareOf,
} from "../compare/report.ts";
import type { Tally } from "../compare/tally.ts";
import { inWords } from "../compare/words.ts";
import { spellPipeline } from "../disorder/notation.ts";
import type { Interval } from "../statistics/interval.ts";
import { examples } from "./examples.ts";
import type { LogRead } from "./facts.ts";
import { logFacts, patternFacts, pipelineFacts, truthFacts } from "./facts.ts";
import type { Delays, Estimate, Quantiles } from "./figures.ts";
import { frontOf } from "./front.ts";
import { bothHalves, type Laboratory } from "./laboratory.ts";
import type { Plan } from "./plan.ts";
import { recommend } from "./recommend.ts";
import type { Strategy, StrategyCounts, Sweep, SweepCell } from "./remedies.ts";
import type { Outcome, SimulationResult } from "./result.ts";
import { settleCurve } from "./settle.ts";
import { tiedShare } from "./tied.ts";

const RESAMPLING = { seed: 0, replicates: 2000 } as const;
/** Of a sweep's many cells. */
const FEWER = { seed: 0, replicates: 300 } as const;

const KINDS_SHOWN = 10;
const KINDS_OF_STRATEGY = 3;

/** All that was found, as plain data. */
export function resultOf(plan: Plan, laboratory: Laboratory, read: LogRead): SimulationResult {
  const { experiment, pipeline, written, seeds, file } = plan;
  const ordered = laboratory.ordered[0]!;
  const { machine, outputs } = ordered;
  const given = bothHalves(laboratory.findings.tallies[0]!, 0);
  const report = reportOf(given, outputs, pipeline, RESAMPLING);
  const strategies = strategiesOf(plan, laboratory);
  return {
    format: "pushdown simulation 1",
    pattern: patternFacts(machine, file),
    log: logFacts(read, ordered),
    truth: truthFacts(machine, read, pipeline, experiment.annotated),
    pipeline: pipelineFacts(written, pipeline),
    seeds,
    budgetMs: experiment.budgetMs,
    outcome: {
      ...figures(report),
      ...{ sessions: report.sessions, seeds: report.seeds, badSessions: report.badSessions },
      outputs: report.outputs.map((of) => ({
        output: of.output,
        ...figures(of),
        fields: of.fields.map((each) => ({ ...each, share: known(each.share) })),
      })),
      mechanisms: report.stages.map((stage) => ({
        ...stage,
        precision: known(stage.precision),
        recall: known(stage.recall),
      })),
      delays: delays(delaysOf(given)),
      heldMax: given.heldMax,
    } satisfies Outcome,
    sentences: inWords(report),
    sweep: sweepOf(plan, laboratory),
    strategies,
    settle: settleOf(plan, laboratory),
    worst: examples(plan, laboratory, { arm: 0, most: KINDS_SHOWN }),
  };
}

/** JSON has no NaN; a share of nothing is told as whole. */
const known = (share: number): number => (Number.isNaN(share) ? 1 : share);

const estimateOf = (interval: Interval): Estimate | null =>
  Number.isNaN(interval.estimate) ? null : interval;

const figures = ({ counts, marks, precision, recall, exactly }: RawFigures) => ({
  ...{ counts, marks },
  precision: estimateOf(precision),
  recall: estimateOf(recall),
  exactly: estimateOf(exactly),
});

const delays = ({ outputs, atEnd, information, system, total }: DelayFigures): Delays => ({
  ...{ outputs, atEnd },
  information: quantiles(information),
  system: quantiles(system),
  total: quantiles(total),
});

const quantiles = ([p50, p90, p99, p999]: readonly number[]): Quantiles => ({
  ...{ p50: p50!, p90: p90!, p99: p99!, p999: p999! },
});

function cellOf(tally: Tally, first: Tally | null): SweepCell {
  const share = (name: "precision" | "recall" | "exactly") =>
    estimateOf(shareOf(tally, name, null, FEWER));
  return {
    badSessions: badSessionsOf(tally),
    ...{ precision: share("precision"), recall: share("recall"), exactly: share("exactly") },
    delays: delays(delaysOf(tally)),
    heldMax: tally.heldMax,
    better:
      first === null
        ? null
        : pairedDifference(first, tally, "bad sessions", { ...FEWER, name: "better" }),
  };
}

function sweepOf({ sweep, pipeline }: Plan, { findings, ordered }: Laboratory): Sweep | null {
  if (sweep === null) return null;
  const { points, levels, isReorder, over } = sweep;
  const tallies = levels.map(({ cells }) =>
    cells.map(({ job, arm }) => bothHalves(findings.tallies[job]!, arm)),
  );
  const spelled = spellPipeline(pipeline);
  const at = levels.findIndex((level) => spellPipeline(level.pipeline) === spelled);
  const level = Math.max(0, at);
  const cells = tallies.map((row) =>
    // Of another parameter's sessions nothing is paired.
    row.map((tally, i) => cellOf(tally, isReorder && i > 0 ? row[0]! : null)),
  );
  const half = (number: 0 | 1) =>
    levels[level]!.cells.map(({ job, arm }) => findings.tallies[job]![number]![arm]!);
  return {
    ...{ over, isReorder, points, level },
    levels: levels.map((one, i) => ({
      label: one.label,
      spelled: spellPipeline(one.pipeline),
      cells: cells[i]!,
    })),
    front: frontOf(
      cells[level]!.map(({ delays: { total }, badSessions, heldMax }) => [
        ...[total.p99, badSessions.estimate, heldMax],
      ]),
    ),
    recommendation:
      isReorder && ordered.length > 0
        ? recommend(
            points.map(({ value }) => value!),
            [half(0), half(1)],
            sweep.target,
            levels[level]!.pipeline.stages.map(({ mechanism }) => mechanism),
            tiedShare(ordered[0]!.log),
          )
        : null,
  };
}

const strategiesOf = (plan: Plan, laboratory: Laboratory): Strategy[] | null =>
  plan.strategies?.map(({ label, kind, arm, unavailable }) => {
    if (arm === null) return { ...{ label, kind, unavailable }, figures: null };
    const tally = bothHalves(laboratory.findings.tallies[0]!, arm);
    const { badSessions, precision, recall, exactly, delays: waits } = cellOf(tally, null);
    return {
      ...{ label, kind, unavailable: null },
      figures: {
        ...{ badSessions, precision, recall, exactly, delays: waits },
        counts: countsOf(tally),
        heldMax: tally.heldMax,
        retractedPerThousand: tally.told === 0 ? 0 : (1000 * tally.takenBack.count) / tally.told,
        kept: strategyCounts(tally),
        worst: examples(plan, laboratory, { arm, most: KINDS_OF_STRATEGY }),
      },
    };
  }) ?? null;

const strategyCounts = ({ behind, kept, takenBack }: Tally): StrategyCounts => ({
  takenLate: behind,
  duplicates: kept.duplicates,
  dropped: kept.lateDropped + kept.lateBeyond,
  numbersMissed: kept.numbersMissed,
  causesMissed: kept.causesUnknown,
  causesEnded: kept.causesEnded,
  evicted: kept.causesEvicted,
  takenBack: takenBack.count,
});

function settleOf({ strategies }: Plan, { findings }: Laboratory) {
  const retract = strategies?.find(({ kind }) => kind === "retract");
  if (retract === undefined || retract.arm === null) return null;
  return settleCurve(retract.label, bothHalves(findings.tallies[0]!, retract.arm));
}

/** The machine of the pattern as it stands. */
export const machineOf = ({ experiment }: Plan) => load(experiment.automata[0]!);
