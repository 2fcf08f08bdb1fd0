import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { load } from "../../../src/machine/machine.ts";
import type { Output } from "../../../src/machine/output.ts";
import { outputLine } from "../../../src/machine/render.ts";
import { noOrderCounts } from "../../../src/stream/order/order-counts.ts";
import { retractingRunner } from "../../../src/stream/order/retract.ts";
import { trials } from "../../property/pairs.ts";
import { automatonOf } from "../../property/three-ways.ts";
import { eventsOf, latenessOf, run, runInOrder } from "./running.ts";

/** Pairs of a program and a log. */
const CASES = Number(process.env.PROPERTY_RUNS ?? 5000);
const LOGS_PER_PROGRAM = 200;

/** What stands after all corrections, without revisions. */
function surviving(outputs: readonly Output[]): readonly string[] {
  const standing = new Map<string, { rev: number; line: string | null }>();
  for (const { rev, retracted, ...output } of outputs) {
    const before = standing.get(output.id);
    if (before === undefined) expect([rev, retracted ?? false]).toEqual([0, false]);
    else expect(rev).toBe(retracted === true ? before.rev : before.rev + 1);
    standing.set(output.id, { rev: rev!, line: retracted === true ? null : outputLine(output) });
  }
  return [...standing.values()].flatMap(({ line }) => (line === null ? [] : [line])).sort();
}

describe("rule 36: late retract", () => {
  it("comes to an end where all that is kept of a key has failed", () => {
    const text = `
      events shop { key who  time ts  event go { n: integer } }
      pattern failing on shop {
        expire after 1m
        remember last: integer = 0
        start a
        state a { on go { last = round(1 / n, 0) } }
      }`;
    const machine = load(automatonOf(text)!);
    const event = { key: "k", name: "go", time: 0, fields: { n: 0 }, id: "1", members: () => [] };
    const { dead, counts } = run([event], 0, (listener) =>
      retractingRunner(
        machine,
        { within: 10, sequence: null },
        { ...listener, order: noOrderCounts() },
      ),
    );
    expect(dead).toHaveLength(1);
    expect(counts).toMatchObject({ handedOn: 1, failed: 1, sessionsBegun: 0 });
  });

  it("leaves what the ordered run says, while nothing is later than D", {
    timeout: 3_600_000,
  }, () => {
    let corrected = 0;
    fc.assert(
      fc.property(
        trials((text) => automatonOf(text) !== null, LOGS_PER_PROGRAM),
        fc.constantFrom(0, 1000, 30_000, 3_600_000),
        ({ program, logs }, disorderMs) => {
          const machine = load(automatonOf(program.text)!);
          for (const events of logs.flatMap((log) => eventsOf(machine, log))) {
            const options = { within: latenessOf(events), sequence: null };
            const order = noOrderCounts();
            const retracting = run(events, disorderMs, (listener) =>
              retractingRunner(machine, options, { ...listener, order }),
            );
            const ordered = runInOrder(machine, events);
            expect(surviving(retracting.outputs)).toEqual(ordered.outputs.map(outputLine).sort());
            const { late: _late, ...counted } = retracting.counts;
            const { late: _none, ...expected } = ordered.counts;
            expect(counted).toEqual(expected);
            expect(order).toEqual(noOrderCounts());
            corrected += retracting.outputs.filter(({ rev }) => rev! > 0).length;
          }
        },
      ),
      { seed: 36, numRuns: Math.max(1, CASES / LOGS_PER_PROGRAM) },
    );
    expect(corrected).toBeGreaterThan(CASES / 20);
  });
});
