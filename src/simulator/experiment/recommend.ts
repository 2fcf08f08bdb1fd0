import { badSessionsOf, delaysOf } from "../compare/report.ts";
import type { Tally } from "../compare/tally.ts";
import { percent } from "../compare/words.ts";
import { spellDuration } from "../disorder/wording.ts";
import type { Estimate } from "./figures.ts";
import type { Recommendation } from "./remedies.ts";

/** By point of a sweep over windows: what half of the seeds gave. */
type Half = readonly Tally[];

/** Results wait so many times longer than window and way explain: it is the quiet of the log that holds them. */
const QUIET_FROM = 2;

/** So many events of one instant are worth a word where windows do not help. */
const TIED_FROM = 0.01;

/**
 * The least window whose share of bad sessions is, with the upper end of its interval, within the target on one half
 * of the seeds. What is reported of it is what the other half gives: of many figures the one that was chosen for
 * being small is too small. `tied`: the share of events that have the time of the one before them.
 */
export function recommend(
  windowsMs: readonly number[],
  [choosing, reporting]: readonly [Half, Half],
  target: number,
  mechanisms: readonly string[],
  tied = 0,
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
      text: nothingHelps(
        windowsMs[last]!,
        [choosing[0]!, choosing[last]!],
        target,
        mechanisms,
        tied,
      ),
    };
  const facts = told(found);
  const edit = windowsMs[found] === 0 ? null : `reorder within ${spellDuration(windowsMs[found]!)}`;
  const { badSessions, delayMs99, heldMax } = facts.reportedOn;
  const of = badSessions ?? facts.chosenOn.badSessions!;
  const expectedMs = windowsMs[found]! + delaysOf(reporting[0]!).total[2]!;
  const quiet =
    delayMs99 !== null && delayMs99 > QUIET_FROM * expectedMs
      ? " (in quiet times no later event lets them go)"
      : "";
  const cost =
    delayMs99 === null || edit === null
      ? ""
      : `, delays results by ${sayRound(delayMs99)} at the 99th percentile${quiet} and holds at most ${counted(heldMax!, "event")}`;
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
  [without, tally]: readonly [Tally, Tally],
  target: number,
  mechanisms: readonly string[],
  tied: number,
): string {
  const rest = badSessionsOf(tally);
  const { stages, sessions } = tally.extent;
  const bare = badSessionsOf(without);
  if (bare.estimate <= target)
    return `Nothing shows that a window is needed: without one ${shareText(bare)} of sessions are wrong. But ${counted(sessions, "session")} cannot tell whether that stays within ${percent(target)}; take a longer log, or a larger --target.`;
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
  return `No window up to ${spellDuration(windowMs)} is sure to keep wrong sessions within ${percent(target)}: ${shareText(rest)} remain${blamed}.${tiedText(tied)}`;
}

const tiedText = (tied: number): string =>
  tied < TIED_FROM
    ? ""
    : ` ${percent(tied)} of events have the time of the one before them in their key: a window cannot tell which of such two was first. \`order by\` can, where the source numbers its events.`;

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
