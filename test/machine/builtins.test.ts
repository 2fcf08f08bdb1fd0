import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { builtins } from "../../grammar/builtins.ts";
import type { Type } from "../../src/automaton/automaton.ts";
import { compile } from "../../src/compile.ts";
import { evaluateBuiltin, newPrepared } from "../../src/machine/builtins.ts";
import { StepFailure } from "../../src/machine/failure.ts";
import { load } from "../../src/machine/machine.ts";
import type { Value } from "../../src/machine/value.ts";
import { feed } from "../../src/machine/visitor.ts";

const exact = (scale: number): Type => ({ kind: "exact", scale });
const [text, number, time, duration, boolean] = (
  ["text", "number", "time", "duration", "boolean"] as const
).map((kind): Type => ({ kind })) as [Type, Type, Type, Type, Type];

describe("examples of the function reference", () => {
  const examples = builtins.flatMap((one) => one.examples);
  test.each(examples)("$expression is $value", ({ expression, value }) => {
    const source = `
      events log { key k time t event tick }
      pattern p on log {
        session gap 1h
        emits answer { right: boolean }
        start s
        state s { on tick { emit answer { right: (${expression}) = (${value}) } } }
      }`;
    const { patterns, diagnostics } = compile({
      main: { name: "example.pda", text: source },
      load: () => null,
    });
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const { outputs, dead } = feed(
      load(patterns[0]!.automaton),
      null,
      {
        key: "k",
        time: Date.UTC(2024, 0, 1),
        name: "tick",
        fields: {},
        id: "1",
        members: () => [],
      },
      false,
    );
    expect(dead).toEqual([]);
    expect(outputs[0]!.data[0]!.value).toBe(true);
  });

  test("every function has one", () => {
    expect(builtins.filter((one) => one.examples.length === 0)).toEqual([]);
  });
});

describe("built-in functions", () => {
  const cases: [string, Value[], Type[], Type, Value][] = [
    ["min", [300, 150, 299], [exact(2), exact(2), exact(2)], exact(2), 150],
    ["max", [1n << 60n, 5], [exact(0), exact(0)], exact(0), 1n << 60n],
    ["max", [-1.5, 2], [number, number], number, 2],
    ["min", [5, -5], [duration, duration], duration, -5],
    ["max", [5, 7], [time, time], time, 7],
    ["abs", [-(1n << 60n)], [exact(0)], exact(0), 1n << 60n],
    ["abs", [-0.5], [number], number, 0.5],
    ["abs", [-5], [duration], duration, 5],
    ["round", [-250], [exact(2)], exact(0), -3],
    ["round", [2345, "2"], [exact(3), exact(0)], exact(2), 235],
    ["round", [5, "2"], [exact(0), exact(0)], exact(2), 500],
    ["round", [2.5], [number], exact(0), 3],
    ["round", [1.005, "2"], [number, exact(0)], exact(2), 100],
    ["number", [995], [exact(2)], number, 9.95],
    ["weekday", [0, "UTC"], [time, text], exact(0), 4],
    ["part_before", ["abc", "/"], [text, text], text, undefined],
    ["length", [undefined], [text], exact(0), undefined],
  ];
  test.each(cases)("%s of %o", (name, args, types, result, value) => {
    expect(evaluateBuiltin(name, args, types, result)).toBe(value);
    expect(evaluateBuiltin(name, args, types, result, newPrepared())).toBe(value);
  });

  test("what has no value fails the step", () => {
    const failing: [string, Value[], Type[], Type][] = [
      ["halving", [1, 0], [duration, duration], number],
      ["round", [1e300], [number], exact(0)],
      ["round", [10n ** 37n, "2"], [exact(0), exact(0)], exact(2)],
      ["hour", [0, "Mars"], [time, text], exact(0)],
      ["matches", ["", "("], [text, text], boolean],
    ];
    for (const [name, args, types, result] of failing) {
      expect(() => evaluateBuiltin(name, args, types, result)).toThrow(StepFailure);
    }
  });

  test("what was prepared changes no result", () => {
    const prepared = newPrepared();
    fc.assert(
      fc.property(fc.string(), fc.constantFrom("a", "^b", "[0-9]", "."), (subject, pattern) => {
        const args = [subject, pattern];
        const types = [text, text];
        expect(evaluateBuiltin("matches", args, types, boolean, prepared)).toBe(
          evaluateBuiltin("matches", args, types, boolean),
        );
      }),
    );
  });
});
