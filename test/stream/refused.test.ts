import { describe, expect, it } from "vitest";
import { machinesOf, ran, reasonsOf } from "./logs.ts";

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
