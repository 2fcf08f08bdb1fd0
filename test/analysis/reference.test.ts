import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyse } from "../../src/analysis/analyse.ts";
import { solve } from "../../src/analysis/facts.ts";
import { layOut } from "../../src/analysis/layout.ts";
import { pointerOf, replay } from "../../src/analysis/witness.ts";
import type { Automaton } from "../../src/automaton/automaton.ts";
import { load } from "../../src/machine/machine.ts";
import { framesOf, withoutExpired } from "../../src/machine/stack.ts";
import { advance, feed, finish, type Passage, type Visitor } from "../../src/machine/visitor.ts";
import type { Input } from "../oracle/oracle.ts";
import { trials } from "../property/pairs.ts";
import { automatonOf } from "../property/three-ways.ts";
import { inputsOf } from "../support/logs.ts";

const PROGRAMS = Number(process.env.PROGRAMS ?? 60);
const LOGS = 4;

/** What is proved never to happen, held against everything that does happen. */
function hold(automaton: Automaton, condense: boolean, logs: readonly (readonly Input[])[]) {
  const machine = load(automaton);
  const solved = solve(layOut(automaton), condense);
  const { symbols } = solved.model;
  const tops = new Map(
    solved.layout.places.map((place) => [
      place.state.name,
      new Set([...solved.uppermost[place.index]!].flatMap((symbol) => symbols.reads(symbol))),
    ]),
  );
  const tally = { steps: 0, fired: 0 };
  for (const inputs of logs) {
    let visitor: Visitor | null = null;
    for (const input of inputs) {
      if (input.kind !== "event" && visitor === null) continue;
      const passage: Passage =
        input.kind === "event"
          ? feed(machine, visitor, input.event, input.behindWatermark)
          : input.kind === "end"
            ? finish(machine, visitor!)
            : advance(machine, visitor!, input.at);
      visitor = passage.visitor;
      for (const happening of passage.happenings) {
        const { before, situation, stimulus, step } = happening;
        const frames = framesOf(withoutExpired(before.stack, machine.kinds, situation.now));
        const top = frames[0]?.kind ?? null;
        tally.steps++;
        if (solved.bound !== null) expect(frames.length).toBeLessThanOrEqual(solved.bound);
        if (stimulus.kind !== "end") {
          expect(tops.get(before.state)).toContain(top);
        }
        const pointer = pointerOf(machine, happening);
        if (pointer === null || stimulus.kind === "end" || step.failure !== null) continue;
        tally.fired++;
        expect(solved.fired.has(pointer), `${pointer} fired`).toBe(true);
      }
    }
  }
  return tally;
}

/** The same automaton, its stack without a word for being full. */
const unspoken = (automaton: Automaton): Automaton => ({
  ...automaton,
  stack: { ...automaton.stack, depth: null },
});

describe("what is proved, against the reference step", () => {
  it(`holds in ${PROGRAMS} random programs`, () => {
    const total = { programs: 0, steps: 0, fired: 0, bounded: 0, witnesses: 0, rules: 0, never: 0 };
    fc.assert(
      fc.property(
        trials((text) => automatonOf(text) !== null, LOGS),
        ({ program, logs }) => {
          const automaton = automatonOf(program.text)!;
          const inputs = logs.flatMap((log) => inputsOf(log, automaton.vocabulary));
          for (const one of [automaton, unspoken(automaton)]) {
            for (const condense of [false, true]) {
              const { steps, fired } = hold(one, condense, inputs);
              total.steps += steps;
              total.fired += fired;
            }
            const { facts, witnesses } = analyse(one, () => undefined, []);
            total.programs++;
            if (facts.stackBound !== null) total.bounded++;
            for (const { witness, reached } of witnesses) {
              const last = replay(one, witness).at(-1)!;
              total.witnesses++;
              if ("depth" in reached) {
                expect(framesOf(last.step.configuration.stack).length).toBeGreaterThanOrEqual(
                  reached.depth,
                );
              }
            }
            // The same answers with and without shared control states.
            const plain = solve(layOut(one), false);
            const shared = solve(layOut(one), true);
            expect(shared.uppermost).toEqual(plain.uppermost);
            expect(shared.bound).toBe(plain.bound);
            expect([...shared.fired.keys()]).toEqual([...plain.fired.keys()]);
            total.rules += plain.tried.size;
            total.never += plain.tried.size - plain.fired.size;
          }
        },
      ),
      { seed: 11, numRuns: PROGRAMS },
    );
    console.log(`analysis against the reference: ${JSON.stringify(total)}`);
    expect(total.fired).toBeGreaterThan(50 * PROGRAMS);
  });
});
