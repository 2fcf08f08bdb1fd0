import type { Counts } from "./output.ts";

const NAMES = [
  "handedOn",
  "ignored",
  "laneless",
  "stepped",
  "taken",
  "unmatched",
  "failed",
  "late",
  "dueSteps",
  "dueFailed",
  "stalled",
  "sessionsBegun",
  "sessionsEnded",
  "framesDropped",
  "pushesRefused",
  "lanesDropped",
  "lanesRefused",
] as const satisfies readonly (keyof Counts)[];

export const noCounts = (): Counts =>
  Object.fromEntries(NAMES.map((name) => [name, 0])) as unknown as Counts;

export function addCounts(to: Counts, more: Counts): void {
  for (const name of NAMES) to[name] += more[name];
}

export function subtractCounts(from: Counts, less: Counts): void {
  for (const name of NAMES) from[name] -= less[name];
}
