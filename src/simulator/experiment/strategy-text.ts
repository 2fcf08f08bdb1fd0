import { kindTitle } from "./case-text.ts";
import { grouped, sayRound } from "./recommend.ts";
import type { Strategy, StrategyCounts } from "./remedies.ts";
import { nearOne, ranged } from "./shares.ts";
import { table, wrapped } from "./table.ts";

export function strategyLines(strategies: readonly Strategy[], width: number): string[] {
  const rows = strategies.flatMap(({ label, figures }) =>
    figures === null
      ? []
      : [
          [
            `  ${label}`,
            ranged(figures.badSessions),
            nearOne(figures.recall?.estimate ?? 1),
            sayRound(figures.delays.total.p99),
            grouped(figures.heldMax),
          ],
        ],
  );
  return [
    ...table(["Strategies", "wrong sessions", "recall", "p99 delay", "held"], rows, {
      width,
      left: 2,
    }),
    ...strategies.flatMap(({ label, unavailable }) =>
      unavailable === null ? [] : wrapped(`${label}: ${unavailable}`, width, "  "),
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
