import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { compile } from "../../../src/compile.ts";
import { load } from "../../../src/machine/machine.ts";
import type { Arm } from "../../../src/simulator/compare/arm.ts";
import { Comparison } from "../../../src/simulator/compare/comparison.ts";
import { orderedLog } from "../../../src/simulator/compare/log.ts";
import { orderedRun } from "../../../src/simulator/compare/ordered-run.ts";
import { reorderArm } from "../../../src/simulator/experiment/experiment.ts";
import { recommend } from "../../../src/simulator/experiment/recommend.ts";
import { BRISK, shopVisits } from "../../../src/simulator/visits.ts";
import { BEGIN, pipelineOf } from "../law.ts";

/**
 * What is recommended is held to fresh sessions: `npm run test:simulator` takes 200 recommendations and a million
 * sessions, and prints what it finds.
 */
const REPETITIONS = Number(process.env.PDA_PROMISES ?? 5);
const FRESH = Number(process.env.PDA_FRESH_SESSIONS ?? 8000);
const FRESH_AT_ONCE = Math.min(20_000, FRESH);
const SESSIONS = 2000;
const SEEDS = 4;
const TARGET = 0.005;
const WINDOWS = [0, 1000, 1500, 2000, 3000, 4000, 6000];

const PATTERN = join(import.meta.dirname, "../../../patterns/search-attribution/pattern.pda");
const { patterns } = compile({
  main: { name: "pattern.pda", text: readFileSync(PATTERN, "utf8") },
  load: () => null,
});
const machine = load(patterns[0]!.automaton);
const pipeline = pipelineOf("collectors n=4 flush=5s");
const arms: readonly Arm[] = WINDOWS.map((ms) => reorderArm(ms, undefined));

const comparisonOf = (seed: number, visits: number): Comparison =>
  new Comparison(
    orderedRun(
      machine,
      orderedLog(shopVisits({ seed, visits, gaps: BRISK, length: 4, start: BEGIN })),
    ),
    pipeline,
    arms,
  );

/** By window: the share of wrong sessions among fresh ones. */
function freshShares(): number[] {
  const bad = WINDOWS.map(() => 0);
  let sessions = 0;
  for (let log = 1; sessions < FRESH; log++) {
    const comparison = comparisonOf(1_000_000 + log, FRESH_AT_ONCE);
    comparison.run(1_000_000 + log);
    sessions += comparison.tallies[0]!.extent.sessions;
    comparison.tallies.forEach((tally, i) => {
      bad[i]! += tally.seeds[0]!.bad;
    });
  }
  return bad.map((count) => count / sessions);
}

it("recommends a window that keeps its promise and is not too large", {
  timeout: 3_600_000,
}, () => {
  const truth = freshShares();
  const least = WINDOWS[truth.findIndex((share) => share <= TARGET)]!;
  const found = Array.from({ length: REPETITIONS }, (_, repetition) => {
    const comparison = comparisonOf(repetition + 1, SESSIONS);
    const halves = [comparison.freshTallies(), comparison.freshTallies()] as const;
    for (let seed = 0; seed < SEEDS; seed++)
      comparison.run(1 + repetition * SEEDS + seed, halves[seed % 2]!);
    const { point, reportedOn } = recommend(WINDOWS, halves, TARGET, ["collectors"]);
    return { point, high: reportedOn.badSessions!.high };
  });
  const advised = found.filter(({ point }) => point !== null);
  const kept = advised.filter(({ point, high }) => truth[point!]! <= high).length;
  const near = advised.filter(({ point }) => WINDOWS[point!]! <= 1.5 * least).length;
  const met = advised.filter(({ point }) => truth[point!]! <= TARGET).length;
  if (process.env.PDA_FIGURES !== undefined)
    console.log({
      ...{ fresh: FRESH, truth, target: TARGET, least, repetitions: REPETITIONS },
      ...{ advised: advised.length, kept, near, met },
    });
  expect(advised.length).toBe(REPETITIONS);
  // Few repetitions may miss once where the promise is kept in 95 of 100.
  const allowed = REPETITIONS < 100 ? 1 : Math.floor(0.05 * REPETITIONS);
  expect(REPETITIONS - kept).toBeLessThanOrEqual(allowed);
  expect(REPETITIONS - near).toBeLessThanOrEqual(allowed);
});
