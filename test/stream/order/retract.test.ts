import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noCounts } from "../../../src/machine/counts.ts";
import type { Event } from "../../../src/machine/event.ts";
import { load, type Machine } from "../../../src/machine/machine.ts";
import type { Output } from "../../../src/machine/output.ts";
import { outputLine } from "../../../src/machine/render.ts";
import { noOrderCounts } from "../../../src/stream/order/order-counts.ts";
import { retractingRunner } from "../../../src/stream/order/retract.ts";
import { type Listener, type Runner, referenceRunner } from "../../../src/stream/runner.ts";
import { StreamRun } from "../../../src/stream/stream-run.ts";
import { trials } from "../../property/pairs.ts";
import { automatonOf } from "../../property/three-ways.ts";
import { inputsOf, type Log } from "../../support/logs.ts";

/** Pairs of a program and a log. */
const CASES = Number(process.env.PROPERTY_RUNS ?? 5000);
const LOGS_PER_PROGRAM = 25;

/** Runs events of one key under a watermark, or none, to the end of the input. */
function outputsOf(
  events: readonly Event[],
  disorderMs: number | null,
  runner: (listener: Listener) => Runner,
): { readonly outputs: readonly Output[]; readonly counts: Listener["counts"] } {
  const outputs: Output[] = [];
  const counts = noCounts();
  const listener = { counts, output: (output: Output) => outputs.push(output), dead: () => {} };
  const run = new StreamRun({
    patterns: [{ runner: runner(listener), vocabulary: 0 }],
    sources: 1,
    watermark: disorderMs === null ? null : { disorderMs, aheadMs: null },
    ahead: () => {},
  });
  for (const event of events) run.event(event, 0, 0);
  run.finish();
  return { outputs, counts };
}

/** What stands after all corrections, without revisions. */
function surviving(outputs: readonly Output[]): readonly string[] {
  const standing = new Map<string, { rev: number; line: string | null }>();
  for (const { rev, retracted, ...output } of outputs) {
    const before = standing.get(output.id);
    if (before === undefined) expect([rev, retracted ?? false]).toEqual([0, false]);
    else if (retracted === true) expect(rev).toBe(before.rev);
    else expect(rev).toBe(before.rev + 1);
    standing.set(output.id, {
      rev: rev!,
      line: retracted === true ? null : outputLine(output),
    });
  }
  return [...standing.values()].flatMap(({ line }) => (line === null ? [] : [line])).sort();
}

const eventsOf = (machine: Machine, log: Log): readonly (readonly Event[])[] =>
  inputsOf(log, machine.automaton.vocabulary)
    .map((inputs) => inputs.flatMap((input) => (input.kind === "event" ? [input.event] : [])))
    // A repeated id gives equal ids of outputs, which no reader could tell apart.
    .filter((events) => new Set(events.map(({ id }) => id)).size === events.length);

describe("rule 36: late retract", () => {
  it("leaves what the ordered run says, while nothing is later than D", {
    timeout: 300_000,
  }, () => {
    let corrected = 0;
    fc.assert(
      fc.property(
        trials((text) => automatonOf(text) !== null, LOGS_PER_PROGRAM),
        fc.constantFrom(0, 1000, 30_000, 3_600_000),
        ({ program, logs }, disorderMs) => {
          const machine = load(automatonOf(program.text)!);
          for (const log of logs)
            for (const events of eventsOf(machine, log)) {
              let greatest = Number.NEGATIVE_INFINITY;
              let withinMs = 0;
              for (const { time } of events) {
                greatest = Math.max(greatest, time);
                withinMs = Math.max(withinMs, greatest - time);
              }
              const order = { withinMs, counts: noOrderCounts() };
              const retracting = outputsOf(events, disorderMs, (listener) =>
                retractingRunner(machine, order, listener),
              );
              const inOrder = events.toSorted((a, b) => a.time - b.time);
              const ordered = outputsOf(inOrder, null, (listener) =>
                referenceRunner(machine, listener),
              );
              expect(surviving(retracting.outputs)).toEqual(ordered.outputs.map(outputLine).sort());
              const { late: _late, ...counted } = retracting.counts;
              const { late: _none, ...expected } = ordered.counts;
              expect(counted).toEqual(expected);
              expect(order.counts).toEqual(noOrderCounts());
              corrected += retracting.outputs.filter(({ rev }) => rev! > 0).length;
            }
        },
      ),
      { seed: 36, numRuns: CASES / LOGS_PER_PROGRAM },
    );
    expect(corrected).toBeGreaterThan(CASES / 20);
  });
});
