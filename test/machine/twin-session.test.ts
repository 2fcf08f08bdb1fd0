import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assembleTwin } from "../../src/machine/assemble.ts";
import { loadTwin } from "../../src/machine/compile.ts";
import { noCounts } from "../../src/machine/counts.ts";
import { load } from "../../src/machine/machine.ts";
import { endOf } from "../../src/machine/visitor/session.ts";
import { feed, sessionOf, type Visitor } from "../../src/machine/visitor.ts";
import { trials } from "../property/pairs.ts";
import { automatonOf } from "../property/three-ways.ts";
import { inputsOf } from "../support/logs.ts";

describe("the open session of an event", () => {
  it("is the same in the reference, the twin and the twin of closures", () => {
    let met = 0;
    fc.assert(
      fc.property(
        trials((text) => automatonOf(text) !== null, 8),
        ({ program, logs }) => {
          const machine = load(automatonOf(program.text)!);
          const twins = [loadTwin(machine), assembleTwin(machine)];
          for (const log of logs)
            for (const inputs of inputsOf(log, machine.automaton.vocabulary)) {
              const tables = twins.map((twin) =>
                twin({ counts: noCounts(), line: () => {}, dead: () => {} }),
              );
              let visitor: Visitor | null = null;
              for (const input of inputs) {
                if (input.kind !== "event") continue;
                const { event } = input;
                const view = visitor === null ? null : sessionOf(machine, visitor, event);
                const expected =
                  view === null
                    ? null
                    : {
                        clock: view.session.clock,
                        end: endOf(machine, view.session).instant,
                        first: view.session.first.id,
                        lane: view.lane,
                      };
                if (expected !== null) met++;
                for (const table of tables) expect(table.sessionOf(event)).toEqual(expected);
                for (const table of tables) table.feed(event, false);
                visitor = feed(machine, visitor, event, false).visitor;
              }
            }
        },
      ),
      { seed: 35, numRuns: Number(process.env.PROGRAMS ?? 10) },
    );
    expect(met).toBeGreaterThan(100);
  });
});
