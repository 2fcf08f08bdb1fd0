import { describe, expect, it } from "vitest";
import type { CompiledScenario } from "../../src/check/compiledScenario.ts";
import { compiled, told } from "./compiled.ts";

const text = (lines: string) => `events bank {
  key account
  time at_time
  event pay { iban: text, amount: decimal(2), units: integer?, rate: number?, due: time?, wait: duration?, ok: boolean? }
}

pattern p on bank {
  by account, iban
  session gap 30m
  stack sum { amount: decimal(2), note: text? } depth 9 drop oldest
  emits o { amount: decimal(4), iban: text, n: number? }
  start s
  state s { on pay { push sum { amount } emit o { amount, iban } } }
}

scenario "t" for p {
  ${lines}
}
`;

const linesOf = (lines: string) => {
  const result = compiled(text(lines));
  expect(told(result)).toEqual([]);
  return result.scenarios[0]!.lines;
};

describe("a scenario", () => {
  it("becomes times, machine values and expectations", () => {
    const [event, moment, end, final] = linesOf(`
  at 1m30s pay { iban: "x", amount: 9.5, units: -9007199254740993, rate: 0.25, due: "2024-01-31T12:00+01:00", wait: 5m, ok: true }
      => o { amount: 9.5, n: missing }, o { iban: "x" }
  at 2m => nothing
  at end
  ends in s, stack sum { amount: 9.5, note: missing }, sum for "scenario", "x"`);
    expect(event).toMatchObject({
      kind: "event",
      time: 90_000,
      event: {
        name: "pay",
        key: "scenario",
        dead: false,
        fields: {
          iban: "x",
          amount: 950,
          units: -9007199254740993n,
          rate: 0.25,
          due: Date.UTC(2024, 0, 31, 11),
          wait: 300_000,
          ok: true,
        },
      },
      expect: {
        kind: "outputs",
        outputs: [
          {
            output: "o",
            fields: [
              { name: "amount", type: { kind: "exact", scale: 4 }, value: 95_000 },
              { name: "n", value: undefined },
            ],
          },
          { output: "o", fields: [{ name: "iban", value: "x" }] },
        ],
      },
    });
    expect(moment).toMatchObject({ kind: "watermark", time: 120_000, expect: { outputs: [] } });
    expect(end).toMatchObject({ kind: "end", expect: { kind: "outputs", outputs: [] } });
    expect(final).toMatchObject({
      kind: "final",
      state: "s",
      stack: [
        { kind: "sum", fields: [{ name: "amount", value: 950 }, { name: "note" }] },
        { kind: "sum", fields: [] },
      ],
      of: { key: "scenario", lane: ["x"] },
      withoutSession: false,
    });
  });

  it("may go back in time, name its key, and mean dead letters", () => {
    const lines = linesOf(`
  at 5m pay { account: "b", iban: "x", amount: 1, units: missing } => o
  at -1m undeclared { account: "c" }
  at 6m pay { iban: missing, amount: 1 } => fails
  ends without session`);
    expect(
      lines.map((line) =>
        line.kind === "event"
          ? [line.time, line.event.key, line.event.name, line.event.dead]
          : line.kind,
      ),
    ).toEqual([
      [300_000, "b", "pay", false],
      [-60_000, "c", null, false],
      [360_000, "scenario", "pay", true],
      "final",
    ]);
    expect(lines[0]).toMatchObject({ event: { fields: { iban: "x", amount: 100 } } });
  });

  const wrong: readonly (readonly [string, string])[] = [
    ['at 0s pey { iban: "x", amount: 1 }', "PDA0101 `bank` declares no event `pey` [pey]"],
    [
      "at 0s pay { iban: 5, amount: 1 } => o",
      "PDA0204 field `iban` of `pay` is a text, and this value is an integer [5]",
    ],
    [
      'at 0s pay { iban: "x", amount: 1.005 } => o',
      "PDA0205 field `amount` of `pay` keeps 2 decimal places, and this value has 3 decimal places [1.005]",
    ],
    [
      'at 0s pay { iban: "x", amount: 1, due: "soon" } => o',
      'PDA0227 "soon" is not a time ["soon"]',
    ],
    ['at 0s pay { iban: "x", amount: 1 } => out', "PDA0103 there is no output `out` [out]"],
    [
      'at 0s pay { iban: "x", amount: 1 } => o { iben: "x" }',
      "PDA0104 output `o` has no field `iben` [iben]",
    ],
    ["ends in t", "PDA0102 there is no state `t` [t]"],
    ["ends in s, stack som", "PDA0105 there is no frame kind `som` [som]"],
    [
      'ends in s for "b"',
      'PDA0609 `for` names 1 value and the pattern runs by `account`, `iban` ["b"]',
    ],
  ];
  for (const [line, message] of wrong) {
    it(`tells what is wrong in \`${line}\``, () => {
      const result = compiled(text(line));
      expect(told(result)).toEqual([message]);
      expect(result.scenarios).toEqual([]);
      expect(result.patterns.length).toBe(1);
    });
  }
});

describe("a scenario of a pattern with order words", () => {
  const meters = (words: string, lines: string) => `events meters {
  key meter
  time at_time
  id number
  event reading { value: integer, place: text? }
  event beat { value: text }
}

pattern high on meters {
  session gap 1h
  ${words}
  emits high { value: integer }
  start waiting
  state waiting { on reading if value > 100 { emit high { value } } }
}

scenario "t" for high {
  ${lines}
}
`;
  const scenarioOf = (words: string, lines: string) => {
    const result = compiled(meters(words, lines));
    expect(told(result)).toEqual([]);
    return result.scenarios[0]!;
  };

  it("gives events the id that the block declares", () => {
    const { lines } = scenarioOf(
      "dedupe by number within 10m",
      `at 0s reading { number: "a", value: 1 }
  at 0s reading { number: 7, value: 1 }
  at 0s beat { value: "x" }`,
    );
    expect(lines).toMatchObject([
      { event: { id: "a" } },
      { event: { id: "7" } },
      { event: { id: null } },
    ]);
  });

  it("expects what `late emit` gives out, by the late event's fields and key", () => {
    const { lines } = scenarioOf(
      "late emit late_ones",
      `at 5s reading { value: 1 }
  at 1s reading { value: 2 } => late_ones { value: 2, place: missing, meter: "scenario" }
  at 1s beat { value: "x" } => late_ones { value: "x" }`,
    );
    expect(lines[1]).toMatchObject({
      expect: {
        outputs: [
          {
            output: "late_ones",
            retracted: false,
            fields: [
              { name: "value", type: { kind: "exact", scale: 0 }, value: 2 },
              { name: "place", value: undefined },
              { name: "meter", type: { kind: "text" }, value: "scenario" },
            ],
          },
        ],
      },
    });
    expect(lines[2]).toMatchObject({
      expect: { outputs: [{ fields: [{ type: { kind: "text" }, value: "x" }] }] },
    });
  });

  it("expects retractions", () => {
    const { lines } = scenarioOf(
      "late retract within 10m",
      `at 0s reading { value: 200 } => high { value: 200 }, retracted high
  at 0s reading { value: 200 } => high`,
    );
    expect(lines).toMatchObject([
      {
        expect: {
          outputs: [{ retracted: false }, { output: "high", retracted: true, fields: [] }],
        },
      },
      { expect: { outputs: [{ retracted: false }] } },
    ]);
  });

  it("says what it survives, in the simulator's words", () => {
    const text = meters(
      "",
      `at 0s reading { value: 200 } => high { value: 200 }
  survives "collectors n=4 flush=5s | network tail=1%" with error under 0.5%
  survives "none" with error under 100%`,
    );
    const [{ survives, lines }] = compiled(text).scenarios as [CompiledScenario];
    expect(lines).toHaveLength(1);
    expect(survives).toMatchObject([
      { disorder: "collectors n=4 flush=5s | network tail=1%", below: 0.005 },
      { disorder: "none", below: 1 },
    ]);
    const { start, end } = survives[0]!.disorderSpan;
    expect(text.slice(start + 1, end - 1)).toBe(survives[0]!.disorder);
  });

  it.each([
    [
      "late emit late_ones",
      "at 0s reading { value: 1 } => late_ones { vaule: 1 }",
      "PDA0104 no event has a field `vaule` [vaule]",
    ],
    [
      "late emit late_ones",
      "at 0s reading { value: 1 } => late_ones { value: 1.5 }",
      "PDA0205 field `value` of output `late_ones` keeps no decimal places, and this value has 1 decimal place [1.5]",
    ],
    [
      "late drop",
      "at 0s reading { value: 200 } => retracted high",
      "PDA0612 this pattern takes nothing back [retracted high]",
    ],
    [
      "",
      'at 0s survives "none" with error under 1%',
      'PDA0610 there are no events that could come in disorder [survives "none" with error under 1%]',
    ],
    [
      "",
      'at 0s beat { value: "a" } survives "none" with error under 0.0%',
      "PDA0611 no number of sessions can show that none of them goes wrong [0.0%]",
    ],
  ])("%s: what is wrong in `%s`", (words, lines, message) => {
    expect(told(compiled(meters(words, lines)))).toEqual([message]);
  });
});
