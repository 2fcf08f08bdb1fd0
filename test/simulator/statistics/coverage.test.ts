import { describe, expect, it } from "vitest";
import { randomOf } from "../../../src/simulator/random.ts";
import { clusterBootstrap, ratio } from "../../../src/simulator/statistics/bootstrap.ts";
import { groupsOf } from "../../../src/simulator/statistics/clusters.ts";
import { wilson } from "../../../src/simulator/statistics/wilson.ts";

/**
 * Settings are drawn over these ranges: 100 to 2,000 sessions and a share of bad ones from 10 of all sessions, as
 * expected, up to one half, both uniform in their logarithms; 1 to 4 outputs in a session, each of a bad session's
 * wrong with a probability from 0.3 to 1. So the share of bad sessions is q and the recall 1 − q w.
 */
const SETTINGS = 4000;
const SEEDS = [11, 12, 13];
const BAD_MIN = 10;
const REPLICATES = 300;

const shares = SEEDS.map((seed) => {
  const random = randomOf(seed);
  let byWilson = 0;
  let byBootstrap = 0;
  for (let setting = 0; setting < SETTINGS; setting++) {
    const sessions = Math.floor(100 * 20 ** random());
    const least = BAD_MIN / sessions;
    const q = least * (0.5 / least) ** random();
    const w = 0.3 + 0.7 * random();
    const above = new Uint8Array(sessions);
    const below = new Uint8Array(sessions);
    let bad = 0;
    for (let s = 0; s < sessions; s++) {
      const outputs = 1 + Math.floor(random() * 4);
      below[s] = outputs;
      above[s] = outputs;
      if (random() >= q) continue;
      bad++;
      for (let i = 0; i < outputs; i++) if (random() < w) above[s]!--;
    }
    const share = wilson(bad, sessions);
    if (share.low <= q && q <= share.high) byWilson++;
    const recall = clusterBootstrap(groupsOf([above, below]), ratio, {
      ...{ seed: setting, name: `coverage ${seed}`, replicates: REPLICATES },
    });
    if (recall.low <= 1 - q * w && 1 - q * w <= recall.high) byBootstrap++;
  }
  return { seed, wilson: byWilson / SETTINGS, bootstrap: byBootstrap / SETTINGS };
});

describe(`the 95 % interval over ${SETTINGS} settings`, () => {
  for (const { seed, ...held } of shares)
    for (const [name, share] of Object.entries(held))
      it(`holds the truth in 95 % ± 1.5 %: ${name}, seed ${seed}: ${(100 * share).toFixed(2)} %`, () => {
        expect(Math.abs(share - 0.95)).toBeLessThanOrEqual(0.015);
      });
});
