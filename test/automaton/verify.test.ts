import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Automaton } from "../../src/automaton/automaton.ts";
import { fingerprint } from "../../src/automaton/fingerprint.ts";
import { verify } from "../../src/automaton/verify.ts";
import { type Damaged, damaged } from "./damaged.ts";
import { libraryAutomata, sampleAutomaton } from "./samples.ts";

describe("the verifier accepts", () => {
  test("what the compiler makes, and gives a frozen copy of it", () => {
    for (const automaton of [sampleAutomaton(), ...libraryAutomata()]) {
      const given = damaged(automaton);
      const verdict = verify(given);
      expect(verdict).toEqual({ ok: true, automaton });
      const { automaton: copy } = verdict as { automaton: Automaton };
      expect(copy).not.toBe(given);
      expect(Object.isFrozen(copy.states[0]!.transitions)).toBe(true);
      expect(fingerprint(copy)).toBe(fingerprint(automaton));
    }
  });
});

describe("the verifier refuses", () => {
  test("what is no JSON, or none that ends", () => {
    const circle: Damaged = {};
    circle.self = circle;
    let deep: Damaged = null;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    const hostile = [
      undefined,
      null,
      5,
      Number.NaN,
      "automaton",
      [],
      {},
      () => 5,
      Symbol("a"),
      10n,
      new Date(),
      new Map(),
      circle,
      deep,
      new Array(1e9),
      Object.create({ format: "pushdown-automaton" }),
      JSON.parse('{"__proto__": {"format": "pushdown-automaton"}}'),
      { constructor: 1, hasOwnProperty: 2 },
      {
        get format() {
          throw new Error("no");
        },
      },
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error("no");
          },
        },
      ),
    ];
    for (const value of hostile) expect(verify(value)).toMatchObject({ ok: false });
  });

  test("a value that changes while it is read is read once", () => {
    const honest = damaged(sampleAutomaton());
    let reads = 0;
    Object.defineProperty(honest, "start", {
      enumerable: true,
      get: () => (reads++ === 0 ? "idle" : "nowhere"),
    });
    expect(verify(honest)).toMatchObject({ ok: true, automaton: { start: "idle" } });
  });

  const state = (a: Damaged, name: string) => a.states.find((one: Damaged) => one.name === name);
  const cases: readonly [what: string, damage: (a: Damaged) => void, at: RegExp, reason: RegExp][] =
    [
      ["another format", (a) => (a.format = "x"), /^\/format$/, /"pushdown-automaton"/],
      ["a later version", (a) => (a.version = 2), /^\/version$/, /it is 1 here/],
      ["a member too many", (a) => (a.extra = 1), /^$/, /no member "extra"/],
      ["a member too few", (a) => delete a.onEnd, /^$/, /no "onEnd"/],
      ["a text for a list", (a) => (a.states = "idle"), /^\/states$/, /a list/],
      ["a gap of nothing", (a) => (a.session.gap = 0), /gap$/, /at least 1/],
      ["half a millisecond", (a) => (a.session.gap = 1.5), /gap$/, /whole/],
      [
        "a timer of nothing",
        (a) => (state(a, "idle").timers[0].duration = 0),
        /timers\/0\/duration$/,
        /at least 1/,
      ],
      [
        "a zone nobody has",
        (a) => (a.vocabulary.time.zone = "Europe/Berln"),
        /zone$/,
        /no time zone/,
      ],
      [
        "two events of one name",
        (a) => (a.vocabulary.events[1].name = "search"),
        /events\/1\/name$/,
        /two named "search"/,
      ],
      [
        "two states of one name",
        (a) => (a.states[1].name = "idle"),
        /states\/1\/name$/,
        /two named/,
      ],
      [
        "a state named like a group",
        (a) => (a.states[0].name = "around"),
        /groups\/0\/name$/,
        /is a state, too/,
      ],
      [
        "a start that is not there",
        (a) => (a.start = "nowhere"),
        /^\/start$/,
        /no state "nowhere"/,
      ],
      ["a start inside a part", (a) => (a.start = "asked"), /^\/start$/, /entered by a call only/],
      [
        "a target that is not there",
        (a) => (state(a, "idle").transitions[0].target = "x"),
        /transitions\/0\/target$/,
        /no state "x"/,
      ],
      [
        "a way into a part",
        (a) => (state(a, "idle").transitions[0].target = "asked"),
        /target$/,
        /by a call only/,
      ],
      [
        "a way out of a part",
        (a) => (state(a, "asked").transitions[1].target = "idle"),
        /target$/,
        /left by a return only/,
      ],
      [
        "a part that begins elsewhere",
        (a) => (a.groups.find((g: Damaged) => g.name === "pay").start = "idle"),
        /start$/,
        /not in part "pay"/,
      ],
      [
        "a part in a group",
        (a) => (a.groups.find((g: Damaged) => g.name === "pay").parent = "around"),
        /parent$/,
        /stands in no group/,
      ],
      ["a group in itself", (a) => (a.groups[0].parent = "around"), /groups\/0$/, /in itself/],
      [
        "a group that is not there",
        (a) => (a.states[0].group = "x"),
        /states\/0\/group$/,
        /no group "x"/,
      ],
      [
        "a call of a group",
        (a) => (state(a, "idle").transitions[1].actions[0].part = "around"),
        /part$/,
        /no part/,
      ],
      [
        "a call into a part's middle",
        (a) =>
          Object.assign(state(a, "idle").transitions[1].actions[0], {
            ["then" as string]: "asked",
          }),
        /then$/,
        /by a call only/,
      ],
      [
        "a call with a target",
        (a) => (state(a, "idle").transitions[1].target = "idle"),
        /actions\/0$/,
        /has no target/,
      ],
      [
        "a call that is not last",
        (a) => state(a, "idle").transitions[1].actions.push({ do: "clear" }),
        /actions\/0$/,
        /last action/,
      ],
      [
        "a return outside parts",
        (a) => state(a, "idle").transitions[0].actions.push({ do: "return" }),
        /actions\/2$/,
        /in a part/,
      ],
      [
        "a push at the end",
        (a) => state(a, "looking").onEnd[0].actions.push({ do: "pop" }),
        /onEnd\/0\/actions\/1$/,
        /cannot stand here/,
      ],
      [
        "a return in the else of the depth",
        (a) => a.stack.depth.overflow.actions.push({ do: "return" }),
        /overflow\/actions\/1$/,
        /cannot stand/,
      ],
      [
        "an else that leads into a part",
        (a) => (a.stack.depth.overflow.target = "asked"),
        /overflow\/target$/,
        /by a call/,
      ],
      [
        "an emit afterwards",
        (a) => (a.afterwards[0].actions[0] = { do: "pop" }),
        /afterwards\/0\/actions\/0$/,
        /cannot stand/,
      ],
      [
        "other, afterwards",
        (a) => (a.afterwards[0].on = "other"),
        /afterwards\/0\/on$/,
        /no other/,
      ],
      [
        "an event that is not declared",
        (a) => (state(a, "idle").transitions[0].on.events = ["x"]),
        /on\/events\/0$/,
        /no event "x"/,
      ],
      [
        "a frame kind that is not there",
        (a) => (state(a, "idle").transitions[0].actions[0].kind = "x"),
        /actions\/0\/kind$/,
        /no frame kind/,
      ],
      [
        "a frame without its field",
        (a) => state(a, "idle").transitions[0].actions[0].fields.shift(),
        /actions\/0\/fields\/0$/,
        /"term" is not given/,
      ],
      [
        "fields out of order",
        (a) => state(a, "idle").transitions[0].actions[0].fields.reverse(),
        /fields\/0$/,
        /"term" is not given/,
      ],
      [
        "a field of the wrong type",
        (a) =>
          (state(a, "idle").transitions[0].actions[0].fields[0].value = {
            op: "now",
            type: { kind: "time" },
          }),
        /value$/,
        /of type text/,
      ],
      [
        "an output that is not there",
        (a) => (state(a, "idle").timers[0].actions[0].output = "x"),
        /output$/,
        /no output/,
      ],
      [
        "the event of a timer",
        (a) => (state(a, "idle").timers[0].actions[0].withEvent = true),
        /withEvent$/,
        /no event/,
      ],
      [
        "a field read by a timer",
        (a) =>
          (state(a, "idle").timers[0].actions[0].fields[0].value = {
            op: "field",
            name: "term",
            type: { kind: "text" },
          }),
        /value$/,
        /fields can be read/,
      ],
      [
        "a field of one event only",
        (a) => (state(a, "idle").transitions[0].on.events = ["search", "view"]),
        /guard/,
        /no field of event "view"/,
      ],
      [
        "a register that is not there",
        (a) => (a.afterwards[0].actions[0].register = "x"),
        /register$/,
        /no register/,
      ],
      [
        "a register without a first value",
        (a) => (a.registers[1].initial = null),
        /initial$/,
        /first value or is optional/,
      ],
      [
        "a first value of another type",
        (a) => (a.registers[1].initial = "007"),
        /initial$/,
        /no value of its type/,
      ],
      [
        "a guard that is no test",
        (a) => (state(a, "idle").transitions[0].guard = { op: "now", type: { kind: "time" } }),
        /guard\/type$/,
        /it is boolean/,
      ],
      [
        "an end's word elsewhere",
        (a) =>
          (state(a, "idle").transitions[0].guard = {
            op: "compare",
            type: { kind: "boolean" },
            operator: "=",
            left: { op: "endedBy", type: { kind: "text" } },
            right: { op: "key", type: { kind: "text" } },
          }),
        /left$/,
        /end of a session/,
      ],
      [
        "a loop's word elsewhere",
        (a) =>
          (state(a, "idle").timers[0].actions[0].fields[0].value = {
            op: "loopIndex",
            type: { kind: "exact", scale: 0 },
          }),
        /value$/,
        /no `forEach`/,
      ],
      ["lanes shared by nobody", (a) => (a.lanes = null), /shared$/, /no lanes/],
      [
        "a lane of decimals",
        (a) => (a.lanes.fields[0].type = { kind: "exact", scale: 2 }),
        /type$/,
        /text or an integer/,
      ],
    ];
  test.each(cases)("%s", (_what, damage, at, reason) => {
    const automaton = damaged(sampleAutomaton());
    damage(automaton);
    const verdict = verify(automaton) as { ok: false; pointer: string; reason: string };
    expect(verdict.ok).toBe(false);
    expect(verdict.reason).toMatch(reason);
    expect(verdict.pointer).toMatch(at);
  });
});

test("the fingerprint does not depend on the order of members", () => {
  const automaton = sampleAutomaton();
  const reversed = (value: Damaged): Damaged =>
    Array.isArray(value)
      ? value.map(reversed)
      : typeof value === "object" && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([k, v]) => [k, reversed(v)]),
          )
        : value;
  expect(fingerprint(reversed(automaton))).toBe(fingerprint(automaton));
  expect(fingerprint(automaton)).toMatch(/^[0-9a-f]{64}$/);
  expect(fingerprint({ ...automaton, pattern: "other" })).not.toBe(fingerprint(automaton));
});

test("docs/automaton.schema.json is the schema", async () => {
  const { automatonSchema } = await import("../../src/automaton/schema.ts");
  const file = join(import.meta.dirname, "../../docs/automaton.schema.json");
  const text = `${JSON.stringify(automatonSchema, null, 2)}\n`;
  if (process.env.UPDATE === "1") (await import("node:fs")).writeFileSync(file, text);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(JSON.parse(text));
});

test("the example of docs/automaton.md is an automaton", () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/automaton.md"), "utf8");
  const examples = [...page.matchAll(/```json[^\n]*\n([\s\S]*?)```/g)].map(([, text]) =>
    JSON.parse(text!),
  );
  expect(examples).toHaveLength(1);
  for (const example of examples) expect(verify(example)).toMatchObject({ ok: true });
});
