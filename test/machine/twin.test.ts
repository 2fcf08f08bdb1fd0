import { afterEach, describe, expect, it, vi } from "vitest";
import type { Automaton, Expression, State } from "../../src/automaton/automaton.ts";
import { assembleTwin } from "../../src/machine/assemble.ts";
import { compileMachine, loadTwin } from "../../src/machine/compile.ts";
import { noCounts } from "../../src/machine/counts.ts";
import type { Event } from "../../src/machine/event.ts";
import { load, type Machine } from "../../src/machine/machine.ts";
import { plainReference } from "../property/reference.ts";
import { automatonOf, differenceOf } from "../property/three-ways.ts";
import { assembled, twin } from "../property/ways.ts";

// That both agree with the definition on random patterns is shown in test/property.

const forms = [
  ["generated", loadTwin],
  ["put together", assembleTwin],
] as const;

describe.each(forms)("the twin, %s", (_form, loading) => {
  it.each(HOSTILE())("takes %j as a name and as a text for nothing else", (hostile) => {
    const machine = load(withNames(hostile));
    const inputs = [1, 2, 3].map((n) => eventOf(hostile, n));
    const expected = plainReference(machine).run([
      ...inputs.map((event) => ({ kind: "event", event, behindWatermark: false }) as const),
      { kind: "end" },
    ]);
    const lines = linesOf(machine, loading, inputs);
    expect(lines).toEqual(expected.lines);
    expect(lines.length).toBe(3);
    expect((globalThis as { escaped?: boolean }).escaped).toBeUndefined();
  });
});

function linesOf(machine: Machine, loading: typeof loadTwin, events: readonly Event[]) {
  const lines: string[] = [];
  const table = loading(machine)({
    ...{ counts: noCounts(), line: (text: string) => lines.push(text), dead: () => {} },
  });
  for (const event of events) table.feed(event, false);
  for (const row of [...table.rows()]) table.advance(row, Number.POSITIVE_INFINITY, false);
  return lines;
}

describe("the compiled twin", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it("is put together of closures where no code may be made of text", () => {
    const machine = load(withNames("plain"));
    const events = [1, 2, 3].map((n) => eventOf("plain", n));
    const expected = linesOf(machine, loadTwin, events);
    vi.stubGlobal(
      "Function",
      class {
        constructor() {
          throw new EvalError("Refused to evaluate a string as JavaScript");
        }
      },
    );
    expect(linesOf(machine, loadTwin, events)).toEqual(expected);
  });

  it("takes 10,000 due timers after an event and not one more (rule 24)", () => {
    const machine = load(automatonOf(STALLING)!);
    const event = (time: number): Event => ({
      ...{ key: "u", time, name: "search", id: `log#${time}`, fields: {} },
      members: () => [],
    });
    const inputs = [
      { kind: "event", event: event(0), behindWatermark: false },
      { kind: "event", event: event(9_999_000), behindWatermark: false },
      { kind: "end" },
    ] as const;
    const expected = plainReference(machine).run(inputs);
    expect(expected.counts.dueSteps).toBe(19_999);
    expect(expected.dead).toEqual(["stalled idle.1 @20000000"]);
    for (const way of [twin(machine), assembled(machine)])
      expect(differenceOf("reference", expected, way.name, way.run(inputs))).toBeNull();
  });

  it("writes no name of a pattern outside its one list", () => {
    const text = compileMachine(load(withNames("mangled_everywhere")));
    const outside = text.split("\n").filter((line) => !/^const \[k0.*= JSON\.parse\(/.test(line));
    expect(outside.join("\n")).not.toContain("mangled");
  });
});

const STALLING = `events shop { key visitor time ts event search { } }
pattern stalling on shop {
  session gap 30d
  emits note { }
  start idle
  state idle { after 1s -> idle { } }
  on end { emit note { } }
}`;

function HOSTILE(): readonly string[] {
  return [
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "toString",
    '"];globalThis.escaped=true;//',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that it stays text is what is tested
    "`${globalThis.escaped=true}`",
    '\\"};globalThis.escaped=true;({a:"',
    "a\u2028globalThis.escaped=true\u2029b",
    "</script><script>globalThis.escaped=true</script>",
    "*/globalThis.escaped=true/*",
    "\nglobalThis.escaped=true\n",
    "slot",
    "rt",
    "k0",
    "\ud800",
    "🙂\u0000",
  ];
}

const eventOf = (name: string, number: number): Event => ({
  ...{ key: name, time: number * 1000, name, id: `${name}#${number}` },
  fields: Object.defineProperty({}, name, { value: name, enumerable: true }),
  members: () => [[name, "1"]],
});

/** Every name and text that a pattern can spell is the same hostile one. */
function withNames(name: string): Automaton {
  const text = { kind: "text" } as const;
  const constant: Expression = { op: "constant", type: text, value: name };
  const field: Expression = { op: "field", type: text, name };
  const register: Expression = { op: "register", type: text, name };
  const top: Expression = {
    ...{ op: "frameField", type: text, kind: name, name },
    of: { frame: "top" },
  };
  const equal: Expression = {
    ...{ op: "compare", type: { kind: "boolean" }, operator: "=" },
    ...{ left: constant, right: field },
  };
  const empty = { onEnd: [], afterwards: [] };
  const emit = { do: "emit", output: name, withEvent: true } as const;
  const state: State = {
    ...empty,
    name,
    group: null,
    timers: [{ kind: "after", duration: 500, guard: null, actions: [], target: null }],
    transitions: [
      {
        on: { events: [name] },
        guard: equal,
        actions: [
          { do: "assign", register: name, value: field },
          { do: "replace", kind: name, fields: [{ name, value: constant }] },
          {
            ...emit,
            fields: [
              {
                name,
                value: { op: "orElse", type: text, left: top, right: register },
              },
            ],
          },
        ],
        target: name,
      },
    ],
  };
  return {
    ...{ format: "pushdown-automaton", version: 1, pattern: name, parameters: [], lanes: null },
    vocabulary: {
      name,
      key: { name: "key", path: ["key"] },
      time: { name: "time", path: ["time"], unit: "milliseconds", zone: "UTC" },
      ...{ id: null, typePath: ["type"] },
      events: [
        {
          ...{ name, is: null, when: null },
          fields: [{ name, path: [name], type: text, optional: false, rounded: false }],
        },
      ],
    },
    session: { gap: 60_000, max: null, shared: false },
    ignore: { events: [], undeclared: false },
    stack: {
      kinds: [{ name, fields: [{ name, type: text, optional: false }], expires: null }],
      ...{ depth: null, callLimit: 32 },
    },
    registers: [{ name, type: text, optional: false, initial: name }],
    outputs: [{ name, kind: name, fields: [{ name, type: text, optional: false }] }],
    ...{ start: name, states: [state], groups: [], ...empty },
  };
}
