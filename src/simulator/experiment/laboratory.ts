import { load } from "../../machine/machine.ts";
import { Comparison } from "../compare/comparison.ts";
import { orderedLog } from "../compare/log.ts";
import { type OrderedRun, orderedRun } from "../compare/ordered-run.ts";
import { type PlainTally, Tally } from "../compare/tally.ts";
import { Traffic } from "../disorder/traffic.ts";
import { annotatedRun } from "./annotation.ts";
import { type Experiment, eventOfPlain, halfOf, orderOfTruth } from "./experiment.ts";
import { type Kinds, kindCounter, mergeKinds } from "./kinds.ts";

/** What was counted. By job, by half of the seeds, by arm. */
export interface Findings {
  readonly tallies: readonly (readonly (readonly Tally[])[])[];
  /** By watched arm. */
  readonly kinds: readonly Kinds[];
}

/** The same as another thread sent it. */
export interface PlainFindings {
  readonly tallies: readonly (readonly (readonly PlainTally[])[])[];
  readonly kinds: readonly Kinds[];
}

/** The truth of each automaton of an experiment. */
export function orderedRuns({ automata, events, annotated }: Experiment): OrderedRun[] {
  const log = orderedLog(events.map(eventOfPlain));
  return automata.map((automaton) => {
    const run = orderedRun(load(automaton), log, orderOfTruth(automaton.order));
    return annotated ? annotatedRun(run) : run;
  });
}

/** Runs an experiment seed by seed. What it keeps does not grow with seeds. */
export class Laboratory {
  readonly ordered: readonly OrderedRun[];
  readonly findings: Findings;
  readonly #comparisons: readonly Comparison[];

  constructor(experiment: Experiment, ordered = orderedRuns(experiment)) {
    this.ordered = ordered;
    const kinds = experiment.watched.map((): Kinds => new Map());
    const counters = new Map(
      experiment.watched.map((arm, i) => [arm, kindCounter(ordered[0]!, kinds[i]!)]),
    );
    const traffic = new Traffic();
    const budget = experiment.budgetMs === null ? {} : { budgetMs: experiment.budgetMs };
    this.#comparisons = experiment.jobs.map(
      ({ automaton, pipeline, arms }, job) =>
        new Comparison(ordered[automaton]!, pipeline, arms, {
          ...{ ...budget, traffic },
          ...(job === 0 ? { wrong: (wrong) => counters.get(wrong.arm)?.(wrong) } : {}),
        }),
    );
    this.findings = {
      tallies: this.#comparisons.map((one) => [one.tallies, one.freshTallies()]),
      kinds,
    };
  }

  run(seed: number): void {
    this.#comparisons.forEach((comparison, job) => {
      comparison.run(seed, this.findings.tallies[job]![halfOf(seed)]!);
    });
  }
}

/** Adds what another thread found; the order in which that is done changes nothing. */
export function mergeFindings(into: Findings, more: PlainFindings): void {
  into.tallies.forEach((halves, job) => {
    halves.forEach((arms, half) => {
      arms.forEach((tally, arm) => {
        tally.merge(more.tallies[job]![half]![arm]!);
      });
    });
  });
  into.kinds.forEach((kinds, i) => {
    mergeKinds(kinds, more.kinds[i]!);
  });
}

export const findingsOf = ({ tallies, kinds }: PlainFindings): Findings => ({
  tallies: tallies.map((halves) => halves.map((arms) => arms.map((tally) => Tally.of(tally)))),
  kinds,
});

/** Both halves of the seeds together. */
export function bothHalves([one, other]: readonly (readonly Tally[])[], arm: number): Tally {
  const all = Tally.of(one![arm]!);
  all.merge(other![arm]!);
  return all;
}
