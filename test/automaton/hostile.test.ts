import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Automaton, Type, Vocabulary } from "../../src/automaton/automaton.ts";
import { verify } from "../../src/automaton/verify.ts";
import type { Event } from "../../src/machine/event.ts";
import { load } from "../../src/machine/machine.ts";
import { outputLine } from "../../src/machine/render.ts";
import type { Value } from "../../src/machine/value.ts";
import { feed, finish, type Visitor } from "../../src/machine/visitor.ts";
import { automatonOf } from "../property/three-ways.ts";
import { programs } from "../support/programs.ts";
import { libraryAutomata, sampleAutomaton } from "./samples.ts";

const RUNS = Number(process.env.MUTANTS ?? 1500);
const SEED = Number(process.env.SEED ?? 1);

// biome-ignore lint/suspicious/noExplicitAny: JSON to be damaged
type Json = any;

const originals: readonly Json[] = [sampleAutomaton(), ...libraryAutomata()];

/** Every object and list of a value, and for each its members' names. */
function places(value: Json, found: { owner: Json; name: string | number }[] = []) {
  if (typeof value !== "object" || value === null) return found;
  for (const name of Array.isArray(value) ? value.keys() : Object.keys(value)) {
    found.push({ owner: value, name });
    places(value[name], found);
  }
  return found;
}

const HOSTILE: readonly Json[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    0.5,
    1e300,
    39,
    "",
    "0",
    "-5",
    "__proto__",
    "constructor",
    "toString",
  ],
  ...[[], {}, [[]], "top", "any", "other", { kind: "text" }, { kind: "exact", scale: 38 }],
  ...[{ frame: "loop" }, { frame: "bound", depth: 0 }, { do: "clear" }, { do: "return" }],
];

interface Damage {
  readonly how: "delete" | "hostile" | "borrow" | "double" | "rename" | "number";
  readonly at: number;
  readonly from: number;
}

/** Half of the damage is small, so that much of it is still an automaton. */
function damaged(original: Json, damages: readonly Damage[]): Json {
  const value = structuredClone(original);
  for (const { how, at, from } of damages) {
    const all = places(value);
    const { owner, name } = all[at % all.length]!;
    const other = all[from % all.length]!;
    if (how === "delete") {
      if (Array.isArray(owner)) owner.splice(name as number, 1);
      else delete owner[name];
    } else if (how === "hostile") owner[name] = structuredClone(HOSTILE[from % HOSTILE.length]);
    else if (how === "borrow") owner[name] = structuredClone(other.owner[other.name]);
    else if (how === "double") {
      if (Array.isArray(owner)) owner.push(structuredClone(owner[name as number]));
      else owner[`${name}2`] = structuredClone(owner[name]);
    } else if (how === "rename") renamed(value, owner[name], HOSTILE[from % 14]);
    else if (typeof owner[name] === "number") owner[name] = 1 + (from % 5000);
  }
  return value;
}

/** One text everywhere it stands: still an automaton, where the text was a name. */
function renamed(value: Json, from: Json, to: Json): void {
  if (typeof from !== "string" || typeof to !== "string") return;
  for (const { owner, name } of places(value)) if (owner[name] === from) owner[name] = to;
}

const damages = fc.array(
  fc.record({
    how: fc.constantFrom("delete", "hostile", "borrow", "double", "rename", "number" as const),
    at: fc.nat({ max: 1_000_000 }),
    from: fc.nat({ max: 1_000_000 }),
  }) as fc.Arbitrary<Damage>,
  { minLength: 1, maxLength: 3 },
);

function exampleOf(type: Type, turn: number): Value {
  const pick = <T>(...values: readonly T[]): T => values[turn % values.length]!;
  switch (type.kind) {
    case "text":
      return type.values?.[turn % type.values.length] ?? pick("forex", "", "p1", "__proto__");
    case "exact":
      return pick<Value>(0, 995, -1, 99999999999999999999999999999999999999n);
    case "number":
      return pick(0, 1.5, -1e308, 5e-324);
    case "boolean":
      return pick(true, false);
    case "time":
    case "duration":
      return pick(0, 1_700_000_000_000, -1, 8.64e15);
  }
}

function events({ events }: Vocabulary, turns: readonly number[]): Event[] {
  let time = 1_704_067_200_000;
  return turns.map((turn, index): Event => {
    time += [0, 1000, 60_000, 1_800_000, 86_400_000][turn % 5]!;
    const event = events[turn % (events.length + 1)];
    const fields: [string, Value][] = (event?.fields ?? [])
      .filter(({ optional }) => !optional || turn % 3 > 0)
      .map(({ name, type }) => [name, exampleOf(type, turn >> 3)]);
    return {
      ...{ key: "k", time, name: event?.name ?? null, id: `log#${index}` },
      fields: Object.fromEntries(fields),
      members: () => [["raw", "1.50"]],
    };
  });
}

/** Runs a verified automaton; whatever it does, it may not throw. */
function run(automaton: Automaton, turns: readonly number[]): number {
  const machine = load(automaton);
  let visitor: Visitor | null = null;
  let lines = 0;
  const note = (outputs: Parameters<typeof outputLine>[0][]) => {
    for (const output of outputs) JSON.parse(outputLine(output));
    lines += outputs.length;
  };
  for (const event of events(automaton.vocabulary, turns)) {
    const passage = feed(machine, visitor, event, false);
    visitor = passage.visitor;
    note([...passage.outputs]);
  }
  if (visitor !== null) note([...finish(machine, visitor).outputs]);
  return lines;
}

describe("whatever is offered", () => {
  const turns = fc.array(fc.nat({ max: 1000 }), { minLength: 5, maxLength: 30 });

  test(
    "the verifier does not throw, and what it accepts does not crash the machine",
    () => {
      let accepted = 0;
      let lines = 0;
      fc.assert(
        fc.property(fc.nat({ max: originals.length - 1 }), damages, turns, (which, list, log) => {
          const verdict = verify(damaged(originals[which], list));
          if (!verdict.ok) {
            expect(verdict.reason).not.toBe("");
            return;
          }
          accepted++;
          lines += run(verdict.automaton, log);
        }),
        { seed: SEED, numRuns: RUNS },
      );
      // Otherwise this test would say little of the machine.
      expect(accepted).toBeGreaterThan(RUNS / 20);
      expect(lines).toBeGreaterThan(RUNS / 20);
    },
    120_000 + RUNS * 20,
  );

  test("truncated texts are no automata", () => {
    const text = JSON.stringify(originals[0]);
    for (let length = 0; length < text.length; length += 37) {
      const parsed = parsedOr(text.slice(0, length), null);
      expect(verify(parsed).ok).toBe(false);
    }
  });

  test("random JSON is none", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(verify(value).ok).toBe(false);
      }),
    );
  });

  test("generated programs compile to what the verifier accepts", () => {
    fc.assert(
      fc.property(
        programs((text) => automatonOf(text) !== null),
        ({ text }) => {
          const automaton = automatonOf(text)!;
          expect(verify(structuredClone(automaton))).toEqual({ ok: true, automaton });
        },
      ),
      { seed: SEED, numRuns: 20 },
    );
  }, 60_000);
});

function parsedOr(text: string, otherwise: Json): Json {
  try {
    return JSON.parse(text);
  } catch {
    return otherwise;
  }
}
