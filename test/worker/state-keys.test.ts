import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readKey, StateKeys, stateKey } from "../../src/worker/task/changelog-keys.ts";

const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 100) };

describe("a state's key in the changelog", () => {
  it("is the same whether many are made or one, and none is written over by a later one", () => {
    const key = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.string({ unit: "binary", maxLength: 9 }),
      fc.constant("a".repeat(70_000)),
    );
    const property = fc.property(fc.array(key, { maxLength: 30 }), (keys) => {
      const made = new StateKeys("search");
      const all = keys.map((one) => made.of(one));
      for (const [i, one] of keys.entries()) {
        expect(Buffer.from(all[i]!).equals(stateKey("search", one))).toBe(true);
        expect(readKey(all[i]!)).toEqual(readKey(stateKey("search", one)));
      }
    });
    fc.assert(property, RUNS);
  });
});
