import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Automaton } from "../../src/automaton/automaton.ts";
import type { Event } from "../../src/machine/event.ts";
import { load, type Machine } from "../../src/machine/machine.ts";
import { type Trial, trials } from "../property/pairs.ts";
import { automatonOf } from "../property/three-ways.ts";
import { type Draw, drawingFrom } from "../support/draw.ts";
import { type Arrival, modelled, type Plan } from "./model.ts";
import {
  byKey,
  byReference,
  byTwin,
  contract,
  disorderOf,
  merged,
  shuffled,
  streamed,
  type Way,
} from "./streams.ts";

/** `PROGRAMS=2000` runs longer, `SEED=17` begins elsewhere. */
const numRuns = Number(process.env.PROGRAMS ?? 16);
const seed = Number(process.env.SEED ?? 1);
const KEYS = 5;

/** The last text only: a program is asked for where it is drawn and where it is run. */
function remembering(): (text: string) => Automaton | null {
  let last: readonly [string, Automaton | null] = ["", null];
  return (text) => {
    if (last[0] !== text) last = [text, automatonOf(text)];
    return last[1];
  };
}

const compiled = remembering();
const runs = trials((text) => compiled(text) !== null, KEYS);

interface Case {
  readonly machine: Machine;
  /** By key. */
  readonly events: readonly (readonly Event[])[];
  readonly draw: Draw;
  readonly twin: Way;
}

const caseOf = ({ program, logs }: Trial, from: number): Case => {
  const machine = load(compiled(program.text)!);
  return { machine, events: byKey(machine, logs), draw: drawingFrom(from), twin: byTwin() };
};

function holds(predicate: (each: Case) => void): void {
  const property = fc.property(runs, fc.nat(), (trial, from) => predicate(caseOf(trial, from)));
  fc.assert(property, { seed, numRuns });
}

const plainly = (machine: Machine, more: Partial<Plan> = {}): Plan => ({
  patterns: [{ machine, vocabulary: 0 }],
  ...{ sources: 1, disorderMs: null, endOfInput: "end", ...more },
});

const arriving = (events: readonly Event[], source = 0, vocabulary = 0): Arrival[] =>
  events.map((event) => ({ event, source, vocabulary }));

describe("many keys in one stream", () => {
  it("rule 30: a log grouped by key is as good as any other, without a watermark", () => {
    holds(({ machine, events, draw, twin }) => {
      const plan = plainly(machine);
      const grouped = streamed(byReference, plan, arriving(events.flat()));
      const orders = [merged(events), shuffled(draw, events), events.toReversed().flat()];
      for (const order of orders)
        for (const way of [byReference, twin]) {
          const { lines, counts } = streamed(way, plan, arriving(order));
          expect(contract(lines)).toEqual(contract(grouped.lines));
          expect(counts).toEqual(grouped.counts);
        }
    });
  });

  it("rule 30: while nothing arrives behind it, a watermark changes no result of a key", () => {
    holds(({ machine, events, draw, twin }) => {
      const order = draw.chance(0.5) ? merged(events) : shuffled(draw, events);
      const disorder = disorderOf(order);
      const without = streamed(byReference, plainly(machine), arriving(order));
      for (const disorderMs of [disorder, disorder + 1, disorder + 3_600_000])
        for (const way of [byReference, twin]) {
          const watched = streamed(way, plainly(machine, { disorderMs }), arriving(order));
          expect(contract(watched.lines)).toEqual(contract(without.lines));
          expect(watched.counts).toEqual(without.counts);
        }
    });
  });

  it("rule 29: the same bytes in the same order as a list that is searched anew", () => {
    holds(({ machine, events, draw, twin }) => {
      const order = arriving(draw.chance(0.5) ? merged(events) : shuffled(draw, events));
      const endOfInput = draw.pick(["end", "keep"] as const);
      for (const disorderMs of [null, 0, 5000, 120_000]) {
        const plan = plainly(machine, { disorderMs, endOfInput });
        const expected = modelled(plan, order);
        for (const way of [byReference, twin]) {
          const { lines, counts } = streamed(way, plan, order);
          expect(lines).toEqual(expected.lines);
          expect(counts).toEqual(expected.counts);
        }
      }
    });
  });

  it("rule 30: kept at the end of the input, what is open stays open, and nothing else changes", () => {
    holds(({ machine, events, draw, twin }) => {
      const order = arriving(shuffled(draw, events));
      const ended = streamed(twin, plainly(machine), order);
      const kept = streamed(twin, plainly(machine, { endOfInput: "keep" }), order);
      expect(ended.lines.slice(0, kept.lines.length)).toEqual(kept.lines);
      expect(ended.stream.openSessions).toBe(0);
      if (kept.lines.length < ended.lines.length)
        expect(kept.stream.openSessions).toBeGreaterThan(0);
    });
  });

  it("rule 30: of several sources the one furthest behind decides; one that has ended, no more", () => {
    holds(({ machine, events, draw, twin }) => {
      const sources = draw.integer(2, 3);
      const fed = Array.from({ length: sources }, (_, source) => [
        ...arriving(merged(events.filter((_each, i) => i % sources === source)), source),
        { ends: source },
      ]);
      const order = shuffled<Arrival>(draw, fed);
      for (const disorderMs of [null, 0, 60_000]) {
        const plan = plainly(machine, { disorderMs, sources });
        const expected = modelled(plan, order);
        for (const way of [byReference, twin]) {
          const { lines, counts } = streamed(way, plan, order);
          expect(lines).toEqual(expected.lines);
          expect(counts).toEqual(expected.counts);
        }
      }
    });
  });
});

describe("two patterns in one pass", () => {
  const two = fc.property(runs, runs, fc.nat(), (one, other, from) => {
    const cases = [caseOf(one, from), caseOf(other, from + 1)] as const;
    const { draw, twin } = cases[0];
    const patterns = cases.map(({ machine }, vocabulary) => ({ machine, vocabulary }));
    const order = shuffled(
      draw,
      cases.map(({ events }, vocabulary) => arriving(shuffled(draw, events), 0, vocabulary)),
    );
    for (const disorderMs of [null, 5000]) {
      const plan: Plan = { patterns, sources: 1, disorderMs, endOfInput: "end" };
      const expected = modelled(plan, order);
      const both = streamed(twin, plan, order);
      expect(both.lines).toEqual(expected.lines);
      for (const [own, { machine }] of cases.entries()) {
        const alone = streamed(
          twin,
          { ...plan, patterns: [{ machine, vocabulary: 0 }] },
          order.flatMap((each) =>
            "event" in each && each.vocabulary === own ? [{ ...each, vocabulary: 0 }] : [],
          ),
        );
        const { version } = machine;
        const lines = both.lines.filter((line) => JSON.parse(line).version === version);
        expect(lines).toEqual(alone.lines);
        expect(both.counts[own]).toEqual(alone.counts[0]);
      }
    }
  });

  it("rule 6: each is as if it were alone, in the very order of its lines", () => {
    fc.assert(two, { seed, numRuns: Math.ceil(numRuns / 2) });
  });
});
