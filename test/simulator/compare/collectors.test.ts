import { describe, expect, it } from "vitest";
import { compile } from "../../../src/compile.ts";
import { load } from "../../../src/machine/machine.ts";
import type { Arm } from "../../../src/simulator/compare/arm.ts";
import { Comparison } from "../../../src/simulator/compare/comparison.ts";
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
const FIRST = 1_000_000 * Number(process.env.PDA_SEED ?? 1);
const GAPS = [0.02, 0.1, 0.3, 0.6, 0.9, 1.2];
const SIZES = [
  [2, 5000],
  [3, 1000],
  [4, 5000],
  [8, 30_000],
  [16, 250],
] as const;

/**
 * Purchases lost in each seed, by arm. Phases of collectors are drawn once per seed, so seeds are what is
 * independent; each setting has seeds of its own.
 */
function lost(
  pipeline: string,
  gapMs: number,
  setting: number,
  windows: readonly (number | null)[],
): number[] {
  const comparison = new Comparison(
    pairs(1, gapMs),
    pipelineOf(pipeline),
    windows.map((reorderMs): Arm => ({ reorderMs })),
  );
  for (let seed = 1; seed <= SEEDS; seed++) comparison.run(FIRST + setting * SEEDS + seed);
  return comparison.tallies.map((tally) => tally.totals()[FALSE_NEGATIVE]!);
}

describe("two events through collectors", () => {
  const settings = SIZES.flatMap(([n, flush], size) =>
    GAPS.map((gap, g) => {
      const gapMs = Math.round(gap * flush);
      const inverted = gapMs < flush ? (((n - 1) / n) * (1 - gapMs / flush) ** 2) / 2 : 0;
      const pipeline = `collectors n=${n} flush=${flush}ms`;
      // The jitter of collectors before these: less than a tenth.
      const jittered = `collectors n=3 flush=${flush / 10}ms | ${pipeline}`;
      const setting = size * GAPS.length + g;
      const [plain, ordered] = lost(pipeline, gapMs, setting, [null, flush]);
      const [, behindJitter] = lost(jittered, gapMs, setting, [null, 1.1 * flush]);
      return { n, flush, gapMs, inverted, share: plain! / SEEDS, ordered, behindJitter };
    }),
  );
  const holds = (confidence: number) =>
    settings.filter(({ share, inverted }) => {
      const { low, high } = wilson(share * SEEDS, SEEDS, confidence);
      return low <= inverted && inverted <= high;
    }).length;

  it("are exchanged as often as the closed form says", () => {
    if (process.env.PDA_FIGURES !== undefined) console.table([...settings, { held: holds(0.95) }]);
    expect(settings).toHaveLength(30);
    expect(holds(0.95)).toBeGreaterThanOrEqual(26);
    expect(holds(0.9999)).toBe(30);
  });

  it("are never lost behind a reorder window of one flush and the jitter", () => {
    expect(settings.map(({ ordered, behindJitter }) => [ordered, behindJitter])).toEqual(
      settings.map(() => [0, 0]),
    );
  });
});
