import { describe, expect, it } from "vitest";
import { machinesOf, ran } from "./logs.ts";
import { log, type Row, shop, watched } from "./rows.ts";

describe("late events", () => {
  const visits = machinesOf(`${shop}
    pattern visits on shop {
      session gap 10m
      ignore stop
      emits seen { n: integer, late: duration }
      start a
      state a { on go { emit seen { n: session.events, late: since(at) } } }
    }`);
  const lateOf = async (rows: readonly Row[], options = {}) => {
    const { told, accounting } = await ran(visits, [log(rows)], options);
    return { told, late: accounting.patterns[0]!.late };
  };

  it("rule 31: behind its session's clock it is applied, and counted as late", async () => {
    expect(
      await lateOf([
        ["a", 5],
        ["a", 3],
        ["a", 5],
      ]),
    ).toEqual({
      told: ["a seen n 1 late 0", "a seen n 2 late 120000", "a seen n 3 late 0"],
      late: 1,
    });
  });

  it("rule 31: behind the watermark it is late too, whatever its session", async () => {
    const rows: Row[] = [
      ["a", 20],
      ["b", 5],
      ["c", 20],
    ];
    expect((await lateOf(rows, watched(0))).late).toBe(1);
    expect((await lateOf(rows, watched(15))).late).toBe(0);
    expect((await lateOf(rows)).late).toBe(0);
  });

  it("rule 31: if its session has ended, it begins one at its own time", async () => {
    expect(
      await lateOf(
        [
          ["a", 0],
          ["b", 60],
          ["a", 5],
        ],
        watched(0),
      ),
    ).toEqual({
      told: ["a seen n 1 late 0", "b seen n 1 late 0", "a seen n 1 late 0"],
      late: 1,
    });
  });

  it("rule 31: an ignored event is not among the late ones", async () => {
    expect(
      (
        await lateOf([
          ["a", 5],
          ["a", 1, "stop"],
        ])
      ).late,
    ).toBe(0);
  });
});
