import { percent } from "../compare/words.ts";
import { counted, grouped, sayRound } from "./recommend.ts";
import type {
  ErrorKind,
  Estimate,
  Outcome,
  SimulationResult,
  Strategy,
  StrategyCounts,
  Sweep,
} from "./result.ts";

/** The summary on one screen, then the worst cases; no line longer than `columns`. */
export function simulationText(result: SimulationResult, columns: number): string {
  const width = Math.max(50, Math.min(columns, 100));
  const { outcome, sweep, strategies, settle, worst } = result;
  const blocks = [
    headLines(result, width),
    outcomeLines(outcome),
    result.sentences.length === 0
      ? ["Nothing goes wrong."]
      : result.sentences.flatMap((sentence) => wrapped(sentence, width)),
    mechanismLines(outcome),
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

function outcomeLines({
  counts,
  precision,
  recall,
  badSessions,
  marks,
  delays,
}: Outcome): string[] {
  const expected = counts.exact + counts.changed + counts["false negative"];
  const rows = VERDICT_ROWS.filter(([verdict]) => verdict === "exact" || counts[verdict] > 0);
  return [
    `${"".padEnd(24)}${"results".padStart(14)}  of ${grouped(expected)} true ones`,
    ...rows.map(
      ([verdict, word]) =>
        `  ${word.padEnd(22)}${grouped(counts[verdict]).padStart(14)}  ${nearlyAll(counts[verdict] / expected)}`,
    ),
    ...(marks.late > 0
      ? [
          `  ${"late".padEnd(22)}${grouped(marks.late).padStart(14)}  ${percent(marks.late / expected)}`,
        ]
      : []),
    `  ${"precision".padEnd(22)}${"".padStart(14)}  ${rangedNearOne(precision)}`,
    `  ${"recall".padEnd(22)}${"".padStart(14)}  ${rangedNearOne(recall)}`,
    `  ${"wrong sessions".padEnd(22)}${"".padStart(14)}  ${ranged(badSessions)}`,
    `  ${"delay, p50 and p99".padEnd(22)}${"".padStart(14)}  ${sayRound(delays.total.p50)}, ${sayRound(delays.total.p99)}`,
  ];
}

/** Nearly all is not all. */
const nearlyAll = (share: number): string =>
  share >= 0.99 && share < 1 ? nearOne(share) : percent(share);

/** A share near one, with digits that tell it from one: `99.96 %`. */
export function nearOne(share: number): string {
  const missing = 100 * (1 - share);
  if (missing === 0) return "100 %";
  const places =
    missing >= 10 ? 0 : missing >= 1 ? 1 : missing >= 0.1 ? 2 : missing >= 0.01 ? 3 : 4;
  // What is missing is never told as nothing.
  const floor = Math.floor(share * 100 * 10 ** places) / 10 ** places;
  return `${floor.toFixed(places)} %`;
}

export function rangedNearOne(estimate: Estimate | null): string {
  if (estimate === null) return "–";
  const bare = (share: number): string => nearOne(share).replace(" %", "");
  return `${nearOne(estimate.estimate)} (${bare(estimate.low)} to ${bare(estimate.high)})`;
}

/** `2.1 % (2.0 to 2.2)` */
export function ranged(estimate: Estimate | null): string {
  if (estimate === null) return "–";
  // Short, so that it fits its column.
  const short = (share: number): string => percent(share).replace("less than ", "<");
  const bare = (share: number): string => short(share).replace(" %", "");
  return `${short(estimate.estimate)} (${bare(estimate.low)} to ${bare(estimate.high)})`;
}

function mechanismLines({ mechanisms }: Outcome): string[] {
  const guilty = mechanisms.filter(({ badSessions }) => badSessions.estimate > 0);
  if (guilty.length === 0) return [];
  return [
    `${"Put down to".padEnd(16)}  ${"wrong sessions".padEnd(26)}${"missing".padStart(9)}${"spurious".padStart(10)}${"changed".padStart(9)}`,
    ...guilty.map(
      ({ mechanism, badSessions, counts }) =>
        `  ${(mechanism ?? "no stage").padEnd(14)}  ${ranged(badSessions).padEnd(26)}${grouped(counts["false negative"]).padStart(9)}${grouped(counts["false positive"] + counts.duplicate).padStart(10)}${grouped(counts.changed).padStart(9)}`,
    ),
  ];
}

function sweepLines(sweep: Sweep, width: number): string[] {
  const { levels, points, level, front, isReorder, over, recommendation } = sweep;
  const cells = levels[level]!.cells;
  const name = isReorder ? "reorder within" : over;
  const lines = [
    `${name.padEnd(15)}  ${"wrong sessions".padEnd(25)}${"recall".padStart(9)}${"p99 delay".padStart(10)}${"held".padStart(8)}`,
    ...points.map(({ label }, i) => {
      const { badSessions, recall, delays, heldMax } = cells[i]!;
      const mark = recommendation?.point === i ? "→" : isReorder && front.includes(i) ? "·" : " ";
      return `${mark} ${label.padEnd(14)} ${ranged(badSessions).padEnd(25)}${nearOne(recall?.estimate ?? 1).padStart(9)}${sayRound(delays.total.p99).padStart(10)}${grouped(heldMax).padStart(8)}`;
    }),
  ];
  if (isReorder)
    lines.push(...wrapped("· beaten by no other window in delay, error and memory at once", width));
  if (levels.length > 1) lines.push("", ...heatLines(sweep));
  if (recommendation !== null) lines.push("", ...wrapped(recommendation.text, width));
  return lines;
}

/** Wrong sessions, windows across, degrees of disorder down. */
function heatLines({ levels, points }: Sweep): string[] {
  const label = Math.max(...levels.map((one) => one.label.length), 8);
  const cell = 8;
  const width = Math.max(1, Math.floor((78 - label) / cell));
  const step = Math.ceil(points.length / width);
  const shown = points.flatMap((_, i) => (i % step === 0 || i === points.length - 1 ? [i] : []));
  return [
    `${"wrong sessions".padEnd(label + 2)}${shown.map((i) => points[i]!.label.padStart(cell)).join("")}`,
    ...levels.map(
      (one) =>
        `  ${one.label.padEnd(label)}${shown
          .map((i) =>
            percent(one.cells[i]!.badSessions.estimate)
              .replace("less than", "<")
              .replace(" %", "%")
              .padStart(cell),
          )
          .join("")}`,
    ),
  ];
}

function strategyLines(strategies: readonly Strategy[], width: number): string[] {
  const label = Math.max(...strategies.map((one) => one.label.length), 8);
  return [
    `${"Strategies".padEnd(label + 2)}  ${"wrong sessions".padEnd(23)}${"recall".padStart(9)}${"p99 delay".padStart(10)}${"held".padStart(8)}`,
    ...strategies.flatMap(({ label: name, figures, unavailable }) =>
      figures === null
        ? wrapped(`${name}: ${unavailable}`, width, "  ")
        : [
            `  ${name.padEnd(label)}  ${ranged(figures.badSessions).padEnd(23)}${nearOne(figures.recall?.estimate ?? 1).padStart(9)}${sayRound(figures.delays.total.p99).padStart(10)}${grouped(figures.heldMax).padStart(8)}`,
          ],
    ),
    "",
    ...strategies.flatMap((strategy) => strategyNotes(strategy, width)),
  ];
}

/** What a strategy did, and what is still wrong under it; nothing of the one that does nothing, which stands below. */
function strategyNotes({ label, kind, figures }: Strategy, width: number): string[] {
  if (figures === null || kind === "nothing") return [];
  const done = strategyDeeds(figures.kept);
  const [worst] = figures.worst;
  const left =
    worst === undefined
      ? "nothing is wrong any more"
      : `still wrong, most often: ${kindTitle(worst)}`;
  const text =
    worst === undefined || worst.mechanism !== null
      ? worst?.example.explanation?.text
      : "No stage of the pipeline has a part in that: it would be wrong in perfect order, too.";
  return [
    ...wrapped(`${label}: ${[...done, left].join("; ")}.`, width),
    ...(text === undefined ? [] : wrapped(text, width, "  ")),
  ];
}

/** In words, without what did not happen. */
export function strategyDeeds(kept: StrategyCounts): string[] {
  const events = (count: number, one: string, more: string): string[] =>
    count === 0 ? [] : [`${grouped(count)} ${count === 1 ? one : more}`];
  return [
    ...events(
      kept.takenLate,
      "event came too late and was taken behind a later one",
      "events came too late and were taken behind later ones",
    ),
    ...events(
      kept.dropped,
      "event came too late and was dropped",
      "events came too late and were dropped",
    ),
    ...events(kept.duplicates, "copy was dropped", "copies were dropped"),
    ...events(
      kept.numbersMissed,
      "number was waited for in vain",
      "numbers were waited for in vain",
    ),
    ...events(kept.causesMissed, "cause was waited for in vain", "causes were waited for in vain"),
    ...events(
      kept.causesEnded,
      "cause's session had ended before",
      "causes' sessions had ended before",
    ),
    ...events(
      kept.evicted,
      "branch was given up for want of room",
      "branches were given up for want of room",
    ),
    ...events(kept.takenBack, "result was taken back", "results were taken back"),
  ];
}

const VERDICT_WORDS = {
  exact: "exact",
  changed: "changed",
  "false negative": "missing",
  "false positive": "spurious",
  duplicate: "doubled",
  retracted: "taken back",
} as const;

const EVENTS_SHOWN = 8;

/** `attribution changed in term, 138 times, by collectors` */
export function kindTitle({ output, verdict, fields, mechanism, count }: ErrorKind): string {
  const what = fields.map(({ field }) => field).join(", ");
  return `${output} ${VERDICT_WORDS[verdict]}${what === "" ? "" : ` in ${what}`}, ${counted(count, "time")}${mechanism === null ? "" : `, by ${mechanism}`}`;
}

function caseLines(kind: ErrorKind, number: number, width: number): string[] {
  const { example } = kind;
  const title = `${number}. ${kindTitle(kind)}`;
  const { expected, got, events, key, seed, explanation } = example;
  const cut = (text: string): string =>
    text.length > width ? `${text.slice(0, width - 1)}…` : text;
  const arrived = [...events].sort(
    (a, b) => (a.arrival ?? Number.POSITIVE_INFINITY) - (b.arrival ?? Number.POSITIVE_INFINITY),
  );
  return [
    ...wrapped(title, width),
    cut(`   key ${key}, seed ${seed}`),
    ...(expected === null ? [] : [cut(`   expected ${contentIn(expected)}`)]),
    ...(got === null ? [] : [cut(`   got      ${contentIn(got)}`)]),
    ...(explanation === undefined
      ? arrived
          .slice(0, EVENTS_SHOWN)
          .map(({ name, time, happened, arrival, place }) =>
            cut(
              `   ${arrival === null ? "–" : arrival} ${(name ?? "undeclared").padEnd(10)} ${time.slice(11, 23)}${arrival !== null && arrival !== place ? ` (was ${place})` : ""}${happened.length === 0 ? "" : ` ${happened.join(", ")}`}`,
            ),
          )
      : wrapped(explanation.text, width, "   ")),
    ...(explanation === undefined && arrived.length > EVENTS_SHOWN
      ? [`   … ${arrived.length - EVENTS_SHOWN} more`]
      : []),
  ];
}

/** The result's content, without its head. */
const contentIn = (line: string): string => line.slice(line.indexOf(',"data":') + 8, -1);

function wrapped(text: string, width: number, indent = ""): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(" ")) {
    if (line.trim() !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${indent}`;
    }
    line += line.trim() === "" ? word : ` ${word}`;
  }
  return [...lines, line];
}
