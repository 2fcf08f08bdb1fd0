import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { load } from "../../../src/machine/machine.ts";
import { outputLine } from "../../../src/machine/render.ts";
import type { Arm } from "../../../src/simulator/compare/arm.ts";
import { Comparison } from "../../../src/simulator/compare/comparison.ts";
import type { Wrong } from "../../../src/simulator/compare/counting.ts";
import { orderedLog } from "../../../src/simulator/compare/log.ts";
import { match } from "../../../src/simulator/compare/match.ts";
import { orderedRun } from "../../../src/simulator/compare/ordered-run.ts";
import { VERDICTS } from "../../../src/simulator/compare/verdict.ts";
import { noOrderCounts } from "../../../src/stream/order/order-counts.ts";
import { retractingRunner } from "../../../src/stream/order/retract.ts";
import { referenceRunner } from "../../../src/stream/runner.ts";
import { trials } from "../../property/pairs.ts";
import { automatonOf } from "../../property/three-ways.ts";
import { eventsOf, latenessOf, run } from "../../stream/order/running.ts";
import { pipelineOf } from "../law.ts";
import { eventsOfLogs } from "../logs.ts";
import { balanced } from "./books.ts";

/** Pairs of a program and a log. */
const CASES = Number(process.env.PROPERTY_RUNS ?? 200);
const LOGS_PER_PROGRAM = 25;

const PIPELINES = [
  "collectors n=4 flush=5s",
  "collectors n=2 flush=30m | loss share=20%",
  "copies share=30% renamed=30% | network median=2s sigma=2",
  "skew | truncate to=1s ties=random | network",
  "offline on=1m off=5m | loss share=5%",
];

describe("random programs on random logs through random pipelines", () => {
  it("have one verdict for each output of either run, and each window judged as if alone", {
    timeout: 600_000,
  }, () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(
        trials((text) => automatonOf(text) !== null, LOGS_PER_PROGRAM),
        fc.constantFrom(...PIPELINES),
        fc.nat(1000),
        ({ program, logs }, text, seed) => {
          const machine = load(automatonOf(program.text)!);
          const events = eventsOfLogs(machine, logs);
          const ordered = orderedRun(machine, orderedLog(events));
          const expected = run(ordered.log.events, null, (listener) =>
            referenceRunner(machine, listener),
          ).outputs.map(outputLine);
          expect([...ordered.lines].sort()).toEqual(expected.sort());
          const pipeline = pipelineOf(text);
          const wrongs: Wrong[] = [];
          const arms: readonly Arm[] = [
            ...[null, 0, 5000, 3_600_000].map((reorderMs) => ({ reorderMs })),
            { reorderMs: 5000, watermark: true },
          ];
          const together = new Comparison(ordered, pipeline, arms, {
            wrong: (wrong) => wrongs.push(wrong),
          });
          together.run(seed);
          together.tallies.forEach((tally, arm) => {
            const alone = new Comparison(ordered, pipeline, [arms[arm]!]);
            alone.run(seed);
            expect(alone.tallies[0]).toEqual(tally);
            const [exact, changed, , missing] = tally.totals();
            expect(exact! + changed! + missing!).toBe(ordered.lines.length);
            expect(tally.totals()).toEqual(sums(tally.verdicts));
            tally.totals().forEach((count, code) => {
              const name = VERDICTS[code]!;
              seen.set(name, (seen.get(name) ?? 0) + count);
              const told = wrongs.filter((wrong) => wrong.arm === arm && wrong.verdict === name);
              if (code > 0) expect(told).toHaveLength(count);
            });
          });
        },
      ),
      { seed: 27, numRuns: CASES / LOGS_PER_PROGRAM, endOnFailure: true },
    );
    for (const verdict of ["exact", "changed", "false positive", "false negative", "duplicate"])
      expect(seen.get(verdict), verdict).toBeGreaterThan(CASES / 50 - 1);
  });

  it("are exact in the end where what is late is retracted in time", { timeout: 600_000 }, () => {
    let retracted = 0;
    fc.assert(
      fc.property(
        trials((text) => automatonOf(text) !== null, LOGS_PER_PROGRAM),
        ({ program, logs }) => {
          const machine = load(automatonOf(program.text)!);
          for (const events of logs.flatMap((log) => eventsOf(machine, log))) {
            if (events.length === 0) continue;
            const log = orderedLog(events.map((event) => ({ ...event, key: "k" })));
            const truth = orderedRun(machine, log).lines;
            const options = { within: latenessOf(events), sequence: null };
            const observed = run(
              events.map((event) => ({ ...event, key: "k" })),
              1000,
              (listener) =>
                retractingRunner(machine, options, { ...listener, order: noOrderCounts() }),
            ).outputs.map(outputLine);
            const judged = match(truth, observed);
            balanced(truth, observed, judged);
            expect(
              judged.filter(({ verdict }) => verdict !== "exact" && verdict !== "retracted"),
            ).toEqual([]);
            retracted += judged.filter(({ verdict }) => verdict === "retracted").length;
          }
        },
      ),
      { seed: 36, numRuns: CASES / LOGS_PER_PROGRAM, endOnFailure: true },
    );
    expect(retracted).toBeGreaterThan(0);
  });
});

function sums(verdicts: Uint32Array): Float64Array {
  const totals = new Float64Array(VERDICTS.length);
  verdicts.forEach((count, i) => {
    totals[i % VERDICTS.length]! += count;
  });
  return totals;
}
