import { readFileSync } from "node:fs";
import { compile } from "../src/compile.ts";
import { load } from "../src/machine/machine.ts";
import { KeyRun } from "../src/simulator/compare/key-run.ts";
import { orderedLog } from "../src/simulator/compare/log.ts";
import { readPipeline } from "../src/simulator/disorder/notation.ts";
import { plainEvent } from "../src/simulator/experiment/experiment.ts";
import { Laboratory } from "../src/simulator/experiment/laboratory.ts";
import { planOf } from "../src/simulator/experiment/plan.ts";
import { resultOf } from "../src/simulator/experiment/result-of.ts";
import { READING, shopVisits } from "../src/simulator/visits.ts";

const SESSIONS = 20_000;
const SEEDS = 20;
/** Eight, and nothing at all. */
const WINDOWS = [250, 500, 1000, 1500, 2000, 3000, 4000, 6000];
const PIPELINE = "network | collectors n=4 flush=5s";
const PATTERN = new URL("../patterns/search-attribution/pattern.pda", import.meta.url);

/** A sweep over windows, in seconds of processor time; and what one plain run over the same events takes. */
export function simulation(print: (text: string) => void, seeds = SEEDS): void {
  const { patterns } = compile({
    main: { name: "pattern.pda", text: readFileSync(PATTERN, "utf8") },
    load: () => null,
  });
  const { automaton } = patterns[0]!;
  const machine = load(automaton);
  const events = shopVisits({
    ...{ seed: 1, visits: SESSIONS, gaps: READING, length: 14, start: 1_704_099_600_000 },
  });
  const plain = plainRun(machine, events);
  const { pipeline } = readPipeline(PIPELINE);
  const plan = planOf({
    ...{ automaton, file: "pattern.pda", written: PIPELINE, pipeline: pipeline!, levels: [] },
    events: events.map((event) => plainEvent(event, false)),
    ...{ annotated: false, budgetMs: null, target: 0.001, waitMs: null },
    seeds: { first: 1, count: seeds },
    sweep: { over: "reorder", windowsMs: [0, ...WINDOWS] },
  });
  const began = process.cpuUsage();
  const laboratory = new Laboratory(plan.experiment);
  const before = heap();
  let afterHalf = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    laboratory.run(seed);
    if (seed === Math.ceil(seeds / 2)) afterHalf = heap();
  }
  const grown = heap() - afterHalf;
  const ran = secondsSince(began);
  const { outcome, sweep } = resultOf(plan, laboratory, { names: ["made"], dead: 0, behind: 0 });
  const all = secondsSince(began);
  print(
    `${SESSIONS} sessions of search_attribution, ${events.length} events, ${seeds} seeds, ${WINDOWS.length} windows and none, through ${PIPELINE}:`,
  );
  print(
    `  ${all.toFixed(1)} s of processor time (${(ran / seeds).toFixed(2)} s a seed, ${(all - ran).toFixed(1)} s for intervals and explanations); on two cores about ${(ran / 2 + (all - ran)).toFixed(0)} s`,
  );
  print(
    `  one plain run over the same events: ${plain.toFixed(3)} s; this is ${(all / plain).toFixed(0)} times that, ${(all / plain / seeds / (WINDOWS.length + 1)).toFixed(2)} for each seed and window`,
  );
  print(
    `  memory: ${mb(afterHalf - before)} MB more after half of the seeds, ${mb(grown)} MB more after all`,
  );
  print(
    `  wrong sessions: ${(100 * outcome.badSessions.estimate).toFixed(2)} % without a window; ${sweep!.recommendation!.text}`,
  );
}

/** Each key from its first event to the end of its input, in order: the truth itself. */
function plainRun(machine: ReturnType<typeof load>, events: ReturnType<typeof shopVisits>): number {
  const log = orderedLog(events);
  const runner = new KeyRun(machine);
  const times = Array.from({ length: 5 }, () => {
    const began = process.cpuUsage();
    for (let k = 0; k < log.keys.length; k++) {
      const rows = log.rows.subarray(log.starts[k]!, log.starts[k + 1]!);
      runner.run(
        log.keys[k]!,
        Array.from(rows, (row) => log.events[row]!),
      );
    }
    return secondsSince(began);
  });
  return times.sort((a, b) => a - b)[2]!;
}

function secondsSince(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1e6;
}

function heap(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const mb = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);
