import { describe, expect, it } from "vitest";
import { compile } from "../../../src/compile.ts";
import { load } from "../../../src/machine/machine.ts";
import { type Arm, Comparison } from "../../../src/simulator/compare/comparison.ts";
import { orderedLog } from "../../../src/simulator/compare/log.ts";
import { orderedRun } from "../../../src/simulator/compare/ordered-run.ts";
import { FALSE_NEGATIVE } from "../../../src/simulator/compare/verdict.ts";
import { wilson } from "../../../src/simulator/statistics/wilson.ts";
import { BEGIN, DAY, pipelineOf } from "../law.ts";

const TEXT = `
events shop {
  key visitor
  time ts
  event search
  event buy
}

pattern bought on shop {
  session gap 1h max 12h
  emits found
  start idle
  state idle { on search -> searched }
  state searched { on buy -> idle { emit found } }
}
`;

const { patterns } = compile({ main: { name: "bought.pda", text: TEXT }, load: () => null });
const machine = load(patterns[0]!.automaton);

/** A search and a purchase of each visitor. */
const pairs = (visitors: number, gapMs: number) =>
  orderedRun(
    machine,
    orderedLog(
      Array.from({ length: 2 * visitors }, (_, i) => {
        const visitor = i >> 1;
        return {
          ...{ key: `v${visitor}`, id: "", fields: {}, members: () => [] },
          name: i % 2 === 0 ? "search" : "buy",
          time: BEGIN + visitor * DAY + (i % 2) * gapMs,
        };
      }),
    ),
  );

const SEEDS = 3000;
const VISITORS = 1;
const GAPS = [0.02, 0.1, 0.3, 0.6, 0.9, 1.2];
const SIZES = [
  [2, 5000],
  [3, 1000],
  [4, 5000],
  [8, 30_000],
  [16, 250],
] as const;

/** Phases of collectors are drawn once per seed, so seeds are what is independent. */
function lost(
  collectors: number,
  flushMs: number,
  gapMs: number,
  arms: readonly Arm[],
): number[][] {
  const comparison = new Comparison(
    pairs(VISITORS, gapMs),
    pipelineOf(`collectors n=${collectors} flush=${flushMs}ms`),
    arms,
  );
  for (let seed = 1; seed <= SEEDS; seed++) comparison.run(seed);
  return comparison.tallies.map(({ seeds }) =>
    seeds.map(({ verdicts }) => verdicts[FALSE_NEGATIVE]!),
  );
}

describe("two events through collectors", () => {
  const settings = SIZES.flatMap(([n, flush]) =>
    GAPS.map((gap) => {
      const gapMs = Math.round(gap * flush);
      const inverted = gapMs < flush ? (((n - 1) / n) * (1 - gapMs / flush) ** 2) / 2 : 0;
      const [plain, ordered] = lost(n, flush, gapMs, [{ reorderMs: null }, { reorderMs: flush }]);
      const hits = plain!.reduce((a, b) => a + b, 0);
      return { n, flush, gapMs, inverted, hits, ordered: ordered!.reduce((a, b) => a + b, 0) };
    }),
  );
  const trials = SEEDS * VISITORS;
  const holds = (confidence: number) =>
    settings.filter(({ hits, inverted }) => {
      const { low, high } = wilson(hits, trials, confidence);
      return low <= inverted && inverted <= high;
    }).length;

  it("are exchanged as often as the closed form says", () => {
    if (process.env.PDA_FIGURES !== undefined) console.table(settings);
    expect(settings).toHaveLength(30);
    expect(holds(0.95)).toBeGreaterThanOrEqual(26);
    expect(holds(0.9999)).toBe(30);
  });

  it("are never lost behind a reorder window of one flush", () => {
    expect(settings.map(({ ordered }) => ordered)).toEqual(settings.map(() => 0));
  });
});
