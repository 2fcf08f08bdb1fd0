import type { OrderedRun } from "../simulator/compare/ordered-run.ts";
import { orderOfTruth } from "../simulator/experiment/experiment.ts";
import type { Plan } from "../simulator/experiment/plan.ts";
import { type Case, explainKey, explainMost } from "../simulator/explain/sample.ts";
import { explanationLines, wrapped } from "../simulator/explain/text.ts";
import { exitCodes, Failure } from "./exit.ts";

export interface ExplainRequest {
  /** True: whatever goes wrong most often. */
  readonly key: string | true;
  readonly json: boolean;
  readonly width: number;
}

/** `pda simulate … --explain [KEY]`: why results of a key, or most of all, go wrong. */
export function explainWrong(
  { experiment, pipeline, seeds }: Plan,
  ordered: OrderedRun,
  { key, json, width }: ExplainRequest,
): string {
  const all = Array.from({ length: seeds.count }, (_, i) => seeds.first + i);
  const asked: Case = {
    ...{ ordered, pipeline, arm: experiment.jobs[0]!.arms[0]! },
    order: orderOfTruth(experiment.automata[0]!.order),
  };
  return key === true ? mostFrequent(asked, all, json, width) : ofKey(asked, all, key, json, width);
}

function ofKey(
  asked: Case,
  seeds: readonly number[],
  key: string,
  json: boolean,
  width: number,
): string {
  const { log } = asked.ordered;
  if (!log.keys.includes(key))
    throw new Failure(exitCodes.findings, `no event of the log has the key ${key}`);
  const found = explainKey(asked, key, seeds);
  if (json) return `${JSON.stringify(found, null, 2)}\n`;
  if (found === null) return `Nothing of ${key} goes wrong with ${seedsText(seeds)}.\n`;
  const { seed, wrong, explanations } = found;
  const unexplained = wrong - explanations.length;
  return text([
    ...wrapped(
      `${counted(wrong, "result")} of ${key} ${are(wrong)} wrong with seed ${seed}.`,
      width,
    ),
    ...explanations.flatMap((one, i) => ["", `${i + 1}.`, ...explanationLines(one, width)]),
    ...(unexplained === 0 ? [] : ["", ...wrapped(notExplained(unexplained), width)]),
  ]);
}

function mostFrequent(asked: Case, seeds: readonly number[], json: boolean, width: number): string {
  const found = explainMost(asked, seeds);
  if (json) return `${JSON.stringify(found, null, 2)}\n`;
  if (found.wrong === 0) return `Nothing goes wrong with ${seedsText(seeds)}.\n`;
  const { wrong, explained, certified, kinds } = found;
  return text([
    ...wrapped(
      `${counted(wrong, "result")} ${are(wrong)} wrong with ${seedsText(found.seeds)}; of ${explained} that were looked into, ${certified} are explained with the proof that nothing smaller does.`,
      width,
    ),
    ...kinds.flatMap(({ label, count, share, example }, i) => [
      "",
      ...wrapped(`${i + 1}. ${count} of ${explained} (${percent(share)}): ${label}`, width),
      ...explanationLines(example, width),
    ]),
  ]);
}

const text = (lines: readonly string[]): string => `${lines.join("\n")}\n`;

const counted = (count: number, what: string): string =>
  `${count} ${what}${count === 1 ? "" : "s"}`;

const are = (count: number): string => (count === 1 ? "is" : "are");

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;

const seedsText = (seeds: readonly number[]): string =>
  seeds.length === 1 ? `seed ${seeds[0]}` : `seeds ${seeds[0]} to ${seeds.at(-1)}`;

const notExplained = (count: number): string =>
  `${counted(count, "more result")} ${are(count)} not what the log itself expects, whatever the order; disorder does not explain that.`;
