import { DELAY_SHARES } from "../compare/report.ts";
import { MARKS, VERDICTS } from "../compare/verdict.ts";
import type { Delays, Estimate, Figures } from "./figures.ts";
import type { StrategyCounts } from "./remedies.ts";
import type { SimulationResult } from "./result.ts";

const underscored = (words: string): string => words.replaceAll(" ", "_");

const DEEDS = [
  ["taken_late", "takenLate"],
  ["duplicates_dropped", "duplicates"],
  ["late_dropped", "dropped"],
  ["numbers_missed", "numbersMissed"],
  ["causes_missed", "causesMissed"],
  ["causes_ended", "causesEnded"],
  ["evicted", "evicted"],
  ["taken_back", "takenBack"],
] as const satisfies readonly (readonly [string, keyof StrategyCounts])[];

const HEADER = [
  ...["part", "level", "point", "sessions", "seeds"],
  ...["wrong_sessions", "wrong_sessions_low", "wrong_sessions_high"],
  ...["precision", "precision_low", "precision_high", "recall", "recall_low", "recall_high"],
  ...["exactly", "exactly_low", "exactly_high"],
  ...VERDICTS.map(underscored),
  ...MARKS.map(underscored),
  ...DELAY_SHARES.map((share) => `delay_p${String(100 * share).replace(".", "")}_ms`),
  "held",
  ...DEEDS.map(([column]) => column),
];

/** What a part knows; cells of the others stay empty. */
interface Row extends Partial<Omit<Figures, "precision" | "recall">> {
  readonly badSessions?: Estimate;
  readonly precision: Estimate | number | null;
  readonly recall: Estimate | number | null;
  readonly delays?: Delays;
  readonly heldMax?: number;
  readonly kept?: StrategyCounts;
}

/** One line for the outcome, each of its outputs and stages, each cell of the sweep and each strategy; RFC 4180. */
export function simulationCsv({ outcome, sweep, strategies }: SimulationResult): string {
  const { sessions, seeds } = outcome;
  const row = (part: string, level: string, point: string, figures: Row): string[] => {
    const { badSessions, precision, recall, exactly, counts, marks, delays, kept } = figures;
    return [
      ...[part, level, point, String(sessions), String(seeds)],
      ...[badSessions, precision, recall, exactly].flatMap(threeOf),
      ...VERDICTS.map((verdict) => known(counts?.[verdict])),
      ...MARKS.map((mark) => known(marks?.[mark])),
      ...(["p50", "p90", "p99", "p999"] as const).map((share) => known(delays?.total[share])),
      known(figures.heldMax),
      ...DEEDS.map(([, deed]) => known(kept?.[deed])),
    ];
  };
  const given = (part: string, point: string, figures: Row): string[] =>
    row(part, "as given", point, figures);
  const rows = [
    HEADER,
    given("outcome", "", outcome),
    ...outcome.outputs.map((of) => given("output", of.output, of)),
    ...outcome.mechanisms.map((of) => given("stage", stageName(of), of)),
    ...(sweep?.levels.flatMap(({ label, cells }) =>
      cells.map((cell, i) => row(`sweep ${sweep.over}`, label, sweep.points[i]!.label, cell)),
    ) ?? []),
    ...(strategies?.flatMap(({ label, figures }) =>
      figures === null ? [] : [given("strategy", label, figures)],
    ) ?? []),
  ];
  return rows.map((cells) => `${cells.map(cell).join(",")}\n`).join("");
}

/** Two stages of one mechanism are told apart by their place. */
const stageName = (of: SimulationResult["outcome"]["mechanisms"][number]): string =>
  of.stage === null ? "none" : `${of.stage + 1} ${of.mechanism}`;

const known = (figure: number | undefined): string => (figure === undefined ? "" : `${figure}`);

function threeOf(estimate: Estimate | number | null | undefined): string[] {
  if (estimate === null || estimate === undefined) return ["", "", ""];
  if (typeof estimate === "number") return [String(estimate), "", ""];
  return [estimate.estimate, estimate.low, estimate.high].map(String);
}

const cell = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
