import { describe, expect, it } from "vitest";
import { randomOf } from "../../../src/simulator/random.ts";
import {
  clusterBootstrap,
  ratio,
  ratioDifference,
} from "../../../src/simulator/statistics/bootstrap.ts";
import { groupsOf } from "../../../src/simulator/statistics/clusters.ts";
import { Draws } from "../../../src/simulator/statistics/draws.ts";
import { Histogram } from "../../../src/simulator/statistics/histogram.ts";
import { normalCdf } from "../../../src/simulator/statistics/normal-cdf.ts";
import { badShare, twoLevelShare } from "../../../src/simulator/statistics/two-levels.ts";
import { wilson } from "../../../src/simulator/statistics/wilson.ts";
import { binomial } from "../statistics.ts";

describe("Wilson's interval", () => {
  it("is the one of the textbook", () => {
    const { low, high } = wilson(84, 1000);
    expect([low, high].map((end) => end.toFixed(4))).toEqual(["0.0684", "0.1028"]);
  });

  it("has an upper end where nothing was hit, and a lower one where all was", () => {
    expect(wilson(0, 20_000)).toMatchObject({ estimate: 0, low: 0 });
    expect(wilson(0, 20_000).high).toBeCloseTo(3.84 / 20_003.84, 6);
    expect(wilson(50, 50).high).toBe(1);
    expect(wilson(50, 50).low).toBeCloseTo(50 / 53.84, 3);
    expect(wilson(0, 0)).toEqual({ estimate: Number.NaN, low: 0, high: 1 });
  });
});

describe("draws for resampling", () => {
  it("are named: the same whatever was drawn before", () => {
    const [one, other] = [new Draws(7, "a"), new Draws(7, "a")];
    one.begin(1);
    one.uniform();
    one.begin(5);
    other.begin(5);
    expect(one.uniform()).toBe(other.uniform());
  });

  it("follow the binomial law", () => {
    const draws = new Draws(1, "binomial");
    for (const [n, p] of [
      [40, 0.02],
      [100, 0.5],
      [2000, 0.004],
      [5000, 0.93],
      [60, 0.3],
    ] as const) {
      const median = Math.round(n * p);
      let sum = 0;
      let squares = 0;
      let upTo = 0;
      const times = 20_000;
      for (let r = 0; r < times; r++) {
        draws.begin(r);
        const k = draws.binomial(n, p);
        sum += k;
        squares += (k - n * p) ** 2;
        if (k <= median) upTo++;
      }
      const sd = Math.sqrt(n * p * (1 - p));
      expect(Math.abs(sum / times - n * p)).toBeLessThan((4 * sd) / Math.sqrt(times));
      expect(squares / times / (sd * sd)).toBeGreaterThan(0.95);
      expect(squares / times / (sd * sd)).toBeLessThan(1.05);
      expect(binomial(upTo, times, below(n, p, median))).toBeGreaterThan(1e-4);
    }
  });
});

/** P(X ≤ k) by its sum. */
function below(n: number, p: number, k: number): number {
  let logMass = n * Math.log(1 - p);
  let sum = Math.exp(logMass);
  for (let i = 0; i < k; i++) {
    logMass += Math.log(((n - i) / (i + 1)) * (p / (1 - p)));
    sum += Math.exp(logMass);
  }
  return sum;
}

const RESAMPLING = { seed: 1, name: "sessions", replicates: 500 };

describe("resampling of sessions", () => {
  it("gives the same bytes again", () => {
    const groups = groupsOf([
      [1, 2, 3, 0, 1, 1],
      [1, 2, 4, 1, 1, 2],
    ]);
    expect(clusterBootstrap(groups, ratio, RESAMPLING)).toMatchInlineSnapshot(`
      {
        "estimate": 0.7272727272727273,
        "high": 0.9090909090909091,
        "low": 0.5,
      }
    `);
  });

  it("finds a small difference of two arms that err in the same sessions, which apart would drown", () => {
    const random = randomOf(5);
    const right: number[] = [];
    const alsoRight: number[] = [];
    const all: number[] = [];
    for (let s = 0; s < 2000; s++) {
      const bad = random() < 0.2;
      right.push(bad ? 0 : 1);
      alsoRight.push(bad && random() < 0.95 ? 0 : 1);
      all.push(1);
    }
    const paired = clusterBootstrap(
      groupsOf([alsoRight, all, right, all]),
      ratioDifference,
      RESAMPLING,
    );
    expect(paired.low).toBeGreaterThan(0);
    const apart = [alsoRight, right].map((of) =>
      clusterBootstrap(groupsOf([of, all]), ratio, RESAMPLING),
    );
    expect(apart[0]!.low).toBeLessThan(apart[1]!.high);
  });

  it("says how far a perfect share may be from perfect", () => {
    const ones = new Array<number>(1000).fill(20);
    const levels = { sessions: [ones, ones], seeds: [[1000], [1000]] };
    const { estimate, low, high } = twoLevelShare(levels, RESAMPLING);
    expect([estimate, high]).toEqual([1, 1]);
    expect(low).toBeCloseTo(1 - 3.84 / 1003.84, 4);
  });
});

describe("a share of which few sessions take anything away", () => {
  const TIMES = 400;
  const SESSIONS = 400;
  const held = [1, 3, 6, 12].map((expected) => {
    const random = randomOf(expected);
    const q = expected / SESSIONS;
    let count = 0;
    for (let i = 0; i < TIMES; i++) {
      const above: number[] = [];
      const below: number[] = [];
      for (let s = 0; s < SESSIONS; s++) {
        const outputs = 1 + Math.floor(random() * 3);
        const bad = random() < q;
        below.push(outputs);
        above.push(Array.from({ length: outputs }).filter(() => !bad || random() < 0.4).length);
      }
      const levels = { sessions: [above, below], seeds: [[1], [1]] };
      const { low, high } = twoLevelShare(levels, { ...RESAMPLING, seed: i, replicates: 200 });
      if (low <= 1 - 0.6 * q && 1 - 0.6 * q <= high) count++;
    }
    return { expected, share: count / TIMES };
  });
  for (const { expected, share } of held)
    it(`is held where ${expected} are to be expected: ${(100 * share).toFixed(1)} %`, () => {
      expect(share).toBeGreaterThan(0.92);
    });
});

describe("sessions and seeds", () => {
  /** The share of a bad session hangs on the session, on the seed, and on both. */
  function drawn(random: () => number, sessions: number, seeds: number) {
    const ofSession = Array.from({ length: sessions }, () => random() < 0.4);
    const ofSeed = Array.from({ length: seeds }, () => random());
    const bySession = new Array<number>(sessions).fill(0);
    const bySeed = new Array<number>(seeds).fill(0);
    for (let s = 0; s < sessions; s++)
      for (let r = 0; r < seeds; r++) {
        if (!ofSession[s] || random() >= 0.2 + 0.2 * ofSeed[r]!) continue;
        bySession[s]!++;
        bySeed[r]!++;
      }
    return { bySession, bySeed };
  }
  const TRUTH = 0.4 * 0.3;
  const TIMES = 400;
  const SESSIONS = 150;
  const SEEDS = 20;
  const random = randomOf(99);
  let byShare = 0;
  let byBootstrap = 0;
  let naive = 0;
  for (let i = 0; i < TIMES; i++) {
    const { bySession, bySeed } = drawn(random, SESSIONS, SEEDS);
    const holds = ({ low, high }: { low: number; high: number }) => low <= TRUTH && TRUTH <= high;
    if (holds(badShare(bySession, bySeed))) byShare++;
    const all = (n: number, of: number) => new Array<number>(n).fill(of);
    const levels = {
      sessions: [bySession, all(SESSIONS, SEEDS)],
      seeds: [bySeed, all(SEEDS, SESSIONS)],
    };
    if (holds(twoLevelShare(levels, { ...RESAMPLING, seed: i, replicates: 300 }))) byBootstrap++;
    if (
      holds(
        wilson(
          bySeed.reduce((a, b) => a + b, 0),
          SESSIONS * SEEDS,
        ),
      )
    )
      naive++;
  }
  const percent = (n: number) => `${((100 * n) / TIMES).toFixed(1)} %`;

  it(`hold the truth of a crossed law: bad share ${percent(byShare)}, bootstrap ${percent(byBootstrap)}; as if independent ${percent(naive)}`, () => {
    expect(byShare / TIMES).toBeGreaterThan(0.92);
    expect(byBootstrap / TIMES).toBeGreaterThan(0.92);
    expect(naive / TIMES).toBeLessThan(0.85);
  });
});

describe("a histogram of durations", () => {
  it("tells quantiles to 1.6 %, rather too large, and adds up", () => {
    const [one, other, whole] = [new Histogram(), new Histogram(), new Histogram()];
    for (let i = 1; i <= 1000; i++) {
      (i % 3 === 0 ? one : other).add(i * 7);
      whole.add(i * 7);
    }
    one.merge(other);
    expect(one).toEqual(whole);
    for (const share of [0.1, 0.5, 0.99]) {
      expect(whole.quantile(share)).toBeGreaterThanOrEqual(share * 7000);
      expect(whole.quantile(share)).toBeLessThan(share * 7000 * 1.017);
    }
    expect(new Histogram().quantile(0.5)).toBe(0);
  });
});

it("knows the normal law", () => {
  expect(normalCdf(1.959963984540054)).toBeCloseTo(0.975, 12);
  expect(normalCdf(-1.959963984540054)).toBeCloseTo(0.025, 12);
});
