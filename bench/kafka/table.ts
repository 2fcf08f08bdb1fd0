import type { Contest } from "./contest.ts";

const WIDTHS = [19, 9, 9, 8, 9, 8, 9, 9] as const;

/** Lines of at most 80 columns: the first column to the left, the rest to the right. */
export const row = (...cells: readonly string[]): string =>
  cells
    .map((cell, i) => (i === 0 ? cell.padEnd(WIDTHS[0]) : cell.padStart(WIDTHS[i] ?? 8)))
    .join("")
    .trimEnd();

export const HEAD: readonly string[] = [
  row("", "", "µs of", "µs of", "", "change-", "bytes", "outputs'"),
  row("", "events/s", "contest.", "broker", "outputs", "log", "written", "hash"),
];

export const rate = ({ pace }: Contest): number => pace.records / pace.seconds;

/** Microseconds of processor time for each event. */
export const cost = ({ pace }: Contest, of: "worker" | "broker"): number =>
  (pace.processor[of]! / pace.records) * 1e6;

export const bothCosts = (one: Contest): number => cost(one, "worker") + cost(one, "broker");

/** Of each input event: how many records, how many bytes of keys and values. */
export function line(one: Contest, records: number): string {
  const { outputs, outputBytes, changelog, changelogBytes, hash } = one.outcome;
  return row(
    one.name,
    rate(one).toFixed(0),
    cost(one, "worker").toFixed(2),
    cost(one, "broker").toFixed(2),
    (outputs / records).toFixed(2),
    (changelog / records).toFixed(2),
    ((outputBytes + changelogBytes) / records).toFixed(0),
    hash.slice(0, 6),
  );
}
