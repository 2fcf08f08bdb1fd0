import { describe, expect, it } from "vitest";
import { compile } from "../../../src/compile.ts";
import { load } from "../../../src/machine/machine.ts";
import { Comparison } from "../../../src/simulator/compare/comparison.ts";
import { orderedLog } from "../../../src/simulator/compare/log.ts";
import { orderedRun } from "../../../src/simulator/compare/ordered-run.ts";
import { pairedDifference } from "../../../src/simulator/compare/paired.ts";
import { reportOf } from "../../../src/simulator/compare/report.ts";
import { EXACT, VERDICTS } from "../../../src/simulator/compare/verdict.ts";
import { inWords } from "../../../src/simulator/compare/words.ts";
import { BEGIN, numbers, pipelineOf } from "../law.ts";

const PATTERN = `
events shop {
  key visitor
  time ts
  event search { term: text }
  event buy
}

pattern credit on shop {
  session gap 30m max 12h
  remember last: text?
  emits searched { term: text }
  emits credit { term: text? }
  start idle
  state idle {
    on search { last = term  emit searched { term } }
    on buy { emit credit { term: last } }
  }
}
`;

const machine = load(
  compile({ main: { name: "credit.pda", text: PATTERN }, load: () => null }).patterns[0]!.automaton,
);

const random = numbers(8);
const ordered = orderedRun(
  machine,
  orderedLog(
    Array.from({ length: 300 }, (_, visitor) => {
      const begin = BEGIN + Math.floor(random() * 1e8);
      return Array.from({ length: 6 }, (_, i) => ({
        ...{ key: `v${visitor}`, id: `e${visitor}.${i}`, members: () => [] },
        ...(random() < 0.5
          ? { name: "search", fields: { term: `t${Math.floor(random() * 3)}` } }
          : { name: "buy", fields: {} }),
        time: begin + i * 1500 + Math.floor(random() * 1000),
      }));
    }).flat(),
  ),
);
const pipeline = pipelineOf("loss share=2% | collectors n=4 flush=5s | copies share=2%");
const arms = [{ reorderMs: null }, { reorderMs: 2000 }, { reorderMs: 5000 }];
const SEEDS = [1, 2, 3, 4, 5, 6];
const RESAMPLING = { seed: 1, replicates: 300 };

function compared(seeds: readonly number[]): Comparison {
  const comparison = new Comparison(ordered, pipeline, arms, { budgetMs: 4000 });
  for (const seed of seeds) comparison.run(seed);
  return comparison;
}

const { tallies } = compared(SEEDS);

describe("a report", () => {
  it("blames each error on one stage or on none", () => {
    for (const tally of tallies) {
      const { stages, counts } = reportOf(tally, ordered.outputs, pipeline, RESAMPLING);
      expect(stages.map(({ mechanism }) => mechanism)).toEqual([
        "loss",
        "collectors",
        "copies",
        null,
      ]);
      for (const [code, verdict] of VERDICTS.entries())
        if (code !== EXACT)
          expect(stages.reduce((sum, stage) => sum + stage.counts[verdict], 0)).toBe(
            counts[verdict],
          );
    }
  });

  it("is the same from parts, in any order, as from one run", () => {
    const parts = [[4, 1], [6], [2, 5, 3]].map((seeds) => compared(seeds).tallies);
    for (const [arm, tally] of tallies.entries()) {
      const [first, ...others] = parts.map((part) => part[arm]!);
      for (const other of others) first!.merge(other);
      expect(reportOf(first!, ordered.outputs, pipeline, RESAMPLING)).toEqual(
        reportOf(tally, ordered.outputs, pipeline, RESAMPLING),
      );
    }
  });

  it("leaves nothing to the collectors behind a window of one flush", () => {
    const { stages } = reportOf(tallies[2]!, ordered.outputs, pipeline, RESAMPLING);
    const { exact: _, ...wrong } = stages[1]!.counts;
    expect(Object.values(wrong)).toEqual([0, 0, 0, 0, 0]);
    expect(stages[0]!.counts["false negative"]).toBeGreaterThan(0);
    expect(stages[2]!.counts.duplicate).toBeGreaterThan(0);
  });

  it("knows a difference better than the two figures", () => {
    const name = { ...RESAMPLING, name: "sessions" };
    for (const share of ["bad sessions", "recall", "exactly"] as const) {
      const { estimate, low, high } = pairedDifference(tallies[1]!, tallies[2]!, share, name);
      const [one, other] = [1, 2].map((arm) => {
        const report = reportOf(tallies[arm]!, ordered.outputs, pipeline, RESAMPLING);
        return share === "bad sessions" ? report.badSessions : report[share];
      });
      expect(estimate).toBeCloseTo(one!.estimate - other!.estimate, 12);
      expect(high - low).toBeLessThan(one!.high - one!.low + other!.high - other!.low);
    }
    const none = pairedDifference(tallies[0]!, tallies[0]!, "recall", name);
    expect(none).toEqual({ estimate: 0, low: 0, high: 0 });
  });

  it("says what it means", () => {
    expect(
      inWords(reportOf(tallies[0]!, ordered.outputs, pipeline, RESAMPLING)),
    ).toMatchInlineSnapshot(`
      [
        "56 % of sessions have an error (52 % to 61 %).",
        "11 % of \`credit\` have another \`term\`.",
        "4.3 % of \`credit\` have a \`term\` that they should not have.",
        "4.1 % of \`credit\` have lost their \`term\`.",
        "2.0 % of the \`credit\` that come have come before.",
        "1.9 % of the \`searched\` that come have come before.",
        "1.7 % of \`credit\` do not come.",
        "1.7 % of \`searched\` do not come.",
      ]
    `);
  });
});
