import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { load, type Machine } from "../../src/machine/machine.ts";
import { outputLine } from "../../src/machine/render.ts";
import { noOrderCounts, type OrderCounts } from "../../src/stream/order/order-counts.ts";
import { patternRunner, steppedRunner } from "../../src/stream/pattern-runner.ts";
import type { KeptRunner } from "../../src/stream/runner.ts";
import { trials } from "../property/pairs.ts";
import { automatonOf } from "../property/three-ways.ts";
import { nothingTold, numbering, shown, type Told } from "../support/kept.ts";
import { inputsOf } from "../support/logs.ts";
import { pass, tied } from "../support/ordered.ts";

const PROGRAMS = Number(process.env.PROGRAMS ?? 18);
const SEED = Number(process.env.SEED ?? 1);
const MOVE_EVERY = 2;

interface Books extends Told {
  readonly order: OrderCounts;
}

const books = (): Books => ({ ...nothingTold(), order: noOrderCounts() });

/** A pattern's order words before the twin, by text and by number, and before the reference. */
function homesOf(machine: Machine, { counts, order, lines, dead }: Books): readonly KeptRunner[] {
  const listener = {
    ...{ counts, order, dead: (step: Told["dead"][number]) => dead.push(step) },
    line: (line: string) => lines.push(line),
  };
  return [
    patternRunner(machine, listener),
    patternRunner(machine, { ...listener, positions: numbering() }),
    steppedRunner(machine, { ...listener, output: (output) => lines.push(outputLine(output)) }),
  ];
}

const openIn = (home: KeptRunner, key: string): string => {
  const row = home.rowOf(key);
  return shown(row < 0 ? null : home.save(row));
};

describe("what is open, held or remembered of a key", () => {
  it("goes from one runner to another, and nothing shows it", () => {
    const met = {
      moved: 0,
      duplicates: 0,
      reorder: 0,
      sequence: 0,
      history: 0,
      branches: 0,
      waiting: 0,
    };
    fc.assert(
      fc.property(
        trials((text) => automatonOf(text) !== null, 6, { ordered: true }),
        fc.infiniteStream(fc.nat(999_999)),
        ({ program, logs }, numbers) => {
          const machine = load(automatonOf(program.text)!);
          const numberFor = (below: number): number => numbers.next().value! % below;
          for (const log of logs)
            for (const plain of inputsOf(log, machine.automaton.vocabulary)) {
              const inputs = tied(plain, numberFor);
              const key = inputs.find((input) => input.kind === "event")?.event.key ?? "";
              const alone = books();
              const told = books();
              const [standing] = homesOf(machine, alone);
              const homes = homesOf(machine, told);
              let home = homes[numberFor(homes.length)]!;
              let watermark = Number.NEGATIVE_INFINITY;
              for (const input of inputs) {
                for (const each of [standing!, home])
                  if (input.kind === "event")
                    each.feed(input.event, input.behindWatermark, watermark);
                  else if (input.kind === "watermark") pass(each, key, input.at);
                if (input.kind === "watermark") watermark = input.at;
                const state = openIn(standing!, key);
                expect(openIn(home, key)).toBe(state);
                const row = home.rowOf(key);
                if (row < 0 || numberFor(MOVE_EVERY) > 0) continue;
                const carried = home.save(row)!;
                met.moved++;
                met.duplicates += carried.order?.duplicates.length ?? 0;
                met.reorder += carried.order?.reorder.length ?? 0;
                met.sequence += carried.order?.sequence?.held.length ?? 0;
                met.history += carried.history?.arrivals.length ?? 0;
                met.branches += carried.causes?.open?.branches.length ?? 0;
                met.waiting += carried.causes?.waiting.length ?? 0;
                const size = home.size();
                home.forget(key);
                expect(home.rowOf(key)).toBe(-1);
                expect(home.size()).toBe(0);
                home = homes[numberFor(homes.length)]!;
                home.restore(carried);
                expect(home.size()).toBe(size);
                expect(openIn(home, key)).toBe(state);
                expect(home.nextDue(home.rowOf(key))).toBe(standing!.nextDue(standing!.rowOf(key)));
              }
              for (const each of [standing!, ...homes]) {
                each.endInput?.();
                pass(each, key, Number.POSITIVE_INFINITY);
              }
              expect(told).toEqual(alone);
            }
        },
      ),
      { seed: SEED, numRuns: PROGRAMS },
    );
    for (const [what, times] of Object.entries(met)) expect(times, what).toBeGreaterThan(0);
  });
});
