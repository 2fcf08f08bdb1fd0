import { DELAY_SHARES } from "../compare/report.ts";
import type { Delays, Estimate, SimulationResult } from "./result.ts";

const HEADER = [
  ...["part", "level", "point", "sessions", "seeds"],
  ...["wrong_sessions", "wrong_sessions_low", "wrong_sessions_high"],
  ...["precision", "precision_low", "precision_high", "recall", "recall_low", "recall_high"],
  ...["exactly", "exactly_low", "exactly_high"],
  ...DELAY_SHARES.map((share) => `delay_p${String(100 * share).replace(".", "")}_ms`),
  "held",
];

interface Row {
  readonly badSessions: Estimate;
  readonly precision: Estimate | null;
  readonly recall: Estimate | null;
  readonly exactly: Estimate | null;
  readonly delays: Delays;
  readonly heldMax: number;
}

/** One line for the outcome, each cell of the sweep and each strategy; RFC 4180. */
export function simulationCsv({ outcome, sweep, strategies }: SimulationResult): string {
  const { sessions, seeds } = outcome;
  const row = (part: string, level: string, point: string, figures: Row): string[] => [
    ...[part, level, point, String(sessions), String(seeds)],
    ...[figures.badSessions, figures.precision, figures.recall, figures.exactly].flatMap(threeOf),
    ...[figures.delays.total].flatMap(({ p50, p90, p99, p999 }) =>
      [p50, p90, p99, p999].map(String),
    ),
    String(figures.heldMax),
  ];
  const rows = [
    HEADER,
    row("outcome", "as given", "", outcome),
    ...(sweep?.levels.flatMap(({ label, cells }) =>
      cells.map((cell, i) => row(`sweep ${sweep.over}`, label, sweep.points[i]!.label, cell)),
    ) ?? []),
    ...(strategies?.flatMap(({ label, figures }) =>
      figures === null ? [] : [row("strategy", "as given", label, figures)],
    ) ?? []),
  ];
  return rows.map((cells) => `${cells.map(cell).join(",")}\n`).join("");
}

const threeOf = (estimate: Estimate | null): string[] =>
  estimate === null ? ["", "", ""] : [estimate.estimate, estimate.low, estimate.high].map(String);

const cell = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
