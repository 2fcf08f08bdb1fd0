import { describe, expect, it } from "vitest";
import type { Order } from "../../../src/automaton/automaton.ts";
import { keep } from "../../../src/simulator/compare/keeping.ts";
import { Occupancy } from "../../../src/simulator/compare/occupancy.ts";
import { Watermark } from "../../../src/simulator/compare/watermark.ts";

const NONE: Order = {
  ...{ dedupe: null, reorder: null, sequence: null, cause: null },
  late: { kind: "apply" },
};

/** The most that is kept of two keys whose events arrive by turns, each a second after the last, dated so. */
function most(order: Order, times: readonly number[], waiting: readonly (readonly number[])[]) {
  const stamp = Float64Array.from(times);
  const rows = times.length;
  const traffic = {
    order: Uint32Array.from(times, (_, row) => row),
    at: Float64Array.from(times, (_, row) => 1000 * row),
    ...{ live: rows, rows, stamp },
  };
  const watermark = new Watermark();
  watermark.follow(traffic);
  const occupancy = new Occupancy();
  occupancy.begin(rows);
  for (const key of [0, 1]) {
    const own = Uint32Array.from(times.keys()).filter((row) => row % 2 === key);
    const arrived = { rows: own, count: own.length, waiting: waiting[key] ?? null };
    keep(occupancy, order, arrived, watermark, traffic);
  }
  return occupancy.peak;
}

describe("what order words keep", () => {
  it("is what a watermark has not reached under reorder, and D more under late retract", () => {
    const times = [0, 1000, 2000, 3000, 4000, 5000];
    const within = 2000;
    // An event goes with the one that is D later, whichever key it is of.
    expect(most({ ...NONE, reorder: { within } }, times, [])).toBe(2);
    expect(most({ ...NONE, late: { kind: "retract", within } }, times, [])).toBe(4);
    expect(most({ ...NONE, reorder: { within: 60_000 } }, times, [])).toBe(6);
    expect(most({ ...NONE, late: { kind: "drop" } }, times, [])).toBe(0);
  });

  it("is nothing of what is behind already when it comes", () => {
    const reorder = { within: 1000 };
    expect(most({ ...NONE, reorder }, [10_000, 0, 0, 0], [])).toBe(1);
  });

  it("is what waits, until the watermark has passed the wait", () => {
    const sequence = { field: "n", from: "1", wait: 2500 };
    const order = { ...NONE, sequence };
    const times = [0, 1000, 2000, 3000, 4000, 5000];
    // Two wait after the first key's second event, until the third: three with the other key's one.
    expect(
      most(order, times, [
        [0, 2, 0],
        [0, 1, 0],
      ]),
    ).toBe(3);
    // In each key one waits until the other key's next event: its own next one comes later.
    const waiting = [
      [1, 0],
      [1, 0],
    ];
    expect(most(order, [0, 6000, 15_000, 15_000], waiting)).toBe(1);
  });
});
