import fc from "fast-check";
import { expect, it } from "vitest";
import { Release } from "../../../src/simulator/compare/release.ts";
import { Watermark } from "../../../src/simulator/compare/watermark.ts";
import { Traffic } from "../../../src/simulator/disorder/traffic.ts";
import { truthOf } from "../../../src/simulator/disorder/truth.ts";
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

it("lets go by the watermark of all keys, too", () => {
  const release = new Release();
  const watermark = new Watermark();
  let byOthers = 0;
  const arrivals = fc.array(fc.tuple(fc.nat(2), fc.nat(12)), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(arrivals, fc.nat(6), (records, withinMs) => {
      const session = records.map(([key]) => key);
      // As it is: the rows of a truth are in the order of time, these come in any.
      const truth = truthOf({ time: records.map((_, i) => i), session, names: ["a", "b", "c"] });
      const traffic = new Traffic();
      traffic.begin(truth, 1);
      traffic.beginStage();
      records.forEach(([, time], row) => {
        traffic.stamp[row] = time;
        traffic.at[row] = 100 + 2 * row;
      });
      traffic.endStage();
      watermark.follow(traffic);

      const keys = [0, 1, 2].map(() => ({ reorder: new Reorder(withinMs), greatest: -1 }));
      const expected: [number, number][][] = [[], [], []];
      let greatest = Number.NEGATIVE_INFINITY;
      records.forEach(([k, time], place) => {
        const key = keys[k]!;
        const at = 100 + 2 * place;
        key.greatest = Math.max(key.greatest, time);
        greatest = Math.max(greatest, time);
        const event = { key: "", time, name: null, fields: {}, id: "", members: () => [] };
        const arrival = { event, behindWatermark: false, place };
        for (const each of key.reorder.receive(arrival, key.greatest))
          expected[k]!.push([each.place, at]);
        keys.forEach(({ reorder }, other) => {
          for (const each of reorder.reach(greatest - withinMs)) {
            expected[other]!.push([each.place, at]);
            if (other !== k) byOthers++;
          }
        });
      });
      keys.forEach(({ reorder }, k) => {
        for (const each of reorder.reach(Number.POSITIVE_INFINITY))
          expected[k]!.push([each.place, Number.POSITIVE_INFINITY]);
        const rows = traffic.order.filter((row, i) => i < traffic.live && session[row] === k);
        release.reorder(rows, traffic.at, traffic.stamp, withinMs, watermark);
        const got = Array.from({ length: release.count }, (_, i) => [
          release.rows[i]!,
          release.at[i]!,
        ]);
        expect(got).toEqual(expected[k]);
      });
    }),
    { seed: 30, numRuns: RUNS },
  );
  expect(byOthers).toBeGreaterThan(RUNS / 10);
});
