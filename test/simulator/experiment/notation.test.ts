import { describe, expect, it } from "vitest";
import { frontOf } from "../../../src/simulator/experiment/front.ts";
import { roundUp, windowsOf } from "../../../src/simulator/experiment/grid.ts";
import { readLevels } from "../../../src/simulator/experiment/levels.ts";
import { readSweep } from "../../../src/simulator/experiment/sweep-notation.ts";
import { pipelineOf } from "../law.ts";

describe("windows of a range", () => {
  it("are round, dense towards the end, and no further apart than half as much again", () => {
    expect(windowsOf(0, 10_000)).toEqual([
      ...[0, 600, 800, 1000, 1500, 2000, 3000, 4000, 6000, 8000, 10_000],
    ]);
    for (const to of [7000, 60_000, 300_000, 3_600_000, 86_400_000]) {
      const windows = windowsOf(0, to);
      expect(windows.at(-1)).toBe(to);
      for (let i = 2; i < windows.length; i++)
        expect(windows[i]! / windows[i - 1]!, `${windows}`).toBeLessThanOrEqual(1.5);
    }
  });

  it("end at a round duration", () => {
    expect([0.5, 3, 950, 1000, 1001, 59_000, 61_000, 4e6].map(roundUp)).toEqual([
      ...[1, 3, 1000, 1000, 1500, 60_000, 80_000, 4_800_000],
    ]);
  });
});

it("reads sweeps", () => {
  expect(readSweep("reorder=2s,0,1s").request).toEqual({
    over: "reorder",
    windowsMs: [0, 1000, 2000],
  });
  expect(readSweep("limit=5,10").request).toEqual({
    ...{ over: "parameter", name: "limit", values: ["5", "10"] },
  });
  for (const wrong of ["", "reorder", "reorder=", "reorder=1s", "reorder=1..2", "limit=1,,2"])
    expect(readSweep(wrong).problem, wrong).not.toBeNull();
});

it("reads levels", () => {
  const pipeline = pipelineOf("network | collectors n=4 flush=5s");
  const labels = (text: string) => readLevels(text, pipeline).levels?.map(({ label }) => label);
  expect(labels("flush=1s,5s")).toEqual(["flush=1s", "flush=5s"]);
  expect(labels("collectors.n=2,8")).toEqual(["n=2", "n=8"]);
  expect(labels("snowplow-kinesis; network | loss share=1%")).toEqual([
    ...["snowplow-kinesis", "network | loss share=1%"],
  ]);
  expect(readLevels("rate=1", pipeline).problem).toContain("no stage");
  expect(readLevels("n=0", pipeline).problem).toContain("at least one");
  expect(readLevels("fog; none", pipeline).problem).toContain("no stage or preset");
});

it("finds what nothing beats", () => {
  expect(
    frontOf([
      [0, 9, 0],
      [1, 5, 2],
      [2, 5, 2],
      [3, 1, 4],
      [3, 1, 4],
    ]),
  ).toEqual([0, 1, 3]);
});
