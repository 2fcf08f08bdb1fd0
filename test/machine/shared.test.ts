import { expect, it } from "vitest";
import { compileMachine } from "../../src/machine/compile.ts";
import { load } from "../../src/machine/machine.ts";
import type { Input } from "../oracle/oracle.ts";
import { plainReference } from "../property/reference.ts";
import { automatonOf, differenceOf } from "../property/three-ways.ts";
import { assembled, oracle, twin } from "../property/ways.ts";

// Actions that stand in many places are functions of the twin, so everything that actions may refer to stands in
// states that are alike here, in a group's rules, and where optional fields, failures and guards with writers matter.

const STATES = 10;

it("what many states share runs as what each says by itself", () => {
  const machine = load(automatonOf(alike())!);
  const text = compileMachine(machine);
  expect(text.match(/^function act\d+\(/gm)?.length).toBeGreaterThan(8);
  let dead = 0;
  for (let seed = 1; seed <= RUNS; seed++) {
    const inputs = inputsOf(seed);
    const expected = plainReference(machine).run(inputs);
    expect(expected.lines.length).toBeGreaterThan(20);
    dead += expected.dead.length;
    for (const way of [twin(machine), assembled(machine), oracle(machine)])
      expect(differenceOf("reference", expected, way.name, way.run(inputs))).toBeNull();
  }
  expect(dead).toBeGreaterThan(0);
});

const RUNS = Number(process.env.PROPERTY_RUNS ?? 8);

function alike(): string {
  const state = (n: number): string => {
    const to = (step: number): string => `s${(n + step) % STATES}`;
    return `
    state s${n} {
      on view if amount > ${n % 4} -> ${to(1)} { push place { product }  seen = seen + 1 }
      on view, cart if any place f where f.product or else "" = "p1" -> ${to(2)} { emit step { product, deep: depth }  emit step { deep: seen } }
      on search -> ${to(3)} { replace place { product: term } }
      on back if depth >= 2 -> ${to(4)} { emit step { product: top.product, deep: depth }  pop }
      on back if any place f where f.product or else "" = "p2" { emit step { product: "p2", deep: 1, with event } }
      on sum { total = total + amount / worth }
      after ${5 + n}s -> ${to(5)} { emit step { product: top.product, deep: depth }  clear }
      on end if depth > 0 { for each place { emit step { product: place.product, deep: depth } } }
    }`;
  };
  return `events shop {
  key visitor
  time at
  event view { product: text, amount: number }
  event search { term: text }
  event cart { product: text? }
  event back
  event sum { amount: number, worth: number }
  event leave
}
pattern alike on shop {
  session gap 30s max 5m
  stack place { product: text? } depth 4 else -> s0 { emit step { product: "full", deep: seen } }
  remember seen: integer = 0
  remember total: number = 0
  emits step { product: text?, deep: integer }
  start s0
  group all {
    on leave -> s7 { emit step { product: "left", deep: seen }  clear  seen = 0 }
    within 20s else -> s3 { emit step { deep: depth }  seen = 1 }
    ${Array.from({ length: STATES }, (_, n) => state(n)).join("")}
  }
  on end { emit step { product: "end", deep: depth } }
}`;
}

/** Events that follow from a number, most of them within a session. */
function inputsOf(seed: number): Input[] {
  let last = seed;
  const next = (below: number): number => {
    last = (Math.imul(last, 1_103_515_245) + 12_345) >>> 0;
    return (last >>> 8) % below;
  };
  const inputs: Input[] = [];
  let time = 0;
  for (let i = 0; i < 80; i++) {
    time += [0, 1, 2, 7, 40][next(5)]! * 1000;
    const name = ["view", "view", "search", "cart", "back", "back", "sum", "leave"][next(8)]!;
    const product = `p${next(3)}`;
    const fields: Record<string, string | number> =
      name === "view"
        ? { product, amount: next(6) }
        : name === "search"
          ? { term: product }
          : name === "cart" && next(2) === 0
            ? { product }
            : name === "sum"
              ? { amount: next(5), worth: next(3) }
              : {};
    const members = Object.entries(fields).map(
      ([key, value]) => [key, JSON.stringify(value)] as const,
    );
    const event = { key: "u", time, name, id: `log#${i}`, fields, members: () => members };
    inputs.push({ kind: "event", event, behindWatermark: false });
  }
  return [...inputs, { kind: "end" }];
}
