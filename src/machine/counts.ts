import type { Counts } from "./output.ts";

export const noCounts = (): Counts => ({
  handedOn: 0,
  ignored: 0,
  laneless: 0,
  stepped: 0,
  taken: 0,
  unmatched: 0,
  failed: 0,
  late: 0,
  dueSteps: 0,
  dueFailed: 0,
  stalled: 0,
  sessionsBegun: 0,
  sessionsEnded: 0,
  framesDropped: 0,
  pushesRefused: 0,
  lanesDropped: 0,
  lanesRefused: 0,
});

const NAMES = Object.keys(noCounts()) as (keyof Counts)[];

export function addCounts(to: Counts, more: Counts): void {
  for (const name of NAMES) to[name] += more[name];
}

export function subtractCounts(from: Counts, less: Counts): void {
  for (const name of NAMES) from[name] -= less[name];
}
