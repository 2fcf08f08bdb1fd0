import { describe, expect, it } from "vitest";
import { onTwin, visitsMachine } from "../patterns.ts";
import { planOf } from "./plan.ts";
import { play } from "./play.ts";
import { POINTS, type Point } from "./points.ts";

/** `CAMPAIGN` says how many schedules, `SEED` with which they begin. */
const SCHEDULES = Number(process.env.CAMPAIGN ?? 40);
const FIRST = Number(process.env.SEED ?? 1);

describe("workers under random faults", () => {
  it("put out, keep and bury what an undisturbed run does", async () => {
    const pattern = onTwin(visitsMachine());
    const hits = new Map<Point, number>();
    for (let seed = FIRST; seed < FIRST + SCHEDULES; seed++) {
      const outcome = await play(planOf(seed), pattern);
      expect({ seed, wrong: outcome.wrong }).toEqual({ seed, wrong: [] });
      for (const point of outcome.hits) hits.set(point, (hits.get(point) ?? 0) + 1);
    }
    for (const point of Object.keys(POINTS) as Point[])
      console.log(point, hits.get(point) ?? 0, POINTS[point]);
  });
});
