import { readFileSync } from "node:fs";
import { compile } from "../../src/compile.ts";
import type { Event } from "../../src/machine/event.ts";
import { load, type Machine } from "../../src/machine/machine.ts";
import type { Arm } from "../../src/simulator/compare/arm.ts";
import { Comparison } from "../../src/simulator/compare/comparison.ts";
import type { Wrong } from "../../src/simulator/compare/counting.ts";
import { contentOf, eventOf, idOf } from "../../src/simulator/compare/line.ts";
import { orderedLog } from "../../src/simulator/compare/log.ts";
import { type OrderedRun, orderedRun } from "../../src/simulator/compare/ordered-run.ts";
import { badSessionsOf } from "../../src/simulator/compare/report.ts";
import { percent } from "../../src/simulator/compare/words.ts";
import { readPipeline } from "../../src/simulator/disorder/notation.ts";
import { orderOfTruth } from "../../src/simulator/experiment/experiment.ts";
import { type Gaps, READING } from "../../src/simulator/visits.ts";
import { tabs, touches } from "./journeys.ts";

/** How much is simulated. */
export interface Extent {
  readonly journeys: number;
  readonly seeds: readonly number[];
}

const FLUSHES = ["1s", "5s", "30s"] as const;
export const MODELS = ["first", "last", "linear", "position", "decay"] as const;
export const ROOT = new URL("../../", import.meta.url);

export function machineOf(pattern: string): Machine {
  const name = `patterns/${pattern}/pattern.pda`;
  const text = readFileSync(new URL(name, ROOT), "utf8");
  return load(compile({ main: { name, text }, load: () => null }).patterns[0]!.automaton);
}

export const pipelineOf = (text: string) => readPipeline(text).pipeline!;

interface Credit {
  readonly model: string;
  readonly campaign: string;
  readonly amount: number;
}

const creditOf = (line: string): Credit => JSON.parse(contentOf(line)) as Credit;

/** Of all credit, the share that goes to another campaign than in order, by model. */
function misplaced(
  ordered: OrderedRun,
  pipeline: string,
  seeds: Extent["seeds"],
): Map<string, number> {
  const differences = new Map<string, Map<string, number>>();
  const add = ({ seed }: Wrong, line: string | null, sign: number): void => {
    if (line === null) return;
    const { model, campaign, amount } = creditOf(line);
    const name = `${model} ${seed} ${eventOf(idOf(line))}`;
    const of = differences.get(name) ?? new Map<string, number>();
    differences.set(name, of.set(campaign, (of.get(campaign) ?? 0) + sign * amount));
  };
  const comparison = new Comparison(ordered, pipelineOf(pipeline), [{ reorderMs: null }], {
    wrong: (wrong) => {
      add(wrong, wrong.expected, -1);
      add(wrong, wrong.got, 1);
    },
  });
  for (const seed of seeds) comparison.run(seed);
  const sums = new Map<string, number>(MODELS.map((model) => [model, 0]));
  for (const [name, of] of differences) {
    const model = name.split(" ", 1)[0]!;
    let wrong = 0;
    for (const amount of of.values()) wrong += Math.abs(amount) / 2;
    sums.set(model, sums.get(model)! + wrong);
  }
  const all = seeds.length * creditGiven(ordered);
  return new Map([...sums].map(([model, wrong]) => [model, wrong / all]));
}

/** What each model has to give, in order: the same for all. */
function creditGiven({ lines }: OrderedRun): number {
  let given = 0;
  for (const line of lines) {
    const { model, amount } = creditOf(line);
    if (model === MODELS[0]) given += amount;
  }
  return given;
}

export const generatedCredit = (gaps: Gaps, { journeys, seeds }: Extent): string[] =>
  creditTable(touches(1, journeys, gaps), seeds);

/** By how often collectors are flushed: the share of credit that goes elsewhere, by model. */
export function creditTable(events: readonly Event[], seeds: Extent["seeds"]): string[] {
  const ordered = orderedRun(machineOf("multi-touch-credit"), orderedLog(events));
  return FLUSHES.map((flush) => {
    const shares = misplaced(ordered, `collectors n=4 flush=${flush}`, seeds);
    return `| ${flush} | ${MODELS.map((model) => percent(shares.get(model)!)).join(" | ")} |`;
  });
}

/** Sales that are not there, or are credited to another search, of all in order; and sessions with any error. */
export function tabLine(newTab: number, { journeys, seeds }: Extent): string {
  const machine = machineOf("tabbed-browsing");
  const { order } = machine.automaton;
  const ordered = orderedRun(
    machine,
    orderedLog(tabs(1, journeys, newTab, READING)),
    orderOfTruth(order),
  );
  const told = (arm: Arm, pipeline: string): string => {
    let wrong = 0;
    const comparison = new Comparison(ordered, pipelineOf(pipeline), [arm], {
      wrong: ({ verdict, fields }) => {
        if (verdict === "false negative" || fields.some(({ field }) => field === "term")) wrong++;
      },
    });
    for (const seed of seeds) comparison.run(seed);
    const share = wrong / (ordered.lines.length * seeds.length);
    return `${percent(share)}; ${percent(badSessionsOf(comparison.tallies[0]!).estimate)}`;
  };
  const linear: Arm = { reorderMs: null };
  const causes: Arm = { reorderMs: null, order: order! };
  const late = "collectors n=4 flush=5s";
  const cells = [
    told(linear, "none"),
    told(linear, late),
    told({ reorderMs: 5000, watermark: true }, late),
    told(causes, late),
    told(causes, `${late} | loss share=1%`),
  ];
  return `| ${percent(newTab)} | ${cells.join(" | ")} |`;
}
