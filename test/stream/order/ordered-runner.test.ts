import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Order } from "../../../src/automaton/automaton.ts";
import type { Event } from "../../../src/machine/event.ts";
import { load, type Machine } from "../../../src/machine/machine.ts";
import { outputLine } from "../../../src/machine/render.ts";
import { noOrderCounts, type OrderCounts } from "../../../src/stream/order/order-counts.ts";
import { steppedRunner } from "../../../src/stream/pattern-runner.ts";
import { type Listener, referenceRunner } from "../../../src/stream/runner.ts";
import { trials } from "../../property/pairs.ts";
import { automatonOf } from "../../property/three-ways.ts";
import { type Draw, drawingFrom } from "../../support/draw.ts";
import { eventsOf, latenessOf, run, runInOrder } from "./running.ts";

/** Pairs of a program and a log. */
const CASES = Number(process.env.PROPERTY_RUNS ?? 5000);
const LOGS_PER_PROGRAM = 200;

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
  check: (machine: Machine, events: readonly Event[], draw: Draw) => void,
  cases = CASES,
) {
  fc.assert(
    fc.property(
      trials((text) => automatonOf(text) !== null, LOGS_PER_PROGRAM),
      fc.nat(),
      ({ program, logs }, drawn) => {
        const machine = load(automatonOf(program.text)!);
        const draw = drawingFrom(drawn);
        for (const events of logs.flatMap((log) => eventsOf(machine, log)))
          check(machine, events, draw);
      },
    ),
    { seed: 34, numRuns: Math.max(1, cases / LOGS_PER_PROGRAM), endOnFailure: true },
  );
}

const withField = (event: Event, name: string, value: string | number): Event => ({
  ...event,
  fields: { ...event.fields, [name]: value },
});

const WATERMARKS = [null, 0, 1000, 30_000, 3_600_000];

describe("rule 34: reorder within D", () => {
  it("gives the ordered run, where nothing is more than D behind", { timeout: 3_600_000 }, () => {
    hold((machine, events, draw) => {
      const counts = noOrderCounts();
      const within = latenessOf(events);
      // Rule 30: a watermark allows at least as much disorder as the pattern does.
      const watermark = draw.pick(WATERMARKS);
      const disorderMs = watermark === null ? null : Math.max(watermark, within);
      const ran = run(events, disorderMs, ordered(machine, { reorder: { within } }, counts));
      const truth = runInOrder(machine, events);
      expect(ran.outputs.map(outputLine)).toEqual(truth.outputs.map(outputLine));
      expect(ran.counts).toEqual(truth.counts);
      expect(counts).toEqual(noOrderCounts());
    });
  });

  it("with half of it some are late, and everything is accounted for", () => {
    let late = 0;
    hold((machine, events) => {
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
    }, CASES / 5);
    expect(late).toBeGreaterThan(CASES / 500);
  });
});

describe("rule 33: dedupe by F within D", () => {
  it("lets copies within the window change nothing", { timeout: 3_600_000 }, () => {
    let duplicates = 0;
    let unfailed = 0;
    hold((machine, events, draw) => {
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
      expect([...new Set(shuffled)]).toEqual(tagged);
      const counts = noOrderCounts();
      const dedupe = { field: "copy of", within };
      const ran = run(shuffled, null, ordered(machine, { dedupe }, counts));
      const alone = run(tagged, null, (listener) => referenceRunner(machine, listener));
      expect(ran.counts.handedOn).toBe(shuffled.length);
      duplicates += counts.duplicates;
      // What failed is not remembered: its copy is tried anew, at a later moment, and may succeed.
      if (alone.counts.failed > 0) return;
      unfailed++;
      expect(ran.outputs.map(outputLine)).toEqual(alone.outputs.map(outputLine));
      expect({ ...ran.counts, handedOn: 0, ignored: 0 }).toEqual({
        ...alone.counts,
        handedOn: 0,
        ignored: 0,
      });
    });
    expect(duplicates).toBeGreaterThan(CASES / 10);
    expect(unfailed).toBeGreaterThan(CASES / 2);
  });
});
