import { describe, expect, it } from "vitest";
import { machinesOf, ran } from "./logs.ts";
import { log, MINUTE, type Row, shop, watched } from "./rows.ts";

describe("time without events", () => {
  const visits = machinesOf(`${shop}
    pattern visits on shop {
      session gap 10m
      emits seen { n: integer }
      emits over { n: integer }
      start a
      state a { on go { emit seen { n: session.events } } }
      on end { emit over { n: session.events } }
    }`);

  it("rule 30: without a watermark a key's time moves on with its own events only", async () => {
    const run = await ran(
      visits,
      [
        log([
          ["a", 0],
          ["b", 500],
          ["a", 5],
        ]),
      ],
      { endOfInput: "keep" },
    );
    expect(run.told).toEqual(["a seen n 1", "b seen n 1", "a seen n 2"]);
    expect(run.accounting.openSessions).toBe(2);
  });

  it("rule 30: a watermark ends sessions before it, not at it", async () => {
    const rows = (minutes: number): Row[] => [
      ["a", 0],
      ["b", minutes],
      ["a", 10],
    ];
    const strict = await ran(visits, [log(rows(12))], { ...watched(2), endOfInput: "keep" });
    expect(strict.told).toEqual(["a seen n 1", "b seen n 1", "a seen n 2"]);
    const late = await ran(visits, [log(rows(12 + 1 / MINUTE))], {
      ...watched(2),
      endOfInput: "keep",
    });
    expect(late.told).toEqual(["a seen n 1", "b seen n 1", "a over n 1", "a seen n 1"]);
    expect(late.accounting.patterns).toMatchObject([{ late: 1 }]);
  });

  // A source's end is noticed too late where its bytes end with a chunk of the other.
  it("rule 30: of two sources the one behind holds the watermark until it ends", async () => {
    const slow = log([
      ["a", 0],
      ["a", 1],
    ]);
    const fast = log([
      ["b", 0],
      ["b", 60],
      ["c", 60],
    ]);
    const merged = await ran(visits, [slow, fast], {
      ...watched(0),
      order: "time",
      endOfInput: "keep",
    });
    expect(merged.told).toEqual([
      ...["a seen n 1", "b seen n 1", "a seen n 2"],
      // The slow source has ended: nothing holds time back.
      ...["b over n 1", "b seen n 1", "a over n 2", "c seen n 1"],
    ]);
  });

  it("rule 30: of logs read one after the other the one that has not begun holds nothing back", async () => {
    const [monday, tuesday] = [
      log([
        ["a", 0],
        ["b", 600],
      ]),
      log([["c", 601]]),
    ];
    const options = { ...watched(0), endOfInput: "keep" } as const;
    const apart = await ran(visits, [monday, tuesday], options);
    expect(apart.told).toEqual((await ran(visits, [monday + tuesday], options)).told);
    expect(apart.told).toContain("a over n 1");
    expect(apart.accounting.patterns).toMatchObject([{ late: 0 }]);
  });

  it("rule 30: at the end of the input time runs on, or what is open is kept", async () => {
    const rows: Row[] = [
      ["a", 0],
      ["b", 30],
    ];
    const ended = await ran(visits, [log(rows)]);
    expect(ended.told.slice(2)).toEqual(["a over n 1", "b over n 1"]);
    expect(ended.accounting).toMatchObject({ openSessions: 0, endedAfterLast: 1 });
    const kept = await ran(visits, [log(rows)], { endOfInput: "keep" });
    expect(kept.told).toHaveLength(2);
    expect(kept.accounting).toMatchObject({ openSessions: 2, endedAfterLast: 0 });
  });

  it("rule 9: a key that comes back after its session's end starts afresh", async () => {
    const run = await ran(visits, [
      log([
        ["a", 0],
        ["a", 10],
        ["a", 21],
        ["a", 500],
      ]),
    ]);
    expect(run.told).toEqual([
      ...[
        "a seen n 1",
        "a seen n 2",
        "a over n 2",
        "a seen n 1",
        "a over n 1",
        "a seen n 1",
        "a over n 1",
      ],
    ]);
    expect(run.accounting.patterns).toMatchObject([{ sessionsBegun: 3, sessionsEnded: 3 }]);
  });
});
