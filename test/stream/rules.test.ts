import { describe, expect, it } from "vitest";
import { machinesOf, ran, reasonsOf } from "./logs.ts";

const MINUTE = 60_000;
const START = Date.UTC(2024, 0, 1);
type Row = readonly [who: string, minutes: number, type?: string];

const log = (rows: readonly Row[]): string =>
  rows
    .map(
      ([who, minutes, type = "go"]) =>
        `${JSON.stringify({ who, ts: START + minutes * MINUTE, type })}\n`,
    )
    .join("");

const shop = "events shop { key who  time ts  event go  event stop }\n";
const watched = (minutes: number) => ({
  watermark: { disorderMs: minutes * MINUTE, aheadMs: null },
});

describe("the order across keys", () => {
  const both = machinesOf(`${shop}
    pattern zebra on shop {
      session gap 20m
      emits seen { n: integer }
      emits rang { n: integer }
      start a
      state a {
        on go { emit seen { n: session.events } }
        after 10m { emit rang { n: session.events } }
        within 10m else { emit rang { n: 0 - session.events } }
      }
      on end { emit rang { n: 99 } }
    }
    pattern ant on shop {
      session gap 10m
      emits met { n: integer }
      start a
      state a { on go { emit met { n: session.events } } }
      on end { emit met { n: 99 } }
    }`);

  it("rule 29: per record the patterns as written, each with the key's own due steps, then the event", async () => {
    const run = await ran(
      both,
      [
        log([
          ["b", 0],
          ["a", 0],
          ["b", 11],
        ]),
      ],
      { endOfInput: "keep" },
    );
    expect(run.told).toEqual([
      ...["b seen n 1", "b met n 1", "a seen n 1", "a met n 1"],
      ...["b rang n 1", "b rang n -1", "b seen n 2", "b met n 99", "b met n 1"],
    ]);
  });

  it("rule 29: then what the watermark makes due, by instant, key by code point, pattern", async () => {
    const run = await ran(
      both,
      [
        log([
          ["\ue000", 0],
          ["🙂", 0],
          ["b", 0],
          ["b", 15],
        ]),
      ],
      {
        ...watched(1),
        endOfInput: "keep",
      },
    );
    expect(run.told.slice(6)).toEqual([
      // The key's own first, before its event.
      ...["b rang n 1", "b rang n -1", "b seen n 2", "b met n 99", "b met n 1"],
      ...["\ue000 rang n 1", "\ue000 rang n -1", "\ue000 met n 99"],
      ...["🙂 rang n 1", "🙂 rang n -1", "🙂 met n 99"],
    ]);
  });

  it("rule 29: the same at the end of the input", async () => {
    const run = await ran(both, [
      log([
        ["b", 1],
        ["a", 0],
        ["c", 0],
      ]),
    ]);
    expect(run.told.slice(6)).toEqual([
      ...["a rang n 1", "a rang n -1", "a met n 99", "c rang n 1", "c rang n -1", "c met n 99"],
      ...["b rang n 1", "b rang n -1", "b met n 99"],
      ...["a rang n 99", "c rang n 99", "b rang n 99"],
    ]);
    expect(run.accounting.endedAfterLast).toBe(6);
  });

  it("rule 29: every run prints the same bytes", async () => {
    const rows: Row[] = Array.from({ length: 60 }, (_, i) => [`k${(i * 7) % 11}`, (i * 13) % 47]);
    const first = await ran(both, [log(rows)], watched(3));
    const second = await ran(both, [log(rows)], watched(3));
    expect(second.lines).toEqual(first.lines);
  });
});

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

describe("records", () => {
  const machines = machinesOf(`
    events shop {
      key who
      time ts
      event pay { amount: decimal(2), note: text? }
    }
    events again {
      key who
      time ts
      event pay when amount != 0
    }
    pattern paid on shop {
      session gap 1h
      emits got { k: text }
      start a
      state a { on pay { emit got { k: key } } }
    }
    pattern any_record on again {
      session gap 1h
      emits met { k: text }
      start a
      state a { on any { emit met { k: key } } }
    }`);

  const lines = [
    '{"who":17850,"ts":1704067200000,"type":"pay","amount":"9.50"}',
    '{"who":"17850.0","ts":"2024-01-01T00:00:00Z","type":"pay","amount":9.5}',
    '{"who":"","ts":1704067200000,"type":"pay","amount":1}',
    '{"who":"x","type":"pay","amount":1}',
    '{"who":"x","ts":"2024-02-30","type":"pay","amount":1}',
    '{"who":"x","ts":1704067200000,"type":"pay","amount":1.005}',
    '{"who":"x","ts":1704067200000,"type":"pay"}',
    "",
    '{"who":"x","ts":1704067200000,"type":"pay","amount":1,"amount":2}',
    '{"who":"x","ts":1704067200000,"type":"pay","amount":1,"other":"\\ud800"}',
    '{"who":"x","ts":1704067200000,"type":"other"}',
  ];

  it("rule 4: what is refused lies in the record, not in what a pattern reads; each block for itself", async () => {
    const run = await ran(machines, [`${lines.join("\n")}\n`]);
    expect(run.told.filter((each) => each.includes("got"))).toEqual([
      "17850 got k 17850",
      "17850.0 got k 17850.0",
    ]);
    const reasons = (vocabulary: number) =>
      run.dead.flatMap((each) =>
        each.kind === "record" && each.vocabulary === vocabulary
          ? [`${each.letter.position} ${each.letter.reason}`]
          : [],
      );
    expect(reasons(0)).toEqual([
      ...[
        "3 missing key",
        "4 missing time",
        "5 unfit time",
        "6 too many places",
        "7 missing field",
      ],
      ...["9 damaged", "10 damaged"],
    ]);
    expect(reasons(1)).toEqual([
      ...["3 missing key", "4 missing time", "5 unfit time", "9 damaged", "10 damaged"],
    ]);
    expect(run.accounting.sources).toMatchObject([
      { vocabulary: 0, read: 10, dead: 7, handedOn: 3 },
      { vocabulary: 1, read: 10, dead: 5, handedOn: 5 },
    ]);
    expect(reasonsOf(run)).toHaveLength(12);
  });
});
