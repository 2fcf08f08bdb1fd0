import { describe, expect, it } from "vitest";
import { stackBound } from "../../src/pushdown/bound.ts";
import { growsByPushes } from "../../src/pushdown/growth.ts";
import { findPump } from "../../src/pushdown/pump.ts";
import { accepts, EPSILON, heads, reach } from "../../src/pushdown/reach.ts";
import { complete, runToHead, unroll } from "../../src/pushdown/run.ts";
import { saturate } from "../../src/pushdown/saturation.ts";
import type { PushdownConfiguration, PushdownSystem, Rule } from "../../src/pushdown/system.ts";
import { randomSystem, seeded } from "./random.ts";

const SYSTEMS = 3_000;
const HEIGHT = 7;
const start: PushdownConfiguration = { control: 0, stack: [0] };

const apply = (rule: Rule, { control, stack }: PushdownConfiguration) =>
  rule.from === control && rule.top === stack[0]
    ? { control: rule.to, stack: [...rule.push, ...stack.slice(1)] }
    : null;

const spell = ({ control, stack }: PushdownConfiguration) => `${control}:${stack.join(",")}`;

/** Cheapest costs of all configurations that are reachable without the stack ever being higher than `height`. */
function explore(system: PushdownSystem, height: number): Map<string, number> {
  const cost = new Map<string, number>([[spell(start), 0]]);
  const work: { at: PushdownConfiguration; price: number }[] = [{ at: start, price: 0 }];
  while (work.length > 0) {
    work.sort((a, b) => b.price - a.price);
    const { at, price } = work.pop()!;
    if (price > cost.get(spell(at))!) continue;
    for (const rule of system.rules) {
      const next = apply(rule, at);
      if (next === null || next.stack.length > height) continue;
      const total = price + rule.cost;
      if (total >= (cost.get(spell(next)) ?? Number.POSITIVE_INFINITY)) continue;
      cost.set(spell(next), total);
      work.push({ at: next, price: total });
    }
  }
  return cost;
}

function replay(
  system: PushdownSystem,
  from: PushdownConfiguration,
  labels: readonly number[],
): PushdownConfiguration {
  return labels.reduce((at, label) => {
    const next = apply(system.rules[label]!, at);
    if (next === null) throw new Error(`rule ${label} does not apply to ${spell(at)}`);
    return next;
  }, from);
}

const measure = { counts: (s: number) => s !== 0, limited: () => false, limit: 0 };

describe("saturation against explicit search", () => {
  it(`agrees on ${SYSTEMS} random systems`, () => {
    const tally = { members: 0, strangers: 0, bounded: 0, unbounded: 0, byPushes: 0, heads: 0 };
    for (let seed = 1; seed <= SYSTEMS; seed++) {
      const random = seeded(seed);
      const system = randomSystem(random);
      const found = explore(system, HEIGHT);
      const saturation = saturate(system, start);
      const completion = complete(saturation);
      const reached = reach(system, start);

      // Both ways of saturating find the same edges.
      const edges = saturation.from.map((from, edge) => [
        from,
        saturation.symbol[edge]!,
        saturation.to[edge]!,
      ]);
      const sets = Array.from({ length: reached.nodes }, (_, from) =>
        Array.from({ length: system.symbols + 1 }, (_, i) =>
          reached.targets(from, i - 1).map((to) => [from, i - 1, to]),
        ).flat(),
      ).flat();
      expect(new Set(edges.map(String))).toEqual(new Set(sets.map(String)));

      // Whatever the search finds is accepted.
      for (const text of found.keys()) {
        const [control, stack] = text.split(":");
        expect(
          accepts(reached, { control: Number(control), stack: stack!.split(",").map(Number) }),
        ).toBe(true);
        tally.members++;
      }

      // Each head has a run that replays, and costs no more than any that the search found.
      heads(reached).forEach((tops, control) => {
        for (const top of tops) {
          const run = runToHead(saturation, completion, control, top)!;
          const end = replay(system, start, run);
          expect([end.control, end.stack[0]]).toEqual([control, top]);
          const paid = run.reduce((sum, label) => sum + system.rules[label]!.cost, 0);
          for (const [text, price] of found) {
            if (text.startsWith(`${control}:${top}`)) expect(paid).toBeLessThanOrEqual(price);
          }
          tally.heads++;
        }
      });

      const bound = stackBound(reached, measure);
      const pump = findPump(saturation, completion, measure);
      expect(pump === null).toBe(bound !== null);
      if (growsByPushes(system, start, measure)) {
        expect(bound).toBe(null);
        tally.byPushes++;
      }
      if (bound !== null) {
        tally.bounded++;
        // The search is complete where the bound fits into it: the two languages are the same.
        if (bound < HEIGHT) {
          const heights = [...found.keys()].map((text) => text.split(",").length - 1);
          expect(Math.max(...heights)).toBe(bound);
          for (let i = 0; i < 30; i++) {
            const stack = [0];
            while (random() < 0.6 && stack.length <= bound + 1) {
              stack.unshift(1 + Math.floor(random() * (system.symbols - 1)));
            }
            const at = { control: Math.floor(random() * system.controls), stack };
            expect(accepts(reached, at)).toBe(found.has(spell(at)));
            tally.strangers++;
          }
        }
      } else {
        tally.unbounded++;
        let at = replay(system, start, pump!.prefix);
        for (let round = 0; round < 4; round++) {
          const next = replay(system, at, pump!.loop);
          expect(next.stack.length).toBeGreaterThan(at.stack.length);
          at = next;
        }
      }
    }
    console.log(`saturation: ${JSON.stringify(tally)}`);
    expect(tally.bounded).toBeGreaterThan(500);
    expect(tally.unbounded).toBeGreaterThan(500);
    expect(tally.byPushes).toBeGreaterThan(300);
    expect(tally.members).toBeGreaterThan(20_000);
  });

  it("bounds the symbols between limited ones", () => {
    // Each round pushes a frame (1) and an address (2).
    const system: PushdownSystem = {
      controls: 2,
      symbols: 3,
      rules: [
        { from: 0, top: 0, to: 1, push: [1, 0], label: 0, cost: 1 },
        { from: 1, top: 1, to: 0, push: [2, 1], label: 1, cost: 1 },
        { from: 0, top: 2, to: 1, push: [1, 2], label: 2, cost: 1 },
      ],
    };
    const reached = reach(system, start);
    expect(stackBound(reached, measure)).toBe(null);
    const counts = (symbol: number) => symbol === 1;
    const limited = (symbol: number) => symbol === 2;
    expect(stackBound(reached, { counts, limited, limit: 8 })).toBe(9);
  });

  it("unrolls a path that reads nothing", () => {
    const system: PushdownSystem = {
      controls: 2,
      symbols: 1,
      rules: [{ from: 0, top: 0, to: 1, push: [], label: 7, cost: 1 }],
    };
    const saturation = saturate(system, start);
    const [edge] = saturation.outgoing[1]!;
    expect(saturation.symbol[edge!]).toBe(EPSILON);
    expect(unroll(saturation, [edge!])).toEqual([7]);
    expect(accepts(reach(system, start), { control: 1, stack: [] })).toBe(true);
  });
});
