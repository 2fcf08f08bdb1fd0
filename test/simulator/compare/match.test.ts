import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { match } from "../../../src/simulator/compare/match.ts";
import type { Judgement } from "../../../src/simulator/compare/verdict.ts";
import { balanced } from "./books.ts";

interface Made {
  readonly trigger: string;
  readonly data?: string;
  readonly session?: string;
  readonly rev?: number;
  readonly retracted?: boolean;
}

const line = ({ trigger, data = "{}", session = "e1", rev, retracted }: Made): string =>
  `{"id":"p/k/${trigger}/out/1",${rev === undefined ? "" : `"rev":${rev},`}"pattern":"p","version":"v","output":"out","kind":"output","key":"k","session":"p/k/${session}","time":"2024-01-01T00:00:00.000Z","causes":["a","b]\\",\\"data\\":{"],${retracted ? '"retracted":true' : `"data":${data}`}}`;

const brief = (judgements: readonly Judgement[]): string[] =>
  judgements.map(({ verdict, truth, observed, fields, marks }) =>
    [
      `${verdict} ${truth} ${observed}`,
      ...fields.map(({ field, how }) => `${field} ${how}`),
      ...marks,
    ].join(", "),
  );

const matched = (truth: readonly Made[], observed: readonly Made[]): string[] =>
  brief(match(truth.map(line), observed.map(line)));

describe("outputs of two runs", () => {
  it("are matched by identity, whatever their order", () => {
    expect(
      matched([{ trigger: "e1" }, { trigger: "e2" }], [{ trigger: "e3" }, { trigger: "e2" }]),
    ).toEqual(["exact 1 1", "false negative 0 -1", "false positive -1 0"]);
  });

  it("are changed where a field differs, by its digits", () => {
    const [was, is] = [
      '{"a":"x,}","b":1.10,"c":12345678901234567890}',
      '{"a":"x,}","b":1.1,"d":{"e":[1,"]"]}}',
    ];
    expect(matched([{ trigger: "e1", data: was }], [{ trigger: "e1", data: is }])).toEqual([
      "changed 0 0, b other, c gone, d come",
    ]);
  });

  it("are the same in another session, which is marked", () => {
    expect(matched([{ trigger: "e5" }], [{ trigger: "e5", session: "e5" }])).toEqual([
      "exact 0 0, moved",
    ]);
  });

  it("are duplicates under an identity that is taken", () => {
    expect(
      matched(
        [{ trigger: "e1", data: '{"a":2}' }],
        [
          { trigger: "e1", data: '{"a":1}' },
          { trigger: "e1", data: '{"a":2}' },
          { trigger: "x" },
          { trigger: "x" },
        ],
      ),
    ).toEqual(["exact 0 1", "duplicate -1 0", "duplicate -1 3", "false positive -1 2"]);
  });

  it("are retracted where the run itself takes them back, and flicker where they come again", () => {
    expect(
      matched(
        [{ trigger: "e1" }, { trigger: "e2" }],
        [
          { trigger: "e1", rev: 0 },
          { trigger: "e1", rev: 0, retracted: true },
          { trigger: "e2", rev: 0, data: '{"a":1}' },
          { trigger: "e1", rev: 1 },
          { trigger: "e2", rev: 1 },
        ],
      ),
    ).toEqual(["retracted -1 0", "retracted -1 2", "exact 0 3, flickering", "exact 1 4"]);
  });

  it("of a session's end are the same end though the session began with another event", () => {
    const sessions = new Map([
      ["e1", 0],
      ["e2", 0],
      ["e9", 1],
    ]);
    const ends = (...triggers: string[]) =>
      triggers.map((trigger) => line({ trigger: `${trigger}~end` }));
    expect(brief(match(ends("e1"), ends("e2"), (e) => sessions.get(e)))).toEqual(["exact 0 0"]);
    expect(brief(match(ends("e1"), ends("e9"), (e) => sessions.get(e)))).toEqual([
      "false negative 0 -1",
      "false positive -1 0",
    ]);
    expect(
      brief(match([line({ trigger: "e1~end.1~5" })], [line({ trigger: "e2~end.1~5" })], () => 0)),
    ).toHaveLength(2);
  });
});

const RUNS = Number(process.env.PROPERTY_RUNS ?? 1500);

const made = fc.record({
  trigger: fc.constantFrom("e1", "e2", "e3", "e1~end", "e2~end", "e1~s.1~5"),
  data: fc.constantFrom("{}", '{"a":1}', '{"a":2,"b":"x"}'),
  session: fc.constantFrom("e1", "e2"),
});

const revised = fc.record(
  {
    ...{ trigger: fc.constantFrom("e1", "e2"), data: fc.constantFrom("{}", '{"a":1}') },
    rev: fc.nat(2),
    retracted: fc.boolean(),
  },
  { requiredKeys: ["trigger", "data", "rev"] },
);

describe("verdicts on any outputs", () => {
  it("are one for each output of either run", () => {
    const lists = fc.array(made.map(line), { maxLength: 12 });
    fc.assert(
      fc.property(
        lists,
        fc.oneof(lists, fc.array(revised.map(line), { maxLength: 12 })),
        (truth, observed) => {
          balanced(
            truth,
            observed,
            match(truth, observed, (e) => (e === "e3" ? undefined : 0)),
          );
        },
      ),
      { seed: 3, numRuns: RUNS },
    );
  });

  it("are all exact for a run against itself, in any order", () => {
    fc.assert(
      fc.property(
        fc.array(made.map(line), { maxLength: 12 }),
        fc.infiniteStream(fc.nat()),
        (truth, draws) => {
          const mixed = truth
            .map((text) => ({ text, rank: draws.next().value! }))
            .sort((a, b) => a.rank - b.rank)
            .map(({ text }) => text);
          expect(new Set(match(truth, mixed).map(({ verdict }) => verdict)).size).toBe(
            truth.length === 0 ? 0 : 1,
          );
        },
      ),
      { seed: 4, numRuns: RUNS / 3 },
    );
  });
});
