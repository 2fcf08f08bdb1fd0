import { describe, expect, it } from "vitest";
import { folders, machineOf, sampleEvents } from "./library.ts";
import { Books, CASES, explainedOn, PIPELINES, shortened } from "./optimum.ts";

/** Of the log of one pattern. */
const EXPLAINED = Math.ceil(CASES / 12);

describe("explanations of sessions of up to eight events", () => {
  it("are replayed, minimal, and as small as they claim: the library", {
    timeout: 600_000,
  }, async () => {
    const books = new Books();
    for (const [i, folder] of folders.entries()) {
      const machine = machineOf(folder);
      const pauseMs = Math.min(machine.automaton.session.gap / 8, 4000);
      const sample = { seed: 5, keys: 40, events: 400, start: 1_704_099_600_000, pauseMs };
      const events = shortened(await sampleEvents(machine, sample));
      explainedOn(machine, events, PIPELINES[i % PIPELINES.length]!, i + 1, EXPLAINED, books);
    }
    books.print("the library");
    expect(books.explained).toBeGreaterThan(folders.length * 5);
    expect(books.certified / books.explained).toBeGreaterThan(0.8);
  });
});
