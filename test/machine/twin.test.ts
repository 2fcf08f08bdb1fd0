import { describe, expect, it } from "vitest";
import type { Automaton, Expression, State } from "../../src/automaton/automaton.ts";
import { compileMachine, loadTwin } from "../../src/machine/compile.ts";
import { noCounts } from "../../src/machine/counts.ts";
import type { Event } from "../../src/machine/event.ts";
import { load } from "../../src/machine/machine.ts";
import { outputLine } from "../../src/machine/render.ts";
import { feed, finish, type Visitor } from "../../src/machine/visitor.ts";
import { compareWays } from "../property/three-ways.ts";
import { twin } from "../property/ways.ts";

describe("the compiled twin", () => {
  it("agrees with the reference on random patterns and logs", { timeout: 300_000 }, () => {
    compareWays({
      ...{ seed: 4711, programs: 60, logsPerProgram: 10 },
      others: (machine) => [twin(machine)],
    });
  });

  it.each(HOSTILE())("takes %j as a name and as a text for nothing else", (hostile) => {
    const automaton = withNames(hostile);
    const machine = load(automaton);
    const events = [1, 2, 3].map((n) => eventOf(hostile, n));
    const expected: string[] = [];
    let visitor: Visitor | null = null;
    for (const event of events) {
      const passage = feed(machine, visitor, event, false);
      ({ visitor } = passage);
      expected.push(...passage.outputs.map(outputLine));
    }
    expected.push(...finish(machine, visitor!).outputs.map(outputLine));
    const lines: string[] = [];
    const table = loadTwin(machine)({
      ...{ counts: noCounts(), line: (text: string) => lines.push(text), dead: () => {} },
    });
    for (const event of events) table.feed(event, false);
    for (const row of [...table.rows()]) table.advance(row, Number.POSITIVE_INFINITY, false);
    expect(lines).toEqual(expected);
    expect(lines.length).toBe(3);
    expect((globalThis as { escaped?: boolean }).escaped).toBeUndefined();
  });

  it("writes no name of a pattern outside its one list", () => {
    const text = compileMachine(load(withNames("mangled_everywhere")));
    const outside = text.split("\n").filter((line) => !/^const \[k0.*= JSON\.parse\(/.test(line));
    expect(outside.join("\n")).not.toContain("mangled");
  });
});

function HOSTILE(): readonly string[] {
  return [
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "toString",
    '"];globalThis.escaped=true;//',
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
