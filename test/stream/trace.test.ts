import { describe, expect, it } from "vitest";
import { runScenario } from "../../src/stream/scenario-run.ts";
import { traceLines } from "../../src/stream/trace.ts";
import { machinesOf, sound } from "./logs.ts";

const TEXT = `
  events shop {
    key who
    time ts
    event search { term: text }
    event pay { amount: decimal(2), note: text? }
    event leave
    event back
  }
  pattern found on shop {
    session gap 30m
    calls 1
    stack query { term: text } depth 2 refuse
    remember n: integer = 0
    remember last: duration?
    emits told { term: text, n: integer, sum: decimal(2)? }
    start idle
    state idle {
      on search -> busy { n = n + 1  push query { term }  emit told { term, n } }
      on back if n > 7
    }
    state busy {
      on search { push query { term } }
      on pay if amount > 5 and n = 1 {
        n = n + 1
        last = since(session.start)
        emit told { term: note or else "none", n, sum: round(10 / amount, 2) }
      }
      on pay if round(1 / amount, 2) > 0.5 { n = 0 }
      on leave { end session }
      on back { call more then -> busy }
      after 5m if n > 7 { n = 9 }
      within 6m else { n = n + 1 }
      after 10m idle { n = n + 1 }
    }
    part more {
      start m
      state m {
        on back { return }
        on pay { push query { term: "inside" } }
        on search { pop }
        on leave { call more then -> m }
      }
    }
    afterwards on leave { n = 100 }
    on end if n > 0 { emit told { term: "end", n } }
  }`;

const search = (at: string, term: string): string =>
  `at ${at} search { term: "${term}" }${term === "x" ? " => told" : ""}\n`;
const begun = search("0s", "x");

/** The last step of a life, in words. */
function traced(lines: string): string {
  const [machine] = machinesOf(TEXT);
  const { scenarios } = sound(`${TEXT}\nscenario "traced" for found {\n${lines}\n}\n`);
  const { failures, happenings } = runScenario(machine!, scenarios[0]!);
  expect(failures).toEqual([]);
  return traceLines(machine!, happenings.at(-1)!).join("\n");
}

describe("a step in words", () => {
  const stack = '                          stack  query { term: "x" }';
  const cases: readonly [kind: string, lines: string, told: readonly string[]][] = [
    [
      "what it was taken for, where it led, registers, outputs and the stack",
      begun,
      [
        '2024-01-01T00:00:00.000Z  search { term: "x" }  (idle -> busy)',
        "                          n = 1  (was 0)",
        '                          emit told { term: "x", n: 1 }',
        stack,
      ],
    ],
    [
      "fields and registers by their types; what is missing is left out, or said",
      `${begun}at 1s pay { amount: 8, note: "hey" } => told`,
      [
        '2024-01-01T00:00:01.000Z  pay { amount: 8.00, note: "hey" }  (busy)',
        "                          n = 2  (was 1)",
        "                          last = 1s  (was missing)",
        '                          emit told { term: "hey", n: 2, sum: 1.25 }',
        stack,
      ],
    ],
    [
      "guards that were false, with the values they read",
      `${begun}at 1s pay { amount: 3 }`,
      [
        "2024-01-01T00:00:01.000Z  pay { amount: 3.00 }  (busy)",
        "                          on 2 of busy did not fire: `amount > 5 and n = 1` is false (amount is 3.00)",
        "                          on 3 of busy did not fire: `round(1 / amount, 2) > 0.5` is false (amount is 3.00)",
        stack,
      ],
    ],
    [
      "a guard that failed",
      `${begun}at 1s pay { amount: 0 } => fails`,
      [
        "2024-01-01T00:00:01.000Z  pay { amount: 0.00 }  (busy)",
        "                          failed: division by zero",
        "                          on 2 of busy did not fire: `amount > 5 and n = 1` is false (amount is 0.00)",
        "                          on 3 of busy did not fire: its guard failed (amount is 0.00)",
        stack,
      ],
    ],
    [
      "a stack that is full",
      `${begun}${search("1s", "y")}${search("2s", "z")}`,
      [
        '2024-01-01T00:00:02.000Z  search { term: "z" }  (busy)',
        "                          on 1 of busy did not fire: the stack is full",
        `${stack} | query { term: "y" }`,
      ],
    ],
    [
      "an event that nothing waits for, though it is remembered",
      "at 0s leave",
      [
        "2024-01-01T00:00:00.000Z  leave  (idle)",
        "                          nothing here waits for it",
        "                          n = 100  (was 0)",
      ],
    ],
    [
      "an undeclared record",
      `${begun}at 1s undeclared`,
      [
        "2024-01-01T00:00:01.000Z  undeclared  (busy)",
        "                          nothing here waits for it",
        stack,
      ],
    ],
    [
      "a call, its return address drawn",
      `${begun}at 1s back`,
      ["2024-01-01T00:00:01.000Z  back  (busy -> m)", `${stack} | ↩ busy`],
    ],
    [
      "a pop that would reach beyond it",
      `${begun}at 1s back\nat 2s search { term: "y" }`,
      [
        '2024-01-01T00:00:02.000Z  search { term: "y" }  (m)',
        "                          on 3 of m did not fire: there is nothing to pop, or no call to return from",
        `${stack} | ↩ busy`,
      ],
    ],
    [
      "a return",
      `${begun}at 1s back\nat 2s back`,
      ["2024-01-01T00:00:02.000Z  back  (m -> busy)", stack],
    ],
    [
      "a timer whose guard was false",
      `${begun}at 5m`,
      [
        "2024-01-01T00:05:00.000Z  after 5m, in busy  (busy)",
        "                          timer 1 of busy did not fire: `n > 7` is false (n is 1)",
        stack,
      ],
    ],
    [
      "a window that ran out",
      `${begun}at 6m1ms`,
      [
        "2024-01-01T00:06:00.000Z  within 6m, in busy  (busy)",
        "                          n = 2  (was 1)",
        stack,
      ],
    ],
    [
      "a silence",
      `${begun}at 10m`,
      [
        "2024-01-01T00:10:00.000Z  after 10m idle, in busy  (busy)",
        "                          n = 3  (was 2)",
        stack,
      ],
    ],
    [
      "the end of a session, and what ended it",
      `${begun}at 1s leave => told`,
      [
        "2024-01-01T00:00:01.000Z  end of the session, by pattern  (busy)",
        '                          emit told { term: "end", n: 100 }',
        stack,
      ],
    ],
  ];

  it.each(cases)("tells %s", (_, lines, told) => {
    expect(traced(lines)).toBe(told.join("\n"));
  });

  it("does not say of what fired, and then failed, that it did not fire", () => {
    expect(traced(`${begun}at 1s back\nat 2s leave => fails`)).not.toContain("did not fire: fired");
  });

  it("names the lane", () => {
    const text = `
      events shop { key who  time ts  event view { product: text } }
      pattern seen on shop {
        by who, product
        session gap 30m
        start a
        state a { on view -> b }
        state b { }
      }`;
    const [machine] = machinesOf(text);
    const lines = 'at 0s view { product: "p1" }';
    const { scenarios } = sound(`${text}\nscenario "traced" for seen { ${lines} }`);
    const { happenings } = runScenario(machine!, scenarios[0]!);
    expect(traceLines(machine!, happenings[0]!)).toEqual([
      '2024-01-01T00:00:00.000Z  [p1] view { product: "p1" }  (a -> b)',
    ]);
  });
});
