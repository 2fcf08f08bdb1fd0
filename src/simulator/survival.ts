import type { CompiledScenario, CompiledSurvival } from "../check/compiledScenario.ts";
import type { Event } from "../machine/event.ts";
import type { Machine } from "../machine/machine.ts";
import { SCENARIO_START } from "../stream/scenario-run.ts";
import { Comparison } from "./compare/comparison.ts";
import { orderedLog } from "./compare/log.ts";
import { orderedRun } from "./compare/ordered-run.ts";
import { badSessionsOf, reportOf } from "./compare/report.ts";
import { inWords, percent } from "./compare/words.ts";
import { readPipeline, tellProblems } from "./disorder/notation.ts";
import { armOf, orderOfTruth } from "./experiment/experiment.ts";
import type { Interval } from "./statistics/interval.ts";

/** What became of `survives "…" with error under P%`. */
export interface Survival {
  readonly holds: boolean;
  /** A sentence. */
  readonly message: string;
  /** What goes wrong, in the pattern's terms. */
  readonly details: readonly string[];
}

const SEEDS = [1, 2, 3, 4, 5] as const;
const SESSIONS_MIN = 1000;
const SESSIONS_MAX = 20_000;
/** Without any error the interval's upper end is about four sessions: a fifth of what is allowed. */
const SESSIONS_PER_ERROR = 20;
/** Apart far enough to leave buffers to themselves, and at another phase of every flush. */
const APART_MS = 60_997;

/**
 * Sends many sessions like the scenario's, each with keys of its own, through the pipeline, always with the same
 * seeds. It survives where the whole interval of the share of wrong sessions lies below what is allowed.
 */
export function survival(
  machine: Machine,
  scenario: CompiledScenario,
  { disorder, below }: CompiledSurvival,
): Survival {
  const { pipeline, problems } = readPipeline(disorder);
  if (pipeline === null)
    return {
      holds: false,
      message: problems.map(({ message }) => message).join("; "),
      details: tellProblems(disorder, problems).trimEnd().split("\n").slice(1),
    };
  const story = eventsOf(scenario);
  const sessions = Math.min(
    SESSIONS_MAX,
    Math.max(SESSIONS_MIN, Math.ceil(SESSIONS_PER_ERROR / below)),
  );
  const events = Array.from({ length: sessions }, (_, copy) =>
    story.map((event) => ({
      ...event,
      key: `${event.key} ${copy + 1}`,
      time: event.time + copy * APART_MS,
    })),
  ).flat();
  const { order } = machine.automaton;
  const ordered = orderedRun(machine, orderedLog(events), orderOfTruth(order));
  if (ordered.lines.length === 0)
    return {
      holds: false,
      message: "in order nothing is emitted: there is nothing to lose",
      details: [],
    };
  const comparison = new Comparison(ordered, pipeline, [armOf(order)]);
  for (const seed of SEEDS) comparison.run(seed);
  const tally = comparison.tallies[0]!;
  const bad = badSessionsOf(tally);
  if (bad.high < below)
    return { holds: true, message: `${shareOf(bad)} of sessions go wrong`, details: [] };
  const report = reportOf(tally, ordered.outputs, pipeline, { seed: 0, replicates: 200 });
  const worst = [...report.stages].sort((a, b) => b.badSessions.estimate - a.badSessions.estimate);
  const guilty = worst[0]?.mechanism;
  return {
    holds: false,
    message: `${shareOf(bad)} of sessions go wrong, ${bad.low < below ? "perhaps not" : "not"} under ${percent(below)}`,
    details: [
      ...inWords(report).slice(1),
      ...(guilty == null || bad.estimate === 0
        ? []
        : [`It is put down to ${guilty} for the most part.`]),
    ],
  };
}

const shareOf = ({ estimate, low, high }: Interval): string => {
  const bare = (share: number): string => percent(share).replace(" %", "");
  return `${percent(estimate)} (${bare(low)} to ${bare(high)})`;
};

/** What no record would bring is left out. */
function eventsOf({ lines }: CompiledScenario): Event[] {
  return lines.flatMap((line, i) => {
    if (line.kind !== "event" || line.event.dead) return [];
    const { key, name, id, fields } = line.event;
    return [
      {
        ...{ key, name, fields, time: SCENARIO_START + line.time },
        ...{ id: id ?? `scenario#${i + 1}`, members: () => [] },
      },
    ];
  });
}
