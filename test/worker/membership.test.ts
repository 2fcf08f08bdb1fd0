import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Candidate, shareOut } from "../../src/worker/membership.ts";

const candidate = (memberId: string, held: number[] = []): Candidate => ({
  memberId,
  address: "",
  held,
});

const plain = (shares: ReadonlyMap<string, readonly number[]>) => Object.fromEntries(shares);

describe("sharing tasks out", () => {
  it("evenly, in order of number", () => {
    expect(plain(shareOut(5, [candidate("b"), candidate("a")]))).toEqual({
      a: [0, 1, 2],
      b: [3, 4],
    });
  });

  it("moves no more than it must when a member comes", () => {
    const before = [candidate("a", [0, 1, 2]), candidate("b", [3, 4, 5]), candidate("c")];
    expect(plain(shareOut(6, before))).toEqual({ a: [0, 1], b: [3, 4], c: [2, 5] });
  });

  it("gives every task to exactly one member, whatever they say they held", () => {
    const members = fc.uniqueArray(fc.tuple(fc.string(), fc.array(fc.nat(20))), {
      minLength: 1,
      maxLength: 8,
      selector: ([id]) => id,
    });
    fc.assert(
      fc.property(fc.nat(20), members, (count, said) => {
        const all = said.map(([id, held]) => candidate(id, held));
        const shares = shareOut(count, all);
        const given = [...shares.values()].flat().sort((a, b) => a - b);
        expect(given).toEqual(Array.from({ length: count }, (_, i) => i));
        const sizes = [...shares.values()].map((share) => share.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(plain(shareOut(count, [...all].reverse()))).toEqual(plain(shares));
      }),
    );
  });
});
