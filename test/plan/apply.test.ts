import { describe, expect, it } from "vitest";
import { stepsOf } from "../../src/cli/plan-apply.ts";
import type { Policy } from "../../src/plan/finding.ts";
import { planOf } from "../../src/plan/plan.ts";
import { pairs } from "./golden.ts";

const all = pairs();

function stepsFor(name: string, said: Policy | undefined) {
  const { old, fresh } = all.find((pair) => pair.name === name)!;
  const result = planOf(old, fresh);
  if (result.kind !== "plan") throw new Error(result.messages.join("; "));
  return stepsOf({ plans: [result.plan], added: [], removed: [] }, said);
}

const policyFor = (name: string, said?: Policy) => stepsFor(name, said)[0]!.policy;

describe("what becomes of open sessions when a change is announced", () => {
  it("is what the plan says, or what is more cautious", () => {
    expect(policyFor("gap shortened")).toBe("keep");
    expect(policyFor("gap shortened", "drain")).toBe("drain");
    expect(policyFor("gap shortened", "reset")).toBe("reset");
    expect(policyFor("state renamed")).toBe("map");
    expect(policyFor("state renamed", "map")).toBe("map");
    expect(policyFor("timer added")).toBe("drain");
    expect(policyFor("timer added", "reset")).toBe("reset");
    expect(policyFor("key changed", "reset")).toBe("reset");
  });

  it("is refused where it is not safe", () => {
    expect(() => stepsFor("state renamed", "keep")).toThrow(
      "keep is not safe for visits: the plan says map",
    );
    expect(() => stepsFor("timer added", "keep")).toThrow("the plan says drain");
    expect(() => stepsFor("key changed", "drain")).toThrow("drain is not safe");
    expect(() => stepsFor("key changed", undefined)).toThrow("say --policy reset to do so");
  });

  it("is the same for a pattern that nothing has changed in", () => {
    expect(policyFor("nothing but layout", "drain")).toBe("keep");
  });

  it("ends old sessions of a pattern that goes, and begins one that comes without any", () => {
    const [{ old }] = all as [(typeof all)[number]];
    const [automaton] = [old.automaton];
    const gone = stepsOf({ plans: [], added: [], removed: [automaton] }, undefined);
    expect(gone).toMatchObject([{ from: automaton, to: null, policy: "drain" }]);
    const comes = stepsOf({ plans: [], added: [automaton], removed: [] }, "drain");
    expect(comes).toMatchObject([{ from: null, to: automaton, policy: "keep" }]);
  });
});
