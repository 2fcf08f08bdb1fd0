import type { Order } from "../../src/automaton/automaton.ts";
import type { Arm } from "../../src/simulator/compare/arm.ts";
import { Comparison } from "../../src/simulator/compare/comparison.ts";
import { orderedLog } from "../../src/simulator/compare/log.ts";
import { orderedRun } from "../../src/simulator/compare/ordered-run.ts";
import { badSessionsOf } from "../../src/simulator/compare/report.ts";
import {
  CHANGED,
  EXACT,
  FALSE_NEGATIVE,
  FALSE_POSITIVE,
} from "../../src/simulator/compare/verdict.ts";
import { percent } from "../../src/simulator/compare/words.ts";
import { BRISK, BURST, type Gaps, READING, shopVisits } from "../../src/simulator/visits.ts";
import { machineOf, pipelineOf } from "./figures.ts";
import { Numbers } from "./journeys.ts";

/** `npx tsx scripts/study/prototype.ts` prints our side of docs/prototype.md. */

const SESSIONS = 4_000;
const SEEDS = [1, 2];
const PAIRS = 200_000;

/** Share of neighbours that N collectors exchange: the closed form over drawn gaps. */
function exchanged(gaps: Gaps, n: number, flushMs: number): number {
  const numbers = new Numbers(1);
  let sum = 0;
  for (let i = 0; i < PAIRS; i++) {
    const gap = numbers.gapMs(gaps);
    if (gap < flushMs) sum += (1 - gap / flushMs) ** 2 / 2;
  }
  return (((n - 1) / n) * sum) / PAIRS;
}

const ordered = orderedRun(
  machineOf("search-attribution"),
  orderedLog(
    shopVisits({ seed: 1, visits: SESSIONS, gaps: BRISK, length: 8, start: 1_704_099_600_000 }),
  ),
);

function rows(flush: string, arms: ReadonlyMap<string, Arm>): void {
  const comparison = new Comparison(
    ordered,
    pipelineOf(`collectors n=4 flush=${flush} records=none`),
    [...arms.values()],
  );
  for (const seed of SEEDS) comparison.run(seed);
  for (const [i, name] of [...arms.keys()].entries()) {
    const tally = comparison.tallies[i]!;
    const totals = tally.totals();
    const met = totals[EXACT]! + totals[CHANGED]!;
    const bad = badSessionsOf(tally);
    console.log(
      `| ${flush} | ${name} | ${(met / (met + totals[FALSE_POSITIVE]!)).toFixed(4)} | ${(met / (met + totals[FALSE_NEGATIVE]!)).toFixed(4)} | ${percent(bad.estimate)} (${percent(bad.low)} to ${percent(bad.high)}) | ${((1000 * tally.takenBack.count) / (SEEDS.length * ordered.lines.length)).toFixed(1)} |`,
    );
  }
}

for (const [name, gaps, flushes] of [
  ["reading", READING, [1, 5, 10, 30, 60]],
  ["burst", BURST, [0.5, 1, 5]],
] as const)
  for (const flush of flushes)
    console.log(
      `| ${name} | ${flush} s | ${[2, 4, 8].map((n) => percent(exchanged(gaps, n, 1000 * flush))).join(" | ")} |`,
    );

const WINDOWS = [500, 1000, 2000, 4000, 5000];
rows(
  "5s",
  new Map<string, Arm>([
    ["nothing", { reorderMs: null }],
    ...WINDOWS.map((ms): [string, Arm] => [`hold ${ms}`, { reorderMs: null, holdMs: ms }]),
    ...WINDOWS.map((ms): [string, Arm] => [`window ${ms}`, { reorderMs: ms }]),
  ]),
);
const retract = (within: number): Order => ({
  dedupe: null,
  reorder: null,
  sequence: null,
  cause: null,
  late: { kind: "retract", within },
});
for (const [flush, ms] of [
  ["1s", 2000],
  ["5s", 10_000],
  ["30s", 60_000],
] as const)
  rows(flush, new Map([["retract", { reorderMs: null, order: retract(ms) }]]));
