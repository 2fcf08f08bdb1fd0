import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { machinesOf, type Options, ran, reasonsOf } from "./logs.ts";

const machines = machinesOf(`
  events shop { key who  time ts  event go }
  pattern visits on shop {
    session gap 30m
    emits visit { events: integer }
    start a
    state a { }
    on end { emit visit { events: session.events } }
  }`);

const MINUTE = 60_000;
const at = (minutes: number): number => Date.UTC(2024, 0, 1, 8) + minutes * MINUTE;
const FAR = Date.UTC(2099, 0, 1);

const log = (records: readonly (readonly [who: string, time: number])[]): string =>
  records.map(([who, ts]) => `${JSON.stringify({ who, ts, type: "go" })}\n`).join("");

const ahead: Options = { watermark: { disorderMs: 5 * MINUTE, aheadMs: 60 * MINUTE } };

describe("records in front of the watermark", () => {
  it("rule 30: one clock set to 2099 ends nobody's session; it is a dead letter, whole", async () => {
    const records = [
      ["a", at(0)],
      ["b", at(5)],
      ["c", FAR],
      ["a", at(10)],
      ["b", at(20)],
      ["a", at(30)],
    ] as const;
    const guarded = await ran(machines, [log(records)], ahead);
    expect(guarded.told).toEqual(["b visit events 2", "a visit events 3"]);
    expect(reasonsOf(guarded)).toEqual(["log1.ndjson#3 ahead"]);
    expect(guarded.dead).toMatchObject([{ letter: { text: log([["c", FAR]]).trim() } }]);
    expect(guarded.accounting.sources).toMatchObject([{ read: 6, dead: 1, handedOn: 5 }]);
    expect(guarded.accounting.patterns).toMatchObject([{ handedOn: 5, stepped: 5 }]);
    // Without the word it ends every session, and what comes after begins new ones.
    const { watermark } = ahead;
    const open = await ran(machines, [log(records)], {
      watermark: { ...watermark!, aheadMs: null },
    });
    expect(open.told.filter((each) => each.startsWith("a "))).toEqual([
      "a visit events 1",
      "a visit events 1",
      "a visit events 1",
    ]);
  });

  it("rule 30: a quiet hour is not an error: another key confirms it, and all held are applied", async () => {
    const run = await ran(
      machines,
      [
        log([
          ["a", at(0)],
          ["b", at(1)],
          ["a", at(200)],
          ["b", at(210)],
          ["a", at(211)],
        ]),
      ],
      ahead,
    );
    expect(run.told).toEqual([
      "a visit events 1",
      "b visit events 1",
      "b visit events 1",
      "a visit events 2",
    ]);
    expect(run.dead).toEqual([]);
  });

  it("rule 30: the same key confirms nothing, unless the source has had only one", async () => {
    const two = await ran(
      machines,
      [
        log([
          ["a", at(0)],
          ["b", at(1)],
          ["a", FAR],
          ["a", FAR + 1],
          ["b", at(2)],
        ]),
      ],
      ahead,
    );
    expect(reasonsOf(two)).toEqual(["log1.ndjson#3 ahead", "log1.ndjson#4 ahead"]);
    expect(two.told).toEqual(["a visit events 1", "b visit events 2"]);
    const one = await ran(
      machines,
      [
        log([
          ["a", at(0)],
          ["a", at(600)],
          ["a", at(601)],
        ]),
      ],
      ahead,
    );
    expect(one.told).toEqual(["a visit events 1", "a visit events 2"]);
    expect(one.dead).toEqual([]);
  });

  it("rule 30: a confirming record lies within the allowance of a held one", async () => {
    const run = await ran(
      machines,
      [
        log([
          ["a", at(0)],
          ["b", at(1)],
          ["a", FAR],
          ["b", at(300)],
          ["a", at(2)],
        ]),
      ],
      ahead,
    );
    expect(reasonsOf(run)).toEqual(["log1.ndjson#3 ahead", "log1.ndjson#4 ahead"]);
    expect(run.told).toEqual(["b visit events 1", "a visit events 2"]);
  });

  it("rule 30: exactly the allowance in front is not ahead; the watermark is the measure", async () => {
    const records = (minutes: number) =>
      log([
        ["a", at(0)],
        ["b", at(0)],
        ["c", at(minutes)],
        ["a", at(1)],
      ]);
    expect((await ran(machines, [records(55)], ahead)).dead).toEqual([]);
    expect(reasonsOf(await ran(machines, [records(55 + 1 / MINUTE)], ahead))).toEqual([
      "log1.ndjson#3 ahead",
    ]);
  });

  it("rule 30: the first record of a source is never ahead", async () => {
    const sources = [
      log([
        ["a", at(0)],
        ["a", at(1)],
      ]),
      log([
        ["b", at(900)],
        ["b", at(901)],
      ]),
    ];
    expect((await ran(machines, sources, ahead)).dead).toEqual([]);
  });

  it("rule 30: damaged records between confirm and refuse nothing", async () => {
    const lines = log([
      ["a", at(0)],
      ["b", at(1)],
      ["a", at(200)],
      ["b", at(201)],
    ]).split("\n");
    const text = [...lines.slice(0, 3), "{oops", "", '{"who":"","ts":1}', ...lines.slice(3)].join(
      "\n",
    );
    const run = await ran(machines, [text], ahead);
    expect(reasonsOf(run)).toEqual(["log1.ndjson#4 damaged", "log1.ndjson#6 missing key"]);
    expect(run.accounting.patterns).toMatchObject([{ stepped: 4 }]);
  });

  it("rule 30: what is held when the source ends is dead", async () => {
    const run = await ran(
      machines,
      [
        log([
          ["a", at(0)],
          ["b", at(1)],
          ["a", at(200)],
        ]),
      ],
      ahead,
    );
    expect(reasonsOf(run)).toEqual(["log1.ndjson#3 ahead"]);
    expect(run.accounting.sources).toMatchObject([{ read: 3, dead: 1, handedOn: 2 }]);
  });

  // What one source holds is forgotten when another holds nothing.
  it("rule 30: what is held by one source is not forgotten because of another", async () => {
    const sources = [
      log([
        ["a", at(0)],
        ["b", at(1)],
        ["a", FAR],
      ]),
      log([
        ["c", at(0)],
        ["c", FAR + 365 * 86_400_000],
        ["c", at(2)],
      ]),
    ];
    const run = await ran(machines, sources, { ...ahead, order: "time" });
    expect(reasonsOf(run)).toEqual(["log1.ndjson#3 ahead", "log2.ndjson#2 ahead"]);
  });

  it("rule 30: a clock set far ahead is not applied with a quiet hour that is confirmed beside it", async () => {
    const rows: [string, number][] = [
      ["a", at(0)],
      ["b", at(1)],
      ["c", FAR],
      ["a", at(180)],
      ["b", at(185)],
      ["a", at(186)],
    ];
    const run = await ran(machines, [log(rows)], ahead);
    const without = rows.filter(([, time]) => time !== FAR);
    expect(run.told).toEqual((await ran(machines, [log(without)], ahead)).told);
    expect(reasonsOf(run)).toEqual(["log1.ndjson#3 ahead"]);
  });

  it("rule 31: what was held is judged late by when it was read", async () => {
    const run = await ran(
      machines,
      [
        log([
          ["a", at(0)],
          ["b", at(1)],
          ["c", at(300)],
          ["a", at(290)],
          ["d", at(300)],
        ]),
      ],
      { watermark: { disorderMs: 0, aheadMs: 3_600_000 } },
    );
    expect(run.accounting.patterns).toMatchObject([{ stepped: 5, late: 0 }]);
  });

  it("the last record is the last that was applied", async () => {
    const rows: [string, number][] = [
      ["a", at(0)],
      ["b", at(1)],
      ["a", FAR],
      ["b", at(2)],
    ];
    const run = await ran(machines, [log(rows)], ahead);
    expect(run.accounting.endedAfterLast).toBe(2);
  });

  it("rule 30: any clocks set far ahead leave the others' results as they are", async () => {
    const steady = fc.array(fc.tuple(fc.constantFrom("a", "b", "c"), fc.nat(20)), { minLength: 3 });
    const wrong = fc.array(fc.tuple(fc.nat(), fc.nat(1000)), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(steady, wrong, async (pauses, jumps) => {
        let minutes = 0;
        const later = (pause: number): number => {
          minutes += pause;
          return at(minutes);
        };
        const records = pauses.map(([who, pause]) => [who, later(pause)] as const);
        const mixed: (readonly [string, number])[] = [...records];
        const spots = new Set<number>();
        for (const [place, year] of jumps) {
          // One by one, after the first record and before the last.
          const spot = 1 + (place % (records.length - 1));
          if (spots.has(spot)) continue;
          spots.add(spot);
          mixed.splice(mixed.indexOf(records[spot]!), 0, ["wrong", FAR + year * 86_400_000 * 365]);
        }
        const without = await ran(machines, [log(records)], ahead);
        const guarded = await ran(machines, [log(mixed)], ahead);
        expect(guarded.told).toEqual(without.told);
        expect(guarded.dead).toHaveLength(spots.size);
        expect(guarded.accounting.patterns).toEqual(without.accounting.patterns);
      }),
      { numRuns: 50 },
    );
  });
});
