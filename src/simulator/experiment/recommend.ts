import { badSessionsOf, delaysOf } from "../compare/report.ts";
import type { Tally } from "../compare/tally.ts";
import { percent } from "../compare/words.ts";
import { spellDuration } from "../disorder/wording.ts";
import type { Estimate, Recommendation } from "./result.ts";

/** By point of a sweep over windows: what half of the seeds gave. */
type Half = readonly Tally[];

/**
 * The least window whose share of bad sessions is, with the upper end of its interval, within the target on one half
 * of the seeds. What is reported of it is what the other half gives: of many figures the one that was chosen for
 * being small is too small.
 */
export function recommend(
  windowsMs: readonly number[],
  [choosing, reporting]: readonly [Half, Half],
  target: number,
  mechanisms: readonly string[],
): Recommendation {
  const chosenFrom = choosing[0]!.seeds.length;
  const seeds = reporting[0]!.seeds.length;
  const found = windowsMs.findIndex((_, i) => badSessionsOf(choosing[i]!).high <= target);
  const told = (point: number): Pick<Recommendation, "chosenOn" | "reportedOn"> => ({
    chosenOn: { seeds: chosenFrom, badSessions: badSessionsOf(choosing[point]!) },
    reportedOn:
      seeds === 0
        ? { seeds, badSessions: null, delayMs99: null, heldMax: null }
        : {
            seeds,
            badSessions: badSessionsOf(reporting[point]!),
            delayMs99: delaysOf(reporting[point]!).total[2]!,
            heldMax: reporting[point]!.heldMax,
          },
  });
  const last = windowsMs.length - 1;
  if (found < 0)
    return {
      ...{ target, point: null, edit: null, ...told(last) },
      text: nothingHelps(windowsMs[last]!, choosing[last]!, target, mechanisms),
    };
  const facts = told(found);
  const edit = windowsMs[found] === 0 ? null : `reorder within ${spellDuration(windowsMs[found]!)}`;
  const { badSessions, delayMs99, heldMax } = facts.reportedOn;
  const of = badSessions ?? facts.chosenOn.badSessions!;
  const cost =
    delayMs99 === null || edit === null
      ? ""
      : `, delays results by ${sayRound(delayMs99)} at the 99th percentile and holds at most ${counted(heldMax!, "event")}`;
  const caution =
    seeds === 0
      ? " (chosen and told on the same draws: two seeds or more would tell it better)"
      : "";
  return {
    ...{ target, point: found, edit, ...facts },
    text:
      edit === null
        ? `No window is needed: ${shareText(of)} of sessions are wrong without one${caution}.`
        : `\`${edit}\` leaves ${shareText(of)} of sessions wrong${cost}${caution}.`,
  };
}

function nothingHelps(
  windowMs: number,
  tally: Tally,
  target: number,
  mechanisms: readonly string[],
): string {
  const rest = badSessionsOf(tally);
  const { stages, sessions } = tally.extent;
  if (rest.estimate <= target)
    return `No window up to ${spellDuration(windowMs)} is sure to keep wrong sessions within ${percent(target)}: ${shareText(rest)} remain, which ${counted(sessions, "session")} cannot tell better; take a longer log, or a larger --target.`;
  const by = mechanisms
    .map((mechanism, place) => {
      let bad = 0;
      for (let s = 0; s < sessions; s++) bad += tally.badBy[s * (stages + 1) + place]!;
      return { mechanism, bad };
    })
    .filter(({ bad }) => bad > 0)
    .sort((a, b) => b.bad - a.bad);
  const blamed = by.length === 0 ? "" : `; what remains comes mostly from ${by[0]!.mechanism}`;
  return `No window up to ${spellDuration(windowMs)} is sure to keep wrong sessions within ${percent(target)}: ${shareText(rest)} remain${blamed}.`;
}

const shareText = ({ estimate, low, high }: Estimate): string =>
  `${percent(estimate)} (${percent(low).replace(" %", "")} to ${percent(high).replace(" %", "")})`;

/** A histogram's quantile is the end of its bucket: to two digits. */
export function sayRound(ms: number): string {
  const [size, unit] =
    ms < 999.5
      ? [1, "ms"]
      : ms < 99_950
        ? [1000, "s"]
        : ms < 5_997_000
          ? [60_000, "min"]
          : [3_600_000, "h"];
  const value = Number((ms / Number(size)).toPrecision(2));
  return `${value} ${unit}`;
}

export const counted = (number: number, noun: string): string =>
  `${grouped(number)} ${noun}${number === 1 ? "" : "s"}`;

/** With commas: 1,900. */
export const grouped = (number: number): string =>
  String(number).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
