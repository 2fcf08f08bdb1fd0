import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyse } from "../../src/analysis/analyse.ts";
import { solve } from "../../src/analysis/facts.ts";
import { layOut } from "../../src/analysis/layout.ts";
import { pointerOf, replay } from "../../src/analysis/witness.ts";
import type { Automaton } from "../../src/automaton/automaton.ts";
import type { Diagnostic, Span } from "../../src/diagnostic/diagnostic.ts";
import { noCounts } from "../../src/machine/counts.ts";
import { load, type Machine } from "../../src/machine/machine.ts";
import { framesOf, withoutExpired } from "../../src/machine/stack.ts";
import {
  advance,
  feed,
  finish,
  type Happening,
  type Passage,
  type Visitor,
} from "../../src/machine/visitor.ts";
import { steppedRunner } from "../../src/stream/pattern-runner.ts";
import type { Input } from "../oracle/oracle.ts";
import { trials } from "../property/pairs.ts";
import { automatonOf } from "../property/three-ways.ts";
import { inputsOf } from "../support/logs.ts";
import { pass, tied } from "../support/ordered.ts";

const PROGRAMS = Number(process.env.PROGRAMS ?? 60);
const ORDERED = 3 * PROGRAMS;
const LOGS = 4;

interface Tally {
  steps: number;
  fired: number;
}

/** What is proved never to happen, held against a step that happened. */
function holder(machine: Machine, condense: boolean, tally: Tally): (happening: Happening) => void {
  const solved = solve(layOut(machine.automaton), condense);
  const { symbols } = solved.model;
  const tops = new Map(
    solved.layout.places.map((place) => [
      place.state.name,
      new Set([...solved.uppermost[place.index]!].flatMap((symbol) => symbols.reads(symbol))),
    ]),
  );
  const contradicts = contradiction(machine);
  return (happening) => {
    const { before, situation, stimulus, step } = happening;
    const told = contradicts(happening);
    expect(told, JSON.stringify(told)).toBeUndefined();
    const frames = framesOf(withoutExpired(before.stack, machine.kinds, situation.now));
    // Rule 26: what may be missing is handled, or the text does not compile.
    expect(step.failure ?? "").not.toMatch(/missing/);
    tally.steps++;
    if (solved.bound !== null) expect(frames.length).toBeLessThanOrEqual(solved.bound);
    if (stimulus.kind === "end") return;
    expect(tops.get(before.state)).toContain(frames[0]?.kind ?? null);
    const pointer = pointerOf(machine, happening);
    if (pointer === null || step.failure !== null) return;
    tally.fired++;
    expect(solved.fired.has(pointer), `${pointer} fired`).toBe(true);
  };
}

/** The diagnostic that says that what happened never does. */
function contradiction(machine: Machine): (happening: Happening) => Diagnostic | undefined {
  const { automaton } = machine;
  const where = (pointer: string): Span => ({ source: pointer, start: 0, end: 0 });
  const { diagnostics } = analyse(automaton, where, []);
  return (happening) => {
    const { before, stimulus, step } = happening;
    if (step.failure !== null) return undefined;
    const pointer = pointerOf(machine, happening);
    const stateName = (at: string) => automaton.states[Number(at.split("/")[2])]!.name;
    return diagnostics.find(({ code, primary, message }) => {
      const at = primary.span.source;
      if (never.has(code)) return at === pointer && !message.includes("never comes to this");
      if (code === "PDA0503" && at === pointer && stimulus.kind === "event")
        return message.startsWith(`\`${stimulus.event.name}\``);
      if (code === "PDA0510")
        return step.outputs.some(({ output }) => at === `/outputs/${outputOf(automaton, output)}`);
      if (code !== "PDA0507" && code !== "PDA0500") return false;
      if (before.state !== stateName(at) || stimulus.kind === "end") return false;
      return code === "PDA0500" || step.configuration.state !== before.state;
    });
  };
}

const outputOf = ({ outputs }: Automaton, name: string): number =>
  outputs.findIndex((output) => output.name === name);

const never: ReadonlySet<string> = new Set([
  ...["PDA0502", "PDA0503", "PDA0504", "PDA0505", "PDA0508", "PDA0514"],
]);

function hold(automaton: Automaton, condense: boolean, logs: Logs, tally: Tally): void {
  const machine = load(automaton);
  const see = holder(machine, condense, tally);
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
      for (const happening of passage.happenings) see(happening);
    }
  }
}

/** The order words stand before the machine, and one session may have branches. */
function holdOrdered(automaton: Automaton, logs: Logs, draw: Draw, tally: Tally): void {
  const machine = load(automaton);
  const see = holder(machine, false, tally);
  for (const plain of logs) {
    const inputs = tied(plain, draw);
    const home = steppedRunner(machine, {
      ...{ counts: noCounts(), output: () => {}, dead: () => {} },
      happened: (happening) => see(happening),
    });
    const key = inputs.find((input) => input.kind === "event")?.event.key ?? "";
    let watermark = Number.NEGATIVE_INFINITY;
    for (const input of inputs) {
      if (input.kind === "event") home.feed(input.event, input.behindWatermark, watermark);
      else if (input.kind === "watermark") {
        pass(home, key, input.at);
        watermark = input.at;
      }
    }
    home.endInput?.();
    pass(home, key, Number.POSITIVE_INFINITY);
  }
}

type Logs = readonly (readonly Input[])[];
type Draw = (below: number) => number;

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
              hold(one, condense, inputs, total);
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

  it(`holds in ${ORDERED} random programs with order words`, () => {
    const total = { programs: 0, branching: 0, steps: 0, fired: 0 };
    fc.assert(
      fc.property(
        trials((text) => automatonOf(text) !== null, LOGS, { ordered: true }),
        fc.infiniteStream(fc.nat(999_999)),
        ({ program, logs }, numbers) => {
          const automaton = automatonOf(program.text)!;
          const inputs = logs.flatMap((log) => inputsOf(log, automaton.vocabulary));
          holdOrdered(automaton, inputs, (below) => numbers.next().value! % below, total);
          total.programs++;
          if (automaton.order?.cause != null) total.branching++;
        },
      ),
      { seed: 13, numRuns: ORDERED },
    );
    console.log(`analysis against the order words: ${JSON.stringify(total)}`);
    expect(total.branching).toBeGreaterThan(ORDERED / 20);
    expect(total.fired).toBeGreaterThan(5 * ORDERED);
  });
});
