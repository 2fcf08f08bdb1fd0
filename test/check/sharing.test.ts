import { describe, expect, it } from "vitest";
import { load } from "../../src/machine/machine.ts";
import { compiled, rules, told } from "./compiled.ts";

const stack = `stack touch { campaign: text, value: decimal(2) } depth 9 drop oldest
  emits credit { campaign: text, amount: decimal(2) }`;
const shared = (amount: string, weight: string) =>
  compiled(
    rules(
      stack,
      `on view { push touch { campaign: product, value: 1.5 } }
       on cart { for each touch sharing ${amount} by ${weight} as part {
         emit credit { campaign: touch.campaign, amount: part } } }`,
    ),
  );

describe("a sharing", () => {
  it("has one amount, from before the loop, and a weight for each frame", () => {
    const result = shared("price", "number(touch.value)");
    expect(told(result)).toEqual([]);
    expect(() => load(result.patterns[0]!.automaton)).not.toThrow();
  });

  it("does not share what differs from frame to frame", () => {
    expect(told(shared("touch.value", "1"))).toEqual([
      "PDA0118 `touch` is a kind of frame, not one frame [touch]",
    ]);
    expect(told(shared("index", "1"))).toEqual([
      "PDA0116 `index` is known only inside `for each` [index]",
    ]);
  });

  it("is not worked out over no frames, so a frame of the kind is there", () => {
    const result = shared("nearest touch.value", "number(nearest touch.value) * index");
    expect(told(result)).toEqual([]);
    expect(() => load(result.patterns[0]!.automaton)).not.toThrow();
  });
});
