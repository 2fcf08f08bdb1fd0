import { describe, expect, it } from "vitest";
import { analyse } from "../../src/analysis/analyse.ts";
import type { Action, Automaton, State } from "../../src/automaton/automaton.ts";
import { seeded } from "../pushdown/random.ts";

const STATES = 200;
const EVENTS = 16;
const KINDS = 8;

/** How the targets of a state are drawn, and how often a transition pushes, pops or replaces. */
interface Shape {
  readonly name: string;
  readonly target: (from: number, below: (n: number) => number) => number;
  readonly transitions: number;
  readonly push: number;
  readonly pop: number;
  readonly replace: number;
}

const anywhere: Shape["target"] = (_, below) => below(STATES);
const onwards: Shape["target"] = (from, below) => Math.min(STATES - 1, from + below(4));
const nearby: Shape["target"] = (from, below) =>
  Math.max(0, Math.min(STATES - 1, from + below(7) - 3));

const shapes: readonly Shape[] = [
  {
    name: "dense, few pushes",
    target: anywhere,
    transitions: 16,
    push: 0.05,
    pop: 0.05,
    replace: 0.02,
  },
  {
    name: "dense, many pushes",
    target: anywhere,
    transitions: 16,
    push: 0.2,
    pop: 0.2,
    replace: 0.1,
  },
  { name: "a chain of steps", target: onwards, transitions: 8, push: 0.1, pop: 0.1, replace: 0.1 },
  { name: "neighbours", target: nearby, transitions: 6, push: 0.2, pop: 0.2, replace: 0.1 },
  { name: "pushes and pops only", target: nearby, transitions: 4, push: 0.5, pop: 0.5, replace: 0 },
];

function automaton(shape: Shape, seed: number): Automaton {
  const random = seeded(seed);
  const below = (n: number) => Math.floor(random() * n);
  const actions = (): readonly Action[] => {
    const kind = `k${below(KINDS)}`;
    const drawn = random();
    if (drawn < shape.push) return [{ do: "push", kind, fields: [] }];
    if (drawn < shape.push + shape.pop) return [{ do: "pop" }];
    if (drawn < shape.push + shape.pop + shape.replace)
      return [{ do: "replace", kind, fields: [] }];
    return [];
  };
  const states = Array.from(
    { length: STATES },
    (_, from): State => ({
      name: `s${from}`,
      group: null,
      transitions: Array.from({ length: shape.transitions }, (_, i) => ({
        on: { events: [`e${(i + from) % EVENTS}`] },
        guard: null,
        actions: actions(),
        target: `s${shape.target(from, below)}`,
      })),
      timers: [],
      onEnd: [],
      afterwards: [],
    }),
  );
  return {
    format: "pushdown-automaton",
    version: 1,
    pattern: "large",
    vocabulary: {
      name: "v",
      key: { name: "k", path: ["k"] },
      time: { name: "t", path: ["t"], unit: "milliseconds", zone: "UTC" },
      id: null,
      typePath: ["type"],
      events: Array.from({ length: EVENTS }, (_, i) => ({
        name: `e${i}`,
        is: { names: [`e${i}`] },
        when: null,
        fields: [],
      })),
    },
    parameters: [],
    lanes: null,
    session: { gap: 1000, max: null, shared: false },
    ignore: { events: [], undeclared: false },
    stack: {
      kinds: Array.from({ length: KINDS }, (_, i) => ({
        name: `k${i}`,
        fields: [],
        expires: null,
      })),
      depth: { limit: 32, overflow: { kind: "drop oldest" } },
      callLimit: 32,
    },
    registers: [],
    outputs: [],
    start: "s0",
    states,
    groups: [],
    onEnd: [],
    afterwards: [],
  };
}

describe(`an automaton of ${STATES} states, ${EVENTS} events, ${KINDS} kinds`, () => {
  // A guard against a wrong order of growth: the suite's time-out; the figures are the bench's.
  it.each(shapes)("is analysed: $name", (shape) => {
    expect(analyse(automaton(shape, 1), () => undefined, []).facts).toBeDefined();
  });
});
