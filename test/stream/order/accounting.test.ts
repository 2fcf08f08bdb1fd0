import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noCounts } from "../../../src/machine/counts.ts";
import type { Event } from "../../../src/machine/event.ts";
import { load, type Machine } from "../../../src/machine/machine.ts";
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
import { trials } from "../../property/pairs.ts";
import { automatonOf } from "../../property/three-ways.ts";
import { drawingFrom } from "../../support/draw.ts";
import { shuffled } from "../streams.ts";
import { eventsOf } from "./running.ts";
import { drawTangle, drawWords, withWords } from "./words.ts";

/** Logs of several keys. */
const CASES = Number(process.env.PROPERTY_RUNS ?? 500);
const LOGS_PER_PROGRAM = 25;

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
    fc.assert(
      fc.property(
        trials((text) => automatonOf(text) !== null, LOGS_PER_PROGRAM),
        fc.nat(),
        ({ program, logs }, drawn) => {
          const draw = drawingFrom(drawn);
          const plain = load(automatonOf(program.text)!);
          for (const log of logs) {
            const machine = withWords(plain, drawWords(draw, plain));
            const keys = eventsOf(machine, log).map((events) => drawTangle(draw, events));
            const events = shuffled(draw, keys);
            const disorderMs = draw.pick([null, 0, 10_000, 3_600_000]);
            const told = runWith(byLines(machine), events, disorderMs);
            expect(told).toEqual(runWith(bySteps(machine), events, disorderMs));
            const { counts, order } = told;
            const { handedOn, ignored, laneless, stepped, taken, unmatched, failed } = counts;
            expect(handedOn).toBe(events.length);
            expect(handedOn).toBe(keptBack(order) + ignored + laneless + stepped);
            expect(stepped).toBe(taken + unmatched + failed);
            expect(order.held).toBe(0);
            for (const name of Object.keys(met) as (keyof OrderCounts)[]) met[name] += order[name];
          }
        },
      ),
      { seed: 32, numRuns: CASES / LOGS_PER_PROGRAM },
    );
    const { held, ...others } = met;
    expect(held).toBe(0);
    for (const times of Object.values(others))
      expect(times, JSON.stringify(met)).toBeGreaterThan(0);
  });
});
