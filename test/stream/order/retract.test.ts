import { describe, expect, it } from "vitest";
import { load } from "../../../src/machine/machine.ts";
import type { Output } from "../../../src/machine/output.ts";
import { outputLine } from "../../../src/machine/render.ts";
import { noOrderCounts } from "../../../src/stream/order/order-counts.ts";
import { retractingRunner } from "../../../src/stream/order/retract.ts";
import { automatonOf } from "../../property/three-ways.ts";
import { eventsOf, latenessOf, run, runInOrder } from "./running.ts";
import { casesOr, holds, sameCounts, sameLines } from "./trying.ts";

const CASES = casesOr(5000);

/** What stands after all corrections, without revisions. */
function surviving(outputs: readonly Output[]): readonly string[] {
  const standing = new Map<string, { rev: number; line: string | null }>();
  for (const { rev, retracted, ...output } of outputs) {
    const before = standing.get(output.id);
    const taken = retracted === true;
    const sound = before === undefined ? rev === 0 && !taken : rev === before.rev + Number(!taken);
    if (!sound) expect.fail(`${output.id}: revision ${rev} after ${before?.rev}`);
    standing.set(output.id, { rev: rev!, line: taken ? null : outputLine(output) });
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
    const property = { name: "rule 36, late retract", seed: 36, cases: CASES, logsPerProgram: 100 };
    holds(property, (machine, logs, drawFor) => {
      for (const log of logs) {
        const disorderMs = drawFor(log).pick([0, 1000, 30_000, 3_600_000]);
        for (const events of eventsOf(machine, log)) {
          const options = { within: latenessOf(events), sequence: null };
          const order = noOrderCounts();
          const retracting = run(events, disorderMs, (listener) =>
            retractingRunner(machine, options, { ...listener, order }),
          );
          const ordered = runInOrder(machine, events);
          sameLines(surviving(retracting.outputs), ordered.outputs.map(outputLine).sort());
          sameCounts({ ...retracting.counts, late: 0 }, { ...ordered.counts, late: 0 });
          sameCounts(order, noOrderCounts());
          for (const { rev } of retracting.outputs) corrected += Number(rev! > 0);
        }
      }
    });
    expect(corrected).toBeGreaterThan(CASES / 20);
  });
});
