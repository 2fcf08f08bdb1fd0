import { describe, expect, it } from "vitest";
import { Chance } from "../../src/simulator/disorder/chance/chance.ts";
import { exp, log, power } from "../../src/simulator/disorder/chance/elementary.ts";
import { hash64 } from "../../src/simulator/disorder/chance/hash.ts";
import { normal } from "../../src/simulator/disorder/chance/quantile.ts";
import { keySchedule, threefry } from "../../src/simulator/disorder/chance/threefry.ts";
import { numbers, sessions } from "./law.ts";
import { ks, normalCdf, uniformCdf } from "./statistics.ts";

/** Key, counter, block: the known answers that Random123 ships for threefry4x32, 20 rounds. */
type Four = readonly [number, number, number, number];
const KNOWN: readonly (readonly [Four, Four, string])[] = [
  [[0, 0, 0, 0], [0, 0, 0, 0], "9c6ca96a e17eae66 fc10ecd4 5256a7d8"],
  [[-1, -1, -1, -1], [-1, -1, -1, -1], "2a881696 57012287 f6c7446e a16a6732"],
  [
    [0xa4093822, 0x299f31d0, 0x082efa98, 0xec4e6c89],
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    "59cd1dbb b8879579 86b5d00c ac8b6d84",
  ],
];

describe("chance", () => {
  it("gives Threefry's known answers", () => {
    const out = new Int32Array(4);
    for (const [key, counter, block] of KNOWN) {
      threefry(keySchedule(...key), ...counter, out);
      const words = Array.from(out, (word) => (word >>> 0).toString(16).padStart(8, "0"));
      expect(words.join(" ")).toBe(block);
    }
  });

  it("computes logarithms and powers of e to the last place but one", () => {
    const next = numbers();
    let [worstLog, worstExp] = [0, 0];
    for (let i = 0; i < 20_000; i++) {
      const x = Math.exp(1400 * next() - 700);
      const y = 1400 * next() - 700;
      worstLog = Math.max(worstLog, Math.abs(log(x) / Math.log(x) - 1));
      worstExp = Math.max(worstExp, Math.abs(exp(y) / Math.exp(y) - 1));
    }
    expect(worstLog).toBeLessThan(4.5e-16);
    expect(worstExp).toBeLessThan(4.5e-16);
    expect([log(1), exp(0), exp(-1000), exp(1000), power(2, 10)]).toEqual([
      0,
      1,
      0,
      Infinity,
      1024,
    ]);
  });

  it("turns shares into the normal law's values", () => {
    for (const u of [1e-5, 0.01, 0.0749, 0.0751, 0.3, 0.5, 0.8, 0.9249, 0.9251, 0.99999])
      expect(normalCdf(normal(u)) / u).toBeCloseTo(1, u < 1e-4 ? 8 : 12);
    expect(normal(0.975)).toBeCloseTo(1.959963984540054, 14);
  });

  it("draws differently for whatever names a draw differently", () => {
    const truth = sessions(3, [0, 1, 2]);
    const draws = [
      ...[0, 1, 2, 2 ** 32, 2 ** 32 + 1].map((seed) => new Chance(seed, "a#1", truth)),
      new Chance(1, "a#2", truth),
    ].flatMap((chance) => [
      ...[0, 1, 2].flatMap((event) =>
        [0, 1].flatMap((copy) => [0, 1].map((draw) => chance.ofEvent(event, copy, draw))),
      ),
      ...[0, 1, 2].flatMap((session) => [0, 1].map((i) => chance.ofSession(session, i, 0))),
      ...[0, 1].flatMap((unit) => [0, -1, 2 ** 40].map((i) => chance.ofUnit(unit, i, 0))),
    ]);
    expect(new Set(draws).size).toBe(draws.length);
    expect(ks(draws, uniformCdf(0, 1))).toBeGreaterThan(0.001);
  });

  it("tells sessions apart by their names", () => {
    const words = Array.from({ length: 20_000 }, (_, i) => hash64(`session ${i}`));
    expect(new Set(words.map(([low]) => low)).size).toBeGreaterThan(19_990);
    expect(new Set(words.map(String)).size).toBe(20_000);
  });
});
