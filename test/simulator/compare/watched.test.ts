import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Order } from "../../../src/automaton/automaton.ts";
import { compile } from "../../../src/compile.ts";
import { noCounts } from "../../../src/machine/counts.ts";
import type { Event } from "../../../src/machine/event.ts";
import { load } from "../../../src/machine/machine.ts";
import { outputLine } from "../../../src/machine/render.ts";
import { Comparison } from "../../../src/simulator/compare/comparison.ts";
import { lagOf } from "../../../src/simulator/compare/keeping.ts";
import { contentOf, idOf } from "../../../src/simulator/compare/line.ts";
import { orderedLog } from "../../../src/simulator/compare/log.ts";
import { OrderRun } from "../../../src/simulator/compare/order-run.ts";
import { orderedRun } from "../../../src/simulator/compare/ordered-run.ts";
import { Watermark } from "../../../src/simulator/compare/watermark.ts";
import { pass } from "../../../src/simulator/disorder/pipeline.ts";
import { BRISK, shopVisits } from "../../../src/simulator/visits.ts";
import { noOrderCounts, type OrderCounts } from "../../../src/stream/order/order-counts.ts";
import { steppedRunner } from "../../../src/stream/pattern-runner.ts";
import { StreamRun } from "../../../src/stream/stream-run.ts";
import { Surviving } from "../../../src/stream/surviving.ts";
import { BEGIN, pipelineOf } from "../law.ts";

const PATTERN = join(import.meta.dirname, "../../../patterns/search-attribution/pattern.pda");
const { patterns } = compile({
  main: { name: "pattern.pda", text: readFileSync(PATTERN, "utf8") },
  load: () => null,
});
const machine = load(patterns[0]!.automaton);

const visits = shopVisits({ seed: 3, visits: 150, gaps: BRISK, length: 6, start: BEGIN });
/** With the number that each would have from a tracker in the visit. */
const events = visits.map(
  (event, i): Event => ({
    ...event,
    fields: {
      ...event.fields,
      number: visits.slice(0, i).filter(({ key }) => key === event.key).length + 1,
    },
  }),
);

const PIPELINE = "offline on=2m off=20s | network tail=5%";

const NONE: Order = {
  ...{ dedupe: null, reorder: null, sequence: null, cause: null },
  late: { kind: "apply" },
};
const WORDS: Readonly<Record<string, Order>> = {
  "order by": { ...NONE, sequence: { field: "number", from: "1", wait: 2000 } },
  "late retract": { ...NONE, late: { kind: "retract", within: 2000 } },
  "reorder, late drop": { ...NONE, reorder: { within: 2000 }, late: { kind: "drop" } },
};

it.each(Object.entries(WORDS))(
  "keys one by one give what a stream under a watermark gives: %s",
  (_, order) => {
    const ordered = orderedRun(machine, orderedLog(events));
    const { log, truth } = ordered;
    const traffic = pass(pipelineOf(PIPELINE), truth, 1);
    const watermark = new Watermark();
    watermark.follow(traffic);
    const arrivals = Array.from(traffic.order.subarray(0, traffic.live), (row) => ({
      row,
      event: { ...log.events[traffic.event[row]!]!, time: Math.floor(traffic.stamp[row]!) },
    }));

    const lines: string[] = [];
    const counts = noOrderCounts();
    const runner = steppedRunner(
      { ...machine, automaton: { ...machine.automaton, order } },
      {
        ...{ counts: noCounts(), order: counts, dead: () => {} },
        output: (output) => lines.push(outputLine(output)),
      },
    );
    const stream = new StreamRun({
      ...{ patterns: [{ runner, vocabulary: 0 }], sources: 1, ahead: () => {} },
      watermark: { disorderMs: lagOf(order), aheadMs: null },
    });
    for (const { event } of arrivals) stream.event(event, 0, 0);
    stream.finish();

    const one = new OrderRun(machine, order);
    const single: string[] = [];
    const sum = noOrderCounts();
    for (const key of log.keys) {
      const own = arrivals.filter(({ event }) => event.key === key);
      const places = [...own.map(({ row }) => watermark.place[row]!), Number.POSITIVE_INFINITY];
      const watermarks = places.map((place) => watermark.greatestBefore(place) - lagOf(order));
      one.run(
        key,
        own.map(({ event }) => event),
        null,
        watermarks,
      );
      single.push(...one.lines);
      for (const name of Object.keys(sum) as (keyof OrderCounts)[]) sum[name] += one.kept[name];
    }
    expect(single.sort()).toEqual(lines.sort());
    expect(sum).toEqual(counts);
    expect(lines.length).toBeGreaterThan(100);
    // Something came too late for the words: else the watermark had nothing to say.
    expect(sum.numbersMissed + sum.lateBeyond + sum.lateDropped).toBeGreaterThan(5);

    // The comparison says so, too. What a run took back itself stands in no other line.
    const comparison = new Comparison(ordered, pipelineOf(PIPELINE), [{ reorderMs: null, order }]);
    comparison.run(1);
    const [exact] = comparison.tallies[0]!.totals();
    const surviving: string[] = [];
    const last = new Surviving((line) => surviving.push(line), lines.length);
    for (const line of lines) last.hear(line);
    last.end();
    const stand = order.late.kind === "retract" ? surviving : lines;
    const told = (line: string): string => `${idOf(line)} ${contentOf(line)}`;
    const met = new Set(stand.map(told));
    expect(exact).toBe(ordered.lines.filter((line) => met.has(told(line))).length);
  },
);
