import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pass } from "../../src/simulator/disorder/pipeline.ts";
import { arrangement } from "../../src/simulator/measure/arrangement.ts";
import { fitPipeline } from "../../src/simulator/measure/fit.ts";
import { measure } from "../../src/simulator/measure/measure.ts";
import { Recorder, type Recording } from "../../src/simulator/measure/recording.ts";
import { Sketch } from "../../src/simulator/measure/sketch.ts";
import { BEGIN, pipelineOf, sessions } from "./law.ts";

/** By the definitions, pair by pair and subset by subset. */
function slow(times: readonly number[]) {
  const pairs = times.flatMap((a, i) => times.flatMap((b, j) => (i < j && a > b ? [j - i] : [])));
  const sorted = times.map((t, i) => ({ t, i })).sort((a, b) => a.t - b.t || a.i - b.i);
  const longest = (fits: (a: number, b: number) => boolean): number => {
    const best: number[] = [];
    for (const b of times) best.push(1 + Math.max(0, ...best.filter((_, i) => fits(times[i]!, b))));
    return Math.max(0, ...best);
  };
  return {
    inversions: pairs.length,
    distance: Math.max(0, ...pairs),
    displacement: Math.max(0, ...sorted.map(({ i }, place) => Math.abs(i - place))),
    runs: times.filter((t, i) => i === 0 || t < times[i - 1]!).length,
    interleaved: longest((a, b) => a > b),
    removals: times.length - longest((a, b) => a <= b),
  };
}

function recorded(
  rows: readonly (readonly [time: number, key: string, arrival?: number])[],
): Recording {
  const recorder = new Recorder();
  for (const [time, key, arrival] of rows)
    recorder.add({ time, key, ...(arrival === undefined ? {} : { arrival }) });
  return recorder.end();
}

describe("measures of a sequence", () => {
  it("are what their definitions say", () => {
    const times = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 14 });
    fc.assert(
      fc.property(times, (list) => {
        expect(arrangement(Float64Array.from(list))).toEqual(slow(list));
      }),
      { numRuns: 400 },
    );
  });
});

describe("a sketch", () => {
  it("is exact below 4,096 and never too small above", () => {
    const value = fc.oneof(fc.integer({ min: 0, max: 4095 }), fc.integer({ min: 0, max: 1e14 }));
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (list, share) => {
          const sketch = new Sketch();
          for (const each of list) sketch.add(each);
          const sorted = list.toSorted((a, b) => a - b);
          const exact = sorted[Math.max(1, Math.ceil(share * list.length - 1e-9)) - 1]!;
          const found = sketch.quantile(share);
          expect(found).toBeGreaterThanOrEqual(exact);
          expect(found).toBeLessThanOrEqual(exact < 4096 ? exact : exact * (1 + 1 / 4096));
        },
      ),
    );
  });
});

describe("the disorder of a log", () => {
  it("is told of the stream and of each key", () => {
    const { scopes, delays } = measure(
      recorded([
        [1000, "a"],
        [1500, "b"],
        [1200, "a"],
        [1100, "a"],
        [1500, "b"],
      ]),
    );
    expect(delays).toBeNull();
    expect(
      scopes.map(({ scope, sequences, behind, inversions, windowMs }) => [
        scope,
        sequences,
        behind,
        inversions,
        windowMs,
      ]),
    ).toEqual([
      ["stream", 1, 2, 3, 400],
      ["key", 2, 1, 1, 100],
    ]);
    expect(scopes[0]!.curve.slice(0, 5).map(({ share }) => share)).toEqual([0.4, 0.4, 0.4, 0.4, 0]);
    expect(scopes[1]!.worst).toEqual([{ name: "a", behind: 1, maxMs: 100 }]);
  });

  it("goes by arrival times where they are known, equal ones by place", () => {
    const recording = recorded([
      [20, "a", 130],
      [10, "a", 120],
      [30, "a", 130],
    ]);
    expect(Array.from(recording.time)).toEqual([10, 20, 30]);
    expect(recording.moved).toBe(1);
    expect(measure(recording).delays).toMatchObject({ min: 100, p50: 110, max: 110, negative: 0 });
  });

  it("recommends the smallest window that leaves one in a thousand late", () => {
    const rows = Array.from({ length: 5000 }, (_, i) => {
      const late = i % 500 === 499 ? (100 * (i + 1)) / 500 : 0;
      return [BEGIN + 10 * i - (late === 0 ? 0 : late + 10), "a"] as const;
    });
    // Ten are late, by 100 to 1,000 ms; five may be.
    const [stream] = measure(recorded(rows)).scopes;
    expect(stream!.behind).toBe(10);
    expect(stream!.windowMs).toBe(500);
  });

  it("sees that a log is grouped by key, of which nothing can be fitted", () => {
    const rows = ["a", "b", "c"].flatMap((key) => [1, 2, 3].map((t) => [t, key] as const));
    expect(measure(recorded(rows)).grouped).toBe(true);
    expect(fitPipeline(recorded(rows))).toBeNull();
  });
});

describe("a fit", () => {
  const truth = sessions(
    200,
    Array.from({ length: 100 }, (_, i) => i * 150),
    50,
  );
  const made = (text: string, withArrival: boolean): Recording => {
    const { order, live, event, at } = pass(pipelineOf(text), truth, 7);
    return recorded(
      Array.from(order.subarray(0, live), (row) => {
        const of = event[row]!;
        const key = `s${truth.session[of]}`;
        return withArrival ? [truth.time[of]!, key, at[row]!] : [truth.time[of]!, key];
      }),
    );
  };

  it("finds the network again from delays", () => {
    const fit = fitPipeline(
      made("network base=40ms median=120ms sigma=0.6 tail=2% from=2s", true),
    )!;
    const { base, median, sigma, tail, alpha } = fit.pipeline.stages[0]!.values;
    expect(fit.from).toBe("delays");
    expect(base).toBeGreaterThan(30);
    expect(base).toBeLessThan(50);
    expect((base as number) + (median as number)).toBeCloseTo(160, -1);
    expect(sigma).toBeCloseTo(0.6, 1);
    expect(tail).toBeCloseTo(0.02, 2);
    expect(alpha).toBeGreaterThan(1);
    expect(alpha).toBeLessThan(2.2);
    expect(fit.stream.fitted / fit.stream.recorded).toBeCloseTo(1, 1);
    expect(fit.key.fitted / fit.key.recorded).toBeCloseTo(1, 1);
  });

  it("sees a connection that keeps order", () => {
    const fit = fitPipeline(made("network fifo=on", true))!;
    expect(fit.pipeline.stages[0]!.values.fifo).toBe(true);
    expect(fit.key).toEqual({ recorded: 0, fitted: 0 });
  });

  it("does to keys what was recorded where only order is known", () => {
    const fit = fitPipeline(made("network median=200ms sigma=0.8", false))!;
    expect(fit.from).toBe("lateness");
    expect(fit.key.fitted / fit.key.recorded).toBeCloseTo(1, 0);
  });

  it("is nothing where nothing is behind", () => {
    expect(
      fitPipeline(
        recorded([
          [1, "a"],
          [2, "b"],
        ]),
      ),
    ).toBeNull();
  });
});

const logs = process.env.PDA_LOGS;

describe.skipIf(logs === undefined)("the recorded log s9 (PDA_LOGS)", () => {
  it("has 1,544 of 9,600 events behind their stream and 7 behind their own device", () => {
    const text = gunzipSync(readFileSync(join(logs!, "s9.ndjson.gz"))).toString("utf8");
    const recorder = new Recorder();
    for (const line of text.trim().split("\n")) {
      const { ts, key, arrival } = JSON.parse(line) as { ts: number; key: string; arrival: number };
      recorder.add({ time: ts, key, arrival });
    }
    const { events, scopes } = measure(recorder.end());
    const [stream, key] = scopes;
    expect(events).toBe(9600);
    expect([stream!.behind, key!.behind, key!.sequences]).toEqual([1544, 7, 8]);
    expect([stream!.inversions, stream!.distance, stream!.displacement]).toEqual([2221, 74, 73]);
    expect([stream!.interleaved, key!.inversions, key!.distance]).toEqual([4, 20, 9]);
  });
});
