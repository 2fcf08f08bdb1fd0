import { describe, expect, it } from "vitest";
import { noCounts } from "../../../src/machine/counts.ts";
import type { Event } from "../../../src/machine/event.ts";
import type { Machine } from "../../../src/machine/machine.ts";
import type { Counts } from "../../../src/machine/output.ts";
import { outputLine } from "../../../src/machine/render.ts";
import {
  keptBack,
  noOrderCounts,
  type OrderCounts,
} from "../../../src/stream/order/order-counts.ts";
import { patternRunner, steppedRunner } from "../../../src/stream/pattern-runner.ts";
import type { Runner } from "../../../src/stream/runner.ts";
import { StreamRun } from "../../../src/stream/stream-run.ts";
import { shuffled } from "../streams.ts";
import { eventsOf } from "./running.ts";
import { casesOr, holds, sameCounts, sameLines } from "./trying.ts";
import { drawTangle, drawWords, withWords } from "./words.ts";

const CASES = casesOr(5000);
/** As many logs make one stream of as many keys and more. */
const TOGETHER = 10;

interface Told {
  readonly lines: readonly string[];
  readonly failures: readonly string[];
  readonly counts: Counts;
  readonly order: OrderCounts;
}

interface Books {
  readonly counts: Counts;
  readonly order: OrderCounts;
  readonly dead: (step: { readonly kind: string; readonly instant: number }) => void;
}

function runWith(
  make: (books: Books, line: (text: string) => void) => Runner,
  events: readonly Event[],
  disorderMs: number | null,
): Told {
  const lines: string[] = [];
  const failures: string[] = [];
  const counts = noCounts();
  const order = noOrderCounts();
  const dead: Books["dead"] = ({ kind, instant }) => failures.push(`${kind} ${instant}`);
  const stream = new StreamRun({
    patterns: [
      { runner: make({ counts, order, dead }, (line) => lines.push(line)), vocabulary: 0 },
    ],
    sources: 1,
    watermark: disorderMs === null ? null : { disorderMs, aheadMs: null },
    ahead: () => {},
  });
  for (const event of events) stream.event(event, 0, 0);
  stream.finish();
  expect(stream.openSessions).toBe(0);
  return { lines, failures, counts, order };
}

const byLines = (machine: Machine) => (books: Books, line: (text: string) => void) =>
  patternRunner(machine, { ...books, line });

const bySteps = (machine: Machine) => (books: Books, line: (text: string) => void) =>
  steppedRunner(machine, { ...books, output: (output) => line(outputLine(output)) });

describe("any order words", () => {
  it("leave nothing unaccounted for, and twin and reference agree", { timeout: 3_600_000 }, () => {
    const met = noOrderCounts();
    const property = { name: "any order words", seed: 32, cases: CASES, logsPerProgram: 100 };
    holds(property, (plain, logs, drawFor) => {
      for (let at = 0; at < logs.length; at += TOGETHER) {
        const draw = drawFor(logs[at]!);
        const machine = withWords(plain, drawWords(draw, plain));
        const keys = logs.slice(at, at + TOGETHER).flatMap((log, i) =>
          eventsOf(machine, log).map((events) =>
            drawTangle(
              draw,
              events.map((event) => ({ ...event, key: `${event.key}${i}` })),
            ),
          ),
        );
        const events = shuffled(draw, keys);
        const disorderMs = draw.pick([null, 0, 10_000, 3_600_000]);
        const told = runWith(byLines(machine), events, disorderMs);
        const stepped = runWith(bySteps(machine), events, disorderMs);
        sameLines(told.lines, stepped.lines);
        sameLines(told.failures, stepped.failures);
        sameCounts(told.counts, stepped.counts);
        sameCounts(told.order, stepped.order);
        const { counts, order } = told;
        const { handedOn, ignored, laneless, taken, unmatched, failed } = counts;
        expect(handedOn).toBe(events.length);
        expect(handedOn).toBe(keptBack(order) + ignored + laneless + counts.stepped);
        expect(counts.stepped).toBe(taken + unmatched + failed);
        expect(order.held).toBe(0);
        for (const name of Object.keys(met) as (keyof OrderCounts)[]) met[name] += order[name];
      }
    });
    const { held, ...others } = met;
    expect(held).toBe(0);
    for (const times of Object.values(others))
      expect(times, JSON.stringify(met)).toBeGreaterThan(0);
  });
});
