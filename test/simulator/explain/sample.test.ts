import { describe, expect, it } from "vitest";
import { orderedLog } from "../../../src/simulator/compare/log.ts";
import { orderedRun } from "../../../src/simulator/compare/ordered-run.ts";
import { explainKey, explainMost } from "../../../src/simulator/explain/sample.ts";
import { pipelineOf } from "../law.ts";
import { machineOf, sampleEvents } from "./library.ts";

const machine = machineOf("search-attribution");
const events = await sampleEvents(machine, {
  ...{ seed: 2, keys: 30, events: 300, start: 1_704_099_600_000, pauseMs: 3000 },
});
const ordered = orderedRun(machine, orderedLog(events));
const pipeline = pipelineOf("collectors n=4 flush=5s");
const asked = { ordered, pipeline, arm: { reorderMs: null }, order: null };
const seeds = [1, 2, 3];

describe("explaining a sample", () => {
  it("gathers kinds whose counts add up", () => {
    const { wrong, explained, certified, kinds } = explainMost(asked, seeds, 1000);
    expect(explained).toBe(wrong);
    expect(certified / explained).toBeGreaterThan(0.8);
    expect(kinds).toHaveLength(10);
    const counts = kinds.map(({ count }) => count);
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
    expect(counts.reduce((a, b) => a + b)).toBeLessThanOrEqual(explained);
    for (const { label, example } of kinds) expect(example.label).toBe(label);
  });

  it("takes no more than it is allowed to, from the first seeds that give as much", () => {
    const { explained, seeds: used } = explainMost(asked, seeds, 5);
    expect(explained).toBe(5);
    expect(used).toEqual([1]);
  });

  it("explains all of one key with the first seed with which something is wrong", () => {
    let met = 0;
    for (const key of ordered.log.keys.slice(0, 10)) {
      const found = explainKey(asked, key, seeds);
      if (found === null) continue;
      met++;
      const { seed, wrong, explanations } = found;
      expect(explanations).toHaveLength(wrong);
      for (const one of explanations) expect(one.key).toBe(key);
      for (const before of seeds.filter((each) => each < seed))
        expect(explainKey(asked, key, [before])).toBe(null);
    }
    expect(met).toBeGreaterThan(3);
  });

  it.each([
    ["late drop", { late: { kind: "drop" } }],
    ["late retract", { late: { kind: "retract", within: 500 } }],
    ["reorder", { reorder: { within: 500 } }],
  ] as const)("explains what order words leave wrong: %s", (_, words) => {
    const none = { dedupe: null, reorder: null, sequence: null, cause: null };
    const order = { ...none, late: { kind: "apply" as const }, ...words };
    const { wrong, explained, certified } = explainMost(
      { ...asked, arm: { reorderMs: null, order } },
      [1],
      40,
    );
    expect(wrong).toBeGreaterThan(0);
    expect(explained).toBe(Math.min(40, wrong));
    expect(certified / explained).toBeGreaterThan(0.8);
  });

  it("says nothing where nothing is wrong", () => {
    const held = { ...asked, arm: { reorderMs: 10_000 } };
    expect(explainMost(held, seeds)).toMatchObject({ wrong: 0, explained: 0, kinds: [] });
    expect(explainKey(held, ordered.log.keys[0]!, seeds)).toBe(null);
  });
});
