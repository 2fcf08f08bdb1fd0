import { describe, expect, it } from "vitest";
import type { Order } from "../../../src/automaton/automaton.ts";
import type { Event } from "../../../src/machine/event.ts";
import type { Machine } from "../../../src/machine/machine.ts";
import { outputLine } from "../../../src/machine/render.ts";
import { noOrderCounts, type OrderCounts } from "../../../src/stream/order/order-counts.ts";
import { steppedRunner } from "../../../src/stream/pattern-runner.ts";
import { type Listener, referenceRunner } from "../../../src/stream/runner.ts";
import type { Draw } from "../../support/draw.ts";
import { eventsOf, latenessOf, run, runInOrder } from "./running.ts";
import { casesOr, holds, sameCounts, sameLines } from "./trying.ts";

const CASES = casesOr(5000);

const NONE: Order = {
  ...{ dedupe: null, reorder: null, sequence: null },
  ...{ late: { kind: "apply" }, cause: null },
};

const ordered =
  (machine: Machine, order: Partial<Order>, counts: OrderCounts) => (listener: Listener) =>
    steppedRunner(
      { ...machine, automaton: { ...machine.automaton, order: { ...NONE, ...order } } },
      { ...listener, order: counts },
    );

/** Checks events of one key of random programs. */
function hold(
  name: string,
  cases: number,
  check: (machine: Machine, events: readonly Event[], draw: Draw) => void,
) {
  holds({ name, seed: 34, cases, logsPerProgram: 100 }, (machine, logs, drawFor) => {
    for (const log of logs)
      for (const events of eventsOf(machine, log)) check(machine, events, drawFor(log));
  });
}

const withField = (event: Event, name: string, value: string | number): Event => ({
  ...event,
  fields: { ...event.fields, [name]: value },
});

const WATERMARKS = [null, 0, 1000, 30_000, 3_600_000];

describe("rule 34: reorder within D", () => {
  it("gives the ordered run, where nothing is more than D behind", { timeout: 3_600_000 }, () => {
    hold("rule 34, reorder within", CASES, (machine, events, draw) => {
      const counts = noOrderCounts();
      const within = latenessOf(events);
      // Rule 30: a watermark allows at least as much disorder as the pattern does.
      const watermark = draw.pick(WATERMARKS);
      const disorderMs = watermark === null ? null : Math.max(watermark, within);
      const ran = run(events, disorderMs, ordered(machine, { reorder: { within } }, counts));
      const truth = runInOrder(machine, events);
      sameLines(ran.outputs.map(outputLine), truth.outputs.map(outputLine));
      sameCounts(ran.counts, truth.counts);
      sameCounts(counts, noOrderCounts());
    });
  });

  it("with half of it some are late, and everything is accounted for", {
    timeout: 3_600_000,
  }, () => {
    let late = 0;
    hold("rule 34, half of it", CASES / 5, (machine, events) => {
      const within = Math.floor(latenessOf(events) / 2);
      const counts = noOrderCounts();
      const ran = run(
        events,
        null,
        ordered(machine, { reorder: { within }, late: { kind: "drop" } }, counts),
      );
      late += counts.lateDropped;
      expect(ran.counts.handedOn).toBe(events.length);
      const { ignored, laneless, stepped } = ran.counts;
      expect(counts.lateDropped + ignored + laneless + stepped).toBe(events.length);
    });
    expect(late).toBeGreaterThan(CASES / 500);
  });
});

describe("rule 33: dedupe by F within D", () => {
  it("lets copies within the window change nothing", { timeout: 3_600_000 }, () => {
    let duplicates = 0;
    let unfailed = 0;
    hold("rule 33, dedupe by", CASES, (machine, events, draw) => {
      const tagged = events.map((event, i) => withField(event, "copy of", `e${i}`));
      const within = 5 * 60_000;
      // A copy comes while its event is remembered: when nothing later than its time and D has come.
      let greatest = Number.NEGATIVE_INFINITY;
      const deliveries = tagged.flatMap((event) => {
        greatest = Math.max(greatest, event.time);
        const left = event.time + within - greatest;
        const copied = left >= 0 && draw.chance(0.3);
        return [
          { event, at: greatest },
          ...(copied ? [{ event, at: greatest + draw.integer(0, left) }] : []),
        ];
      });
      const shuffled = deliveries.sort((a, b) => a.at - b.at).map(({ event }) => event);
      const firsts = [...new Set(shuffled)];
      expect(firsts.every((event, i) => event === tagged[i])).toBe(true);
      const counts = noOrderCounts();
      const dedupe = { field: "copy of", within };
      const ran = run(shuffled, null, ordered(machine, { dedupe }, counts));
      const alone = run(tagged, null, (listener) => referenceRunner(machine, listener));
      expect(ran.counts.handedOn).toBe(shuffled.length);
      duplicates += counts.duplicates;
      // What failed is not remembered: its copy is tried anew, at a later moment, and may succeed.
      if (alone.counts.failed > 0) return;
      unfailed++;
      sameLines(ran.outputs.map(outputLine), alone.outputs.map(outputLine));
      const unread = { handedOn: 0, ignored: 0 };
      sameCounts({ ...ran.counts, ...unread }, { ...alone.counts, ...unread });
    });
    expect(duplicates).toBeGreaterThan(CASES / 10);
    expect(unfailed).toBeGreaterThan(CASES / 2);
  });
});
