import { readFileSync, writeFileSync } from "node:fs";
import { compile } from "../../src/compile.ts";
import { load, type Machine } from "../../src/machine/machine.ts";
import { type Arm, Comparison, type Wrong } from "../../src/simulator/compare/comparison.ts";
import { contentOf, eventOf, idOf } from "../../src/simulator/compare/line.ts";
import { orderedLog } from "../../src/simulator/compare/log.ts";
import { type OrderedRun, orderedRun } from "../../src/simulator/compare/ordered-run.ts";
import { badSessionsOf } from "../../src/simulator/compare/report.ts";
import { percent } from "../../src/simulator/compare/words.ts";
import { readPipeline } from "../../src/simulator/disorder/notation.ts";
import { orderOfTruth } from "../../src/simulator/experiment/experiment.ts";
import { BURST, type Gaps, READING } from "../../src/simulator/visits.ts";
import { tabs, touches } from "./journeys.ts";

/** `npm run study` writes docs/study.md. */
const JOURNEYS = 1500;
const SEEDS = [1, 2, 3];
const FLUSHES = ["1s", "5s", "30s"] as const;
const MODELS = ["first", "last", "linear", "position", "decay"] as const;
const ROOT = new URL("../../", import.meta.url);

function machineOf(pattern: string): Machine {
  const name = `patterns/${pattern}/pattern.pda`;
  const text = readFileSync(new URL(name, ROOT), "utf8");
  return load(compile({ main: { name, text }, load: () => null }).patterns[0]!.automaton);
}

const pipelineOf = (text: string) => readPipeline(text).pipeline!;

interface Credit {
  readonly model: string;
  readonly campaign: string;
  readonly amount: number;
}

/** Of all credit, the share that goes to another campaign than in order, by model. */
function misplaced(ordered: OrderedRun, pipeline: string): Map<string, number> {
  const differences = new Map<string, Map<string, number>>();
  const add = ({ seed }: Wrong, line: string | null, sign: number): void => {
    if (line === null) return;
    const { model, campaign, amount } = JSON.parse(contentOf(line)) as Credit;
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
  for (const seed of SEEDS) comparison.run(seed);
  const sums = new Map<string, number>(MODELS.map((model) => [model, 0]));
  for (const [name, of] of differences) {
    const model = name.split(" ", 1)[0]!;
    let wrong = 0;
    for (const amount of of.values()) wrong += Math.abs(amount) / 2;
    sums.set(model, sums.get(model)! + wrong);
  }
  const all = JOURNEYS * SEEDS.length * 100;
  return new Map([...sums].map(([model, wrong]) => [model, wrong / all]));
}

function creditTable(gaps: Gaps): string[] {
  const ordered = orderedRun(
    machineOf("multi-touch-credit"),
    orderedLog(touches(1, JOURNEYS, gaps)),
  );
  return FLUSHES.map((flush) => {
    const shares = misplaced(ordered, `collectors n=4 flush=${flush}`);
    return `| ${flush} | ${MODELS.map((model) => percent(shares.get(model)!)).join(" | ")} |`;
  });
}

/** Sales that are not there, or are credited to another search, of all in order; and sessions with any error. */
function tabLine(newTab: number): string {
  const machine = machineOf("tabbed-browsing");
  const { order } = machine.automaton;
  const ordered = orderedRun(
    machine,
    orderedLog(tabs(1, JOURNEYS, newTab, READING)),
    orderOfTruth(order),
  );
  const told = (arm: Arm, pipeline: string): string => {
    let wrong = 0;
    const comparison = new Comparison(ordered, pipelineOf(pipeline), [arm], {
      wrong: ({ verdict, fields }) => {
        if (verdict === "false negative" || fields.some(({ field }) => field === "term")) wrong++;
      },
    });
    for (const seed of SEEDS) comparison.run(seed);
    const share = wrong / (ordered.lines.length * SEEDS.length);
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

const heading = `| flush | ${MODELS.join(" | ")} |\n|---|${"---|".repeat(MODELS.length)}`;

const page = `<!-- Made by \`npm run study\`. -->

# A study: which credit survives disorder

Made by \`npm run study\` with [the simulator](simulate.md), on generated journeys: ${JOURNEYS} of them, ${SEEDS.length} seeds each. What is true is the run in order.

## Five ways to share credit

[multi-touch-credit](../patterns/multi-touch-credit/README.md) gives each purchase's credit to the campaigns before it in five ways. Its events go through four collectors that are flushed every 1, 5 or 30 s; nothing is lost. The figure is the share of all credit that goes to another campaign than in order, or to none. A journey has two to eight touches and a purchase; each touch is of one of six campaigns, all equally likely.

Gaps as between the pages of a reader (log-normal, median 37 s, at most half an hour):

${heading}
${creditTable(READING).join("\n")}

Gaps as between events that follow each other by themselves (median 0.3 s):

${heading}
${creditTable(BURST).join("\n")}

- The last touch is the most fragile: it is decided by the gap before the purchase alone. Of the first, only an exchange with the second matters.
- What shares among all touches hardly cares for their order. What remains are touches that come after the purchase, and so too late for any model.
- Time decay with a half-life of seven days is, within half an hour, the linear model.
- Campaigns are drawn evenly here, so over many journeys most of these errors cancel out. Where one campaign tends to come before another they do not.

## People with several tabs

[tabbed-browsing](../patterns/tabbed-browsing/README.md) follows causes: each page starts where the page that it was opened from left off. What is true is that run, in order. The linear run takes the events of all tabs one after the other. Two figures in each cell: sales that do not come, or come with another search, of all sales; and sessions with any error. Gaps are a reader's; collectors are flushed every 5 s; causes are waited for up to 5 min.

| pages in a new tab | linear, in order | linear, as they arrive | linear, \`reorder within 5s\` | following causes | the same, 1 % lost |
|---|---|---|---|---|---|
${[0, 0.1, 0.3].map(tabLine).join("\n")}

- With several tabs the linear run is wrong even in perfect order: no buffer helps against that.
- Following causes needs no buffer: only what waits for its own cause waits.
- Loss is the price: what was opened from a lost page has lost its search, too.
`;

writeFileSync(new URL("docs/study.md", ROOT), page);
