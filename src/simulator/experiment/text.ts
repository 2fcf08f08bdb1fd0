import { percent } from "../compare/words.ts";
import { caseLines } from "./case-text.ts";
import { counted, grouped, sayRound } from "./recommend.ts";
import type { Sweep } from "./remedies.ts";
import type { Outcome, SimulationResult } from "./result.ts";
import { nearlyAll, nearOne, ranged, rangedNearOne } from "./shares.ts";
import { strategyLines } from "./strategy-text.ts";
import { table, wrapped } from "./table.ts";

/** The summary on one screen, then the worst cases; no line longer than `columns`. */
export function simulationText(result: SimulationResult, columns: number): string {
  const width = Math.max(50, Math.min(columns, 100));
  const { outcome, sweep, strategies, settle, worst } = result;
  const blocks = [
    headLines(result, width),
    outcomeLines(outcome, width),
    result.sentences.length === 0
      ? ["Nothing goes wrong."]
      : result.sentences.flatMap((sentence) => wrapped(sentence, width)),
    mechanismLines(outcome, width),
    sweep === null ? [] : sweepLines(sweep, width),
    strategies === null ? [] : strategyLines(strategies, width),
    settle === null
      ? []
      : [
          `Settling (${settle.within}):`,
          ...settle.sentences.flatMap((each) => wrapped(each, width, "  ")),
        ],
    worst.length === 0
      ? []
      : [
          "Worst cases, the most frequent kinds first",
          ...worst.slice(0, SHOWN).flatMap((kind, i) => caseLines(kind, i + 1, width)),
        ],
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

const SHOWN = 3;

function headLines({ pattern, pipeline, log, truth, seeds }: SimulationResult, width: number) {
  const behind = pipeline.spelled === "none" ? "as it was logged" : `behind ${pipeline.written}`;
  const when = `${log.from.slice(0, 10)} to ${log.to.slice(0, 10)}`;
  return [
    ...wrapped(`${pattern.name} ${behind}, ${counted(seeds.count, "seed")}`, width),
    ...wrapped(
      `${counted(log.events, "event")} in ${counted(log.sessions, "session")} of ${counted(log.keys, "key")}, ${when}`,
      width,
    ),
    ...wrapped(truth.statement, width),
    ...truth.assumptions
      .filter((each) => each.includes("out of order"))
      .flatMap((each) => wrapped(each, width)),
  ];
}

const VERDICT_ROWS = [
  ["exact", "exact"],
  ["changed", "changed"],
  ["false negative", "missing"],
  ["false positive", "spurious"],
  ["duplicate", "doubled"],
  ["retracted", "taken back"],
] as const;

function outcomeLines(outcome: Outcome, width: number): string[] {
  const { counts, precision, recall, badSessions, marks, delays } = outcome;
  const expected = counts.exact + counts.changed + counts["false negative"];
  const rows = VERDICT_ROWS.filter(([verdict]) => verdict === "exact" || counts[verdict] > 0).map(
    ([verdict, word]) => [word, grouped(counts[verdict]), nearlyAll(counts[verdict] / expected)],
  );
  if (marks.late > 0) rows.push(["late", grouped(marks.late), percent(marks.late / expected)]);
  const results = Math.max("results".length, ...rows.map(([, count]) => count!.length));
  return table(
    ["", "results".padStart(results), `of ${grouped(expected)} true ones`],
    [
      ...rows.map(([word, count, share]) => [`  ${word}`, count!.padStart(results), share!]),
      ["  precision", "", rangedNearOne(precision)],
      ["  recall", "", rangedNearOne(recall)],
      ["  wrong sessions", "", ranged(badSessions)],
      ["  delay, p50 and p99", "", `${sayRound(delays.total.p50)}, ${sayRound(delays.total.p99)}`],
    ],
    { width, left: 3 },
  );
}

function mechanismLines({ mechanisms }: Outcome, width: number): string[] {
  const guilty = mechanisms.filter(({ badSessions }) => badSessions.estimate > 0);
  if (guilty.length === 0) return [];
  return table(
    ["Put down to", "wrong sessions", "missing", "spurious", "changed"],
    guilty.map(({ mechanism, badSessions, counts }) => [
      `  ${mechanism ?? "no stage"}`,
      ranged(badSessions),
      grouped(counts["false negative"]),
      grouped(counts["false positive"] + counts.duplicate),
      grouped(counts.changed),
    ]),
    { width, left: 2 },
  );
}

function sweepLines(sweep: Sweep, width: number): string[] {
  const { levels, points, level, front, isReorder, over, recommendation } = sweep;
  const cells = levels[level]!.cells;
  const lines = table(
    [isReorder ? "reorder within" : over, "wrong sessions", "recall", "p99 delay", "held"],
    points.map(({ label }, i) => {
      const { badSessions, recall, delays, heldMax } = cells[i]!;
      const mark = recommendation?.point === i ? "→" : isReorder && front.includes(i) ? "·" : " ";
      return [
        `${mark} ${label}`,
        ranged(badSessions),
        nearOne(recall?.estimate ?? 1),
        sayRound(delays.total.p99),
        grouped(heldMax),
      ];
    }),
    { width, left: 2 },
  );
  if (isReorder)
    lines.push(...wrapped("· beaten by no other window in delay, error and memory at once", width));
  if (levels.length > 1) lines.push("", ...heatLines(sweep, width));
  if (recommendation !== null) lines.push("", ...wrapped(recommendation.text, width));
  return lines;
}

/** Wrong sessions, windows across, degrees of disorder down: as many windows as there is room for. */
function heatLines({ levels, points }: Sweep, width: number): string[] {
  const rows = levels.map(({ label, cells }) => [
    `  ${label}`,
    ...cells.map(({ badSessions }) =>
      percent(badSessions.estimate).replace("less than ", "<").replace(" %", "%"),
    ),
  ]);
  const head = ["wrong sessions", ...points.map(({ label }) => label)];
  for (let step = 1; ; step++) {
    const isShown = (column: number): boolean =>
      column === 0 || (column - 1) % step === 0 || column === points.length;
    const shown = (row: readonly string[]): string[] => row.filter((_, i) => isShown(i));
    const lines = table(shown(head), rows.map(shown), { width, left: 1 });
    if (lines.length === 1 + rows.length || step >= points.length) return lines;
  }
}
