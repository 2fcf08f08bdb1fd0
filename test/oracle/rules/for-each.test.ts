import { describe, expect, it } from "vitest";
import type { Automaton, Expression } from "../../../src/automaton/automaton.ts";
import {
  decimal,
  emit,
  event,
  field,
  integer,
  loop,
  number,
  of,
  on,
  output,
  parsed,
  pattern,
  push,
  run,
  state,
} from "../literal.ts";

describe("rule 22: for each", () => {
  const weightOf = (type: "n"): Expression => ({
    op: "widen",
    type: number,
    operand: of(loop, type, "v", integer),
  });
  const part: Expression = { op: "part", type: decimal(2) };
  const sharing = (weight: Expression): Automaton =>
    pattern({
      states: [
        state("s", {
          transitions: [
            on("push", [push("n", { v: field("v", integer) })]),
            on("buy", [
              {
                do: "forEach",
                kind: "n",
                sharing: { amount: field("amount", decimal(2)), weight, as: "part" },
                emits: [
                  emit("credit", {
                    amount: part,
                    index: { op: "loopIndex", type: integer },
                    count: { op: "loopCount", type: integer },
                  }),
                ],
              },
            ]),
          ],
        }),
      ],
      outputs: [output("credit", { amount: decimal(2), index: integer, count: integer })],
    });
  const weights = (...values: number[]) =>
    values.map((v, i) => event(i, "push", { v }, `w${i + 1}`));
  const amounts = (result: ReturnType<typeof run>) =>
    result.lines.map((line) => /"amount":([^,]*),/.exec(line)?.[1]);

  it("22: parts add up exactly", () => {
    const result = run(
      sharing(weightOf("n")),
      ...weights(1, 1, 1),
      event(9, "buy", { amount: 1000 }),
    );
    // r = 333.33… → 333, 666.67 → 667, 1000
    expect(amounts(result)).toEqual(["3.33", "3.34", "3.33"]);
  });

  it("22: a weight of zero emits its part; all zero or one negative fails; none emits nothing", () => {
    expect(
      amounts(run(sharing(weightOf("n")), ...weights(0, 1, 0), event(9, "buy", { amount: 5 }))),
    ).toEqual(["0.00", "0.05", "0.00"]);
    expect(
      run(sharing(weightOf("n")), ...weights(0, 0), event(9, "buy", { amount: 5 })).counts.failed,
    ).toBe(1);
    expect(
      run(sharing(weightOf("n")), ...weights(2, -1), event(9, "buy", { amount: 5 })).counts.failed,
    ).toBe(1);
    expect(run(sharing(weightOf("n")), event(9, "buy", { amount: 5 })).counts.taken).toBe(1);
  });

  it("22, 28: a part stands for its amount and weight, the loop's frame included", () => {
    const result = run(
      sharing(weightOf("n")),
      ...weights(1, 1),
      event(9, "buy", { amount: 1000 }, "b"),
    );
    expect(parsed(result).map((line) => line.causes)).toEqual([
      ["w1", "b"],
      ["w2", "b"],
    ]);
  });
});
