import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyse } from "../../src/analysis/analyse.ts";
import { solve } from "../../src/analysis/facts.ts";
import { layOut } from "../../src/analysis/layout.ts";
import type { Automaton, Transition } from "../../src/automaton/automaton.ts";
import type { StackCells } from "../../src/machine/configuration.ts";
import { load, type Machine } from "../../src/machine/machine.ts";
import { framesOf, withoutExpired } from "../../src/machine/stack.ts";
import type { Happening } from "../../src/machine/visitor.ts";
import { type Draw, drawingFrom } from "../support/draw.ts";
import { inputsOf } from "../support/logs.ts";
import { trials } from "./pairs.ts";
import { passagesOf } from "./reference.ts";
import { automatonOf } from "./three-ways.ts";

const PROGRAMS = Number(process.env.PROGRAMS ?? 200);
const SEED = Number(process.env.SEED ?? 1);
const LOGS_PER_PROGRAM = 10;

/**
 * More pops than the program has: a program with one that is proved impossible is an error, so that the proof
 * itself would never be tried.
 */
function poppingMore(draw: Draw, automaton: Automaton): Automaton {
  const more = (transition: Transition): Transition =>
    draw.chance(0.25)
      ? { ...transition, actions: [{ do: "pop" }, ...transition.actions] }
      : transition;
  return {
    ...automaton,
    states: automaton.states.map((state) => ({
      ...state,
      transitions: state.transitions.map(more),
    })),
    groups: automaton.groups.map((group) => ({
      ...group,
      transitions: group.transitions.map(more),
    })),
  };
}

/** What happened although it was proved that it cannot. */
function refuted({ automaton, kinds }: Machine): (happening: Happening) => string[] {
  const { facts } = analyse(automaton, () => undefined, []);
  const { fired } = solve(layOut(automaton));
  const pointers = new Map(
    (["states", "groups"] as const).flatMap((list) =>
      automaton[list].map(({ name }, index) => [name, `/${list}/${index}`] as const),
    ),
  );
  const top = (stack: StackCells, now: number) =>
    framesOf(withoutExpired(stack, kinds, now))[0]?.kind ?? null;
  return ({ before, situation, stimulus, step }) => {
    const found: string[] = [];
    // What a session ends with is a matter of its own: no event meets it.
    if (stimulus.kind === "end") return found;
    const configurations = step.endsSession ? [before] : [before, step.configuration];
    for (const { state, stack } of configurations) {
      if (!facts.reachable.has(state)) found.push(`state ${state} is reached`);
      const uppermost = top(stack, situation.now);
      if (!facts.tops.get(state)?.includes(uppermost))
        found.push(`${uppermost} on top in ${state}`);
    }
    const depth = framesOf(step.configuration.stack).length;
    if (facts.stackBound !== null && depth > facts.stackBound) found.push(`${depth} frames`);
    for (const { owner, index, rule, verdict } of step.explanation.tried) {
      if (verdict !== "fired" || rule === "onEnd") continue;
      const list = rule === "on" ? "transitions" : "timers";
      const pointer = `${pointers.get(owner)}/${list}/${index - 1}`;
      if (!fired.has(pointer)) found.push(`${pointer} fires`);
    }
    return found;
  };
}

describe("what is proved impossible", () => {
  it("never happens", () => {
    fc.assert(
      fc.property(
        trials((text) => automatonOf(text) !== null, LOGS_PER_PROGRAM),
        fc.nat(),
        ({ program, logs }, seed) => {
          const written = automatonOf(program.text)!;
          const automaton = seed % 2 === 0 ? written : poppingMore(drawingFrom(seed), written);
          const machine = load(automaton);
          const refutations = refuted(machine);
          for (const log of logs)
            for (const inputs of inputsOf(log, automaton.vocabulary))
              for (const [, passage] of passagesOf(machine, inputs))
                for (const happening of passage?.happenings ?? [])
                  expect(refutations(happening)).toEqual([]);
        },
      ),
      { seed: SEED, numRuns: PROGRAMS },
    );
  });
});
