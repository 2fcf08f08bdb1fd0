import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile } from "../../src/compile.ts";
import { programs } from "../support/programs.ts";

const RUNS = Number(process.env.PROGRAMS ?? 300);
const SEED = Number(process.env.SEED ?? 1);

/** Proofs about the stack, which a generator cannot foresee: a pop or read where there is never a frame. */
const PROOFS = new Set(["PDA0504"]);
const PROVED_WRONG_MAX = 0.25;

describe("generated programs", () => {
  it("are well-typed: no error but by proof", () => {
    let refused = 0;
    fc.assert(
      fc.property(programs(), ({ text }) => {
        const source = { name: "generated.pda", text };
        const { diagnostics } = compile({ main: source, load: () => null });
        const errors = diagnostics.filter(({ severity }) => severity === "error");
        if (errors.length > 0) refused++;
        expect(errors.filter(({ code }) => !PROOFS.has(code))).toEqual([]);
      }),
      { seed: SEED, numRuns: RUNS, endOnFailure: true },
    );
    expect(refused / RUNS).toBeLessThan(PROVED_WRONG_MAX);
  });
});
