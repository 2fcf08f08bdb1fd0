import { describe, expect, it } from "vitest";
import { runScenario } from "../../src/stream/scenario-run.ts";
import { machinesOf, sound } from "./logs.ts";

const EVENTS = `
  events shop {
    key who
    time ts
    event search { term: text }
    event pay { amount: decimal(2), note: text? }
    event leave
  }`;

const PLAIN = `${EVENTS}
  pattern found on shop {
    session gap 30m
    stack query { term: text, count: integer } depth 9 refuse
    remember n: integer = 0
    emits told { term: text, n: integer, sum: decimal(2)? }
    emits rang
    emits over
    start idle
    state idle {
      on search -> busy { n = n + 1  push query { term, count: n }  emit told { term, n } }
    }
    state busy {
      on search { n = n + 1  push query { term, count: n }  emit told { term, n }  emit told { term: "again", n } }
      on pay { emit told { term: note or else "none", n, sum: round(10 / amount, 2) } }
      on leave { end session }
      after 10m { emit rang }
    }
    on end if n > 0 { emit over }
  }`;

const LANES = `${EVENTS.replace("text? }", "text? }\n event view { product: text? }")}
  pattern seen on shop {
    by who, product
    session gap 30m of who
    emits rang
    start a
    state a { on view -> b }
    state b { after 10m { emit rang } }
  }`;

/** What a scenario is told: nothing where it holds. */
function told(text: string, lines: string): readonly string[] {
  const [machine] = machinesOf(text);
  const { pattern } = machine!.automaton;
  const whole = `${text}\nscenario "tried" for ${pattern} {\n${lines}\n}\n`;
  const [scenario] = sound(whole).scenarios;
  const { failures } = runScenario(machine!, scenario!);
  return failures.map(({ span, message }) => `${whole.slice(span.start, span.end)}: ${message}`);
}

const search = 'at 0s search { term: "x" } => told';

describe("a scenario holds, or is told where not", () => {
  const cases: readonly [kind: string, holds: string, fails: string, message: string][] = [
    [
      "an output",
      search,
      'at 0s search { term: "x" } => rang',
      'rang: expected `rang`, got `told { term: "x", n: 1 }`',
    ],
    [
      "some of its fields",
      'at 0s search { term: "x" } => told { n: 1 }',
      'at 0s search { term: "x" } => told { n: 2 }',
      'told { n: 2 }: expected `n: 2`, got `told { term: "x", n: 1 }`',
    ],
    [
      "a missing field",
      'at 0s search { term: "x" } => told { sum: missing }',
      `${search}\nat 0s pay { amount: 4 } => told { sum: missing }`,
      'told { sum: missing }: expected `sum: missing`, got `told { term: "none", n: 1, sum: 2.50 }`',
    ],
    [
      "a field that is there",
      `${search}\nat 0s pay { amount: 4, note: "y" } => told { term: "y", sum: 2.5 }`,
      'at 0s search { term: "x" } => told { sum: 2.5 }',
      'told { sum: 2.5 }: expected `sum: 2.50`, got `told { term: "x", n: 1 }`',
    ],
    [
      "several outputs, all of them",
      `${search}\nat 1s search { term: "y" } => told { term: "y" }, told { term: "again" }`,
      `${search}\nat 1s search { term: "y" } => told { term: "y" }`,
      'told { term: "y" }: expected `told { term: "y" }`, got `told { term: "y", n: 2 }`, `told { term: "again", n: 2 }`',
    ],
    [
      "several outputs, in their order",
      `${search}\nat 1s search { term: "y" } => told, told`,
      `${search}\nat 1s search { term: "y" } => told { term: "again" }, told`,
      'told { term: "again" }: expected `term: "again"`, got `told { term: "y", n: 2 }`',
    ],
    [
      "nothing, where nothing is written",
      "at 0s leave",
      'at 0s search { term: "x" }',
      'at 0s search { term: "x" }: expected nothing, got `told { term: "x", n: 1 }`',
    ],
    [
      "nothing, said",
      "at 0s leave => nothing",
      'at 0s search { term: "x" } => nothing',
      'nothing: expected nothing, got `told { term: "x", n: 1 }`',
    ],
    [
      "what time brings",
      `${search}\nat 10m => rang`,
      `${search}\nat 9m => rang`,
      "rang: expected `rang`, got nothing",
    ],
    [
      "nothing before its time",
      `${search}\nat 9m59s`,
      `${search}\nat 10m`,
      "at 10m: expected nothing, got `rang`",
    ],
    [
      "what the end brings",
      `${search}\nat end => rang, over`,
      `${search}\nat end => over`,
      "over: expected `over`, got `rang`, `over`",
    ],
    [
      "a step that fails",
      `${search}\nat 0s pay { amount: 0 } => fails`,
      `${search}\nat 0s pay { amount: 4 } => fails`,
      'fails: expected a dead letter, got `told { term: "none", n: 1, sum: 2.50 }`',
    ],
    [
      "a record that is refused",
      "at 0s search { term: missing } => fails",
      'at 0s search { term: "x" } => fails',
      'fails: expected a dead letter, got `told { term: "x", n: 1 }`',
    ],
    [
      "no failing where none is said",
      `${search}\nat 0s pay { amount: 1 } => told`,
      `${search}\nat 0s pay { amount: 0 } => told`,
      "told: the step failed: division by zero",
    ],
    [
      "the state at the end",
      `${search}\nends in busy`,
      `${search}\nends in idle`,
      "ends in idle: expected to end in `idle`, ended in `busy`",
    ],
    [
      "the stack at the end, from the bottom",
      `${search}\nat 0s search { term: "y" } => told, told\nends in busy, stack query { term: "x" }, query { count: 2 }`,
      `${search}\nat 0s search { term: "y" } => told, told\nends in busy, stack query { term: "y" }, query { term: "x" }`,
      'ends in busy, stack query { term: "y" }, query { term: "x" }: the stack is `query { term: "x", count: 1 }`, `query { term: "y", count: 2 }`',
    ],
    [
      "an empty stack",
      "at 0s leave\nends in idle, stack empty",
      `${search}\nends in busy, stack empty`,
      'ends in busy, stack empty: the stack is `query { term: "x", count: 1 }`',
    ],
    [
      "an automaton that has ended, in its last configuration",
      `${search}\nat 1s leave => over\nends in busy, stack query { term: "x" }`,
      `${search}\nat 1s leave => over\nends in idle`,
      "ends in idle: expected to end in `idle`, ended in `busy`",
    ],
    [
      "that no session is open",
      `${search}\nat 1s leave => over\nends without session`,
      `${search}\nends without session`,
      "ends without session: a session is still open",
    ],
    [
      "one of several keys",
      `${search}\nat 0s leave { who: "b" }\nends in idle for "b"\nends in busy for "scenario"`,
      `${search}\nat 0s leave { who: "b" }\nends in busy for "b"`,
      'ends in busy for "b": expected to end in `busy`, ended in `idle`',
    ],
    [
      "which of several",
      `${search}\nat 0s leave { who: "b" }\nends in idle for "b"`,
      `${search}\nat 0s leave { who: "b" }\nends in idle`,
      'ends in idle: several automata have lived; say which, `for "key", "lane"`',
    ],
    [
      "one that has lived",
      "at 0s leave\nends in idle",
      'at 0s leave\nends in idle for "b"',
      'ends in idle for "b": no automaton has lived',
    ],
  ];

  it.each(cases)("%s", (_, holds, fails, message) => {
    expect(told(PLAIN, holds)).toEqual([]);
    expect(told(PLAIN, fails)).toEqual([message]);
  });

  it("keys and lanes are told apart", () => {
    const lines =
      'at 0s view { product: "p1" }\nat 0s leave\nat 0s view { product: "p2", who: "b" }\n';
    expect(told(LANES, `${lines}ends in b for "scenario", "p1"\nends in b for "b", "p2"`)).toEqual(
      [],
    );
    expect(told(LANES, `${lines}ends in b for "b", "p1"`)).toHaveLength(1);
  });
});

describe("the lines of a scenario", () => {
  it("stand at 2024-01-01 and may go back, which is a late event", () => {
    const text = `${EVENTS}
      pattern timed on shop {
        session gap 30m
        emits told { at: time, now: time }
        start a
        state a { on leave { emit told { at, now } } }
      }`;
    const lines = `at 5m leave => told { at: "2024-01-01T00:05:00Z", now: "2024-01-01T00:05:00Z" }
      at 1m leave => told { at: "2024-01-01T00:01:00Z", now: "2024-01-01T00:05:00Z" }
      at -1m leave => told { at: "2023-12-31T23:59:00Z" }`;
    expect(told(text, lines)).toEqual([]);
  });

  it("run up to the first difference, and give every step until then", () => {
    const [machine] = machinesOf(PLAIN);
    const lines = `${search}\nat 1s leave => rang\nat 2s leave => rang`;
    const [scenario] = sound(`${PLAIN}\nscenario "tried" for found {\n${lines}\n}`).scenarios;
    const { failures, happenings } = runScenario(machine!, scenario!);
    expect(failures).toHaveLength(1);
    expect(happenings.map(({ stimulus }) => stimulus.kind)).toEqual(["event", "event", "end"]);
  });

  it("without an event are a watermark: within shows after its instant, not at it", () => {
    const text = `${EVENTS}
      pattern paid on shop {
        session gap 2h
        emits overdue
        start a
        state a { within 30m else -> b { emit overdue } }
        state b { }
      }`;
    expect(told(text, "at 0s leave\nat 30m\nat 30m1ms => overdue")).toEqual([]);
    expect(told(text, "at 0s leave\nat 30m => overdue")).toHaveLength(1);
  });

  it("rule 29: what time brings to several keys comes by instant, then key", () => {
    const lines = `at 1s search { term: "x", who: "c" } => told
      at 0s search { term: "x", who: "b" } => told
      at 1s search { term: "x", who: "a" } => told`;
    const text = PLAIN.replace("emits rang", "emits rang { who: text }").replace(
      "emit rang }",
      "emit rang { who: key } }",
    );
    expect(
      told(text, `${lines}\nat 20m => rang { who: "b" }, rang { who: "a" }, rang { who: "c" }`),
    ).toEqual([]);
  });

  it("rule 29: also at the very instant of the watermark", () => {
    const lines = `at 0s search { term: "x", who: "b" } => told
      at 0s search { term: "x", who: "a" } => told`;
    const text = PLAIN.replace("emits rang", "emits rang { who: text }").replace(
      "emit rang }",
      "emit rang { who: key } }",
    );
    expect(told(text, `${lines}\nat 10m => rang { who: "a" }, rang { who: "b" }`)).toEqual([]);
  });
});
