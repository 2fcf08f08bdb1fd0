import type { Order } from "../../../src/automaton/automaton.ts";
import type { Event } from "../../../src/machine/event.ts";
import type { Machine } from "../../../src/machine/machine.ts";
import type { Draw } from "../../support/draw.ts";
import { CAUSE, drawCauses, ID, withFields } from "./caused.ts";

export const NUMBER = "its number";
export const COPY = "copy of";

export const NO_WORDS: Order = {
  ...{ dedupe: null, reorder: null, sequence: null },
  ...{ late: { kind: "apply" }, cause: null },
};

export const withWords = (machine: Machine, order: Partial<Order>): Machine => ({
  ...machine,
  automaton: { ...machine.automaton, order: { ...NO_WORDS, ...order } },
});

const SPANS = [1, 1000, 10_000, 30_000, 3_600_000];

/** Any order words that go together, and with the pattern. */
export function drawWords(draw: Draw, machine: Machine): Order {
  const causal = machine.automaton.lanes === null && draw.chance(0.4);
  const ordering = draw.pick(["none", "reorder", "sequence"] as const);
  const lates: readonly Order["late"][] = [
    { kind: "apply" },
    { kind: "drop" },
    { kind: "emit", output: "behind" },
    ...(causal ? [] : [{ kind: "retract", within: draw.pick(SPANS) } as const]),
  ];
  return {
    dedupe: draw.chance(0.4) ? { field: COPY, within: draw.pick(SPANS) } : null,
    reorder: ordering === "reorder" ? { within: draw.pick(SPANS) } : null,
    sequence:
      ordering === "sequence"
        ? { field: NUMBER, from: draw.pick([null, "0", "1"]), wait: draw.pick(SPANS) }
        : null,
    late: draw.pick(lates),
    cause: causal
      ? { field: CAUSE, id: ID, wait: draw.pick(SPANS), keep: draw.pick([1, 2, 100]) }
      : null,
  };
}

/** Events with numbers, copies, causes and delays. */
export function drawTangle(draw: Draw, events: readonly Event[]): readonly Event[] {
  const numbered = events.map((event, i) =>
    withFields(event, {
      ...(draw.chance(0.9) ? { [NUMBER]: i + draw.integer(0, 1) } : {}),
      ...(draw.chance(0.8) ? { [COPY]: `e${i}` } : {}),
    }),
  );
  const delayed: Event[] = [];
  const often = draw.pick([0, 0.1, 0.4]);
  for (const event of numbered) {
    const back = draw.chance(often) ? draw.integer(1, 5) : 0;
    delayed.splice(Math.max(0, delayed.length - back), 0, event);
    if (draw.chance(0.1)) delayed.splice(draw.integer(0, delayed.length), 0, event);
  }
  return draw.chance(0.5) ? drawCauses(draw, delayed) : delayed;
}
