import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noCounts } from "../../src/machine/counts.ts";
import { load } from "../../src/machine/machine.ts";
import type { Input } from "../oracle/oracle.ts";
import { trials } from "../property/pairs.ts";
import { automatonOf } from "../property/three-ways.ts";
import { type Home, homesOf, nothingTold, shown, type Told } from "../support/kept.ts";
import { inputsOf } from "../support/logs.ts";

const PROGRAMS = Number(process.env.PROGRAMS ?? 12);
const SEED = Number(process.env.SEED ?? 1);
const MOVE_EVERY = 3;

const keyIn = (inputs: readonly Input[]): string =>
  inputs.find((input) => input.kind === "event")?.event.key ?? "";

const openIn = (home: Home, key: string): string => {
  const row = home.rowOf(key);
  return shown(row < 0 ? null : home.save(row));
};

function take(home: Home, input: Input, key: string): void {
  if (input.kind === "event") home.feed(input.event, input.behindWatermark);
  else {
    const row = home.rowOf(key);
    const until = input.kind === "end" ? Number.POSITIVE_INFINITY : input.at;
    if (row >= 0) home.advance(row, until, false);
  }
}

/** Another key that stays open in a home, so that a place that is another's shows. */
function leaveOpen(home: Home, inputs: readonly Input[], told: Told, beside: string): void {
  for (const input of inputs.slice(0, inputs.length >> 1))
    if (input.kind === "event") home.feed({ ...input.event, key: beside }, false);
  told.lines.length = 0;
  told.dead.length = 0;
  Object.assign(told.counts, noCounts());
}

describe("what is open of a key", () => {
  it("goes from one machine to another, whichever kind each is, and nothing shows it", () => {
    let moved = 0;
    fc.assert(
      fc.property(
        trials((text) => automatonOf(text) !== null, 6),
        fc.infiniteStream(fc.nat(1000)),
        ({ program, logs }, numbers) => {
          const machine = load(automatonOf(program.text)!);
          const alone = nothingTold();
          const [standing] = homesOf(machine, alone);
          const told = nothingTold();
          const homes = homesOf(machine, told);
          let runs = 0;
          for (const log of logs)
            for (const inputs of inputsOf(log, machine.automaton.vocabulary)) {
              const key = keyIn(inputs);
              const beside = `beside ${runs++}`;
              leaveOpen(standing!, inputs, alone, beside);
              for (const home of homes) leaveOpen(home, inputs, told, beside);
              let home = homes[runs % homes.length]!;
              for (const input of inputs) {
                take(standing!, input, key);
                take(home, input, key);
                const state = openIn(standing!, key);
                expect(openIn(home, key)).toBe(state);
                const number = numbers.next().value!;
                const row = home.rowOf(key);
                if (number % MOVE_EVERY === 0 && row >= 0) {
                  moved++;
                  const next = homes[number % homes.length]!;
                  const carried = home.save(row)!;
                  home.forget(key);
                  expect(home.rowOf(key)).toBe(-1);
                  next.restore(carried);
                  expect(openIn(next, key)).toBe(state);
                  home = next;
                }
                const at = home.rowOf(key);
                const due = at < 0 ? Number.POSITIVE_INFINITY : home.nextDue(at);
                const standingAt = standing!.rowOf(key);
                expect(due).toBe(
                  standingAt < 0 ? Number.POSITIVE_INFINITY : standing!.nextDue(standingAt),
                );
              }
              expect(told).toEqual(alone);
              for (const each of homes) each.forget(key);
              standing!.forget(key);
            }
        },
      ),
      { seed: SEED, numRuns: PROGRAMS },
    );
    expect(moved).toBeGreaterThan(PROGRAMS);
  });
});
