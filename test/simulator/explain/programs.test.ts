import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { load } from "../../../src/machine/machine.ts";
import { trials } from "../../property/pairs.ts";
import { automatonOf } from "../../property/three-ways.ts";
import { eventsOfLogs } from "../logs.ts";
import { Books, CASES, explainedOn, PIPELINES, shortened } from "./optimum.ts";

const LOGS_PER_PROGRAM = 25;
/** Of the logs of one program. */
const EXPLAINED = 20;

describe("explanations of sessions of up to eight events", () => {
  it("are replayed, minimal, and as small as they claim: random programs", {
    timeout: 600_000,
  }, () => {
    const books = new Books();
    fc.assert(
      fc.property(
        trials((text) => automatonOf(text) !== null, LOGS_PER_PROGRAM),
        fc.constantFrom(...PIPELINES),
        fc.nat(1000),
        ({ program, logs }, text, seed) => {
          const machine = load(automatonOf(program.text)!);
          const events = eventsOfLogs(machine, logs);
          explainedOn(machine, shortened(events), text, seed, EXPLAINED, books);
        },
      ),
      { seed: 51, numRuns: CASES / LOGS_PER_PROGRAM, endOnFailure: true },
    );
    books.print("random programs");
    expect(books.explained).toBeGreaterThan(CASES / 10 - 1);
    expect(books.certified / books.explained).toBeGreaterThan(0.8);
  });
});
