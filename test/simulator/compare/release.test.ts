import fc from "fast-check";
import { expect, it } from "vitest";
import { Release } from "../../../src/simulator/compare/release.ts";
import { Reorder } from "../../../src/stream/order/reorder.ts";

const RUNS = Number(process.env.PROPERTY_RUNS ?? 2000);

it("lets go what reorder lets go, when it does", () => {
  const release = new Release();
  fc.assert(
    fc.property(fc.array(fc.nat(12), { maxLength: 20 }), fc.nat(6), (times, withinMs) => {
      const rows = Uint32Array.from(times, (_, row) => row);
      const arrival = Float64Array.from(times, (_, row) => 100 + 2 * row);
      const reorder = new Reorder(withinMs);
      const expected: [number, number][] = [];
      let greatest = Number.NEGATIVE_INFINITY;
      let held = 0;
      const hear = (released: ReturnType<Reorder["reach"]>, at: number): void => {
        for (const { place } of released) expected.push([place, at]);
      };
      times.forEach((time, place) => {
        greatest = Math.max(greatest, time);
        const event = { key: "", time, name: null, fields: {}, id: "", members: () => [] };
        const before = reorder.size;
        hear(reorder.receive({ event, behindWatermark: false, place }, greatest), arrival[place]!);
        held = Math.max(held, before + 1);
      });
      hear(reorder.reach(Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY);
      release.reorder(rows, arrival, Float64Array.from(times), withinMs);
      const got = Array.from({ length: release.count }, (_, i) => [
        release.rows[i]!,
        release.at[i]!,
      ]);
      expect(got).toEqual(expected);
      expect(release.held).toBe(held);
    }),
    { seed: 34, numRuns: RUNS },
  );
});
