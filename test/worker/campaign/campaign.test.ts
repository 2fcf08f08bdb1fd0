import { describe, expect, it } from "vitest";
import { onTwin, visitsMachine } from "../patterns.ts";
import { find, shrink } from "./find.ts";
import { REMOVED } from "./mutations.ts";
import { planOf, RECORDS } from "./plan.ts";
import { play } from "./play.ts";
import type { Point } from "./points.ts";

/** `npm run test:campaign` plays many more. */
const SCHEDULES = Number(process.env.CAMPAIGN ?? 25);
const TRIES = 200;

const pattern = onTwin(visitsMachine());

describe("workers under random faults", () => {
  it("put out, keep and bury what an undisturbed run does", async () => {
    const hits = new Set<Point>();
    for (let seed = 1; seed <= SCHEDULES; seed++) {
      const outcome = await play(planOf(seed), pattern);
      expect({ seed, wrong: outcome.wrong }).toEqual({ seed, wrong: [] });
      expect(outcome.faults).toBeGreaterThanOrEqual(5);
      for (const point of outcome.hits) hits.add(point);
    }
    expect(hits.size).toBeGreaterThan(9);
  });

  it("are the same in every run of a seed", async () => {
    const plan = planOf(7);
    expect(plan.bursts.flatMap(({ records }) => records)).toHaveLength(RECORDS);
    expect(await play(plan, pattern)).toEqual(await play(plan, pattern));
  });

  it("fail in a schedule that can be made smaller", async () => {
    const mutation = REMOVED.find(({ name }) => name.startsWith("ended keys"))!;
    const { plan } = (await find(mutation, pattern, TRIES))!;
    const least = await shrink(plan, pattern, mutation);
    expect(least.faults.length).toBeLessThan(plan.faults.length);
    expect((await play(least, pattern, mutation)).wrong).not.toEqual([]);
    expect((await play(least, pattern)).wrong).toEqual([]);
  });

  for (const mutation of REMOVED) {
    it(`are found out where ${mutation.name}`, async () => {
      expect(await find(mutation, pattern, TRIES)).not.toBeNull();
    });
  }
});
