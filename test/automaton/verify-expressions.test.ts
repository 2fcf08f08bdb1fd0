import { describe, expect, test } from "vitest";
import { verify } from "../../src/automaton/verify.ts";
import { type Damaged, damaged } from "./damaged.ts";
import { sampleAutomaton } from "./samples.ts";

describe("the verifier refuses or accepts", () => {
  const call = (name: string, args: Damaged[], type: Damaged) => ({
    op: "call",
    function: name,
    arguments: args,
    type,
  });
  const constant = (value: Damaged, type: Damaged) => ({ op: "constant", value, type });
  const text = { kind: "text" };
  const boolean = { kind: "boolean" };
  const exact = (scale: number) => ({ kind: "exact", scale });
  const now = { op: "now", type: { kind: "time" } };
  const key = { op: "key", type: text };
  const integer = constant("5", exact(0));
  const isPositive = (left: Damaged) => ({
    op: "compare",
    type: boolean,
    operator: ">",
    left,
    right: integer,
  });
  const guards: readonly [what: string, guard: Damaged, reason: RegExp | null][] = [
    [
      "a pattern that RE2 refuses",
      call("matches", [key, constant("(", text)], boolean),
      /regular expression/,
    ],
    ["a pattern that is computed", call("matches", [key, key], boolean), /a constant/],
    [
      "a zone nobody has",
      isPositive(call("hour", [now, constant("Mars", text)], exact(0))),
      /no time zone/,
    ],
    ["an argument too few", isPositive(call("length", [], exact(0))), /does not take/],
    [
      "an argument of another type",
      isPositive(call("length", [now], exact(0))),
      /does not take \(time\)/,
    ],
    ["a function nobody has", call("constructor", [], boolean), /no built-in function/],
    ["a result of another type", isPositive(call("length", [key], exact(1))), /gives integer/],
    [
      "two scales in one maximum",
      isPositive(call("max", [integer, constant("5", exact(1))], exact(0))),
      /does not take/,
    ],
    [
      "a sum of the smaller scale",
      isPositive({ op: "add", type: exact(0), left: integer, right: constant("5", exact(1)) }),
      /does not give/,
    ],
    [
      "a time with a time",
      {
        op: "compare",
        type: boolean,
        operator: "<",
        left: { op: "add", left: now, right: now, type: { kind: "time" } },
        right: now,
      },
      /does not give/,
    ],
    [
      "false before true",
      {
        op: "compare",
        type: boolean,
        operator: "<",
        left: constant(true, boolean),
        right: constant(true, boolean),
      },
      /does not give/,
    ],
    [
      "an `any` that is not around",
      { op: "frameIs", of: { frame: "bound", depth: 0 }, kind: null, type: boolean },
      /do not enclose/,
    ],
    [
      "a frame's field that is not there",
      {
        op: "isKnown",
        type: boolean,
        operand: { op: "frameField", of: { frame: "top" }, kind: "query", name: "x", type: text },
      },
      /no field/,
    ],
    ["digits of 39 places", isPositive(constant("1".repeat(39), exact(0))), /no value/],
    ["an operator nobody has", { op: "xor", type: boolean }, /none of the things/],
    ["nesting without end", nested(5000), /too deeply/],
    ["(accepted) a maximum", isPositive(call("max", [integer, integer, integer], exact(0))), null],
    [
      "(accepted) a rounded number",
      isPositive(
        call("round", [constant(5.5, { kind: "number" }), constant("2", exact(0))], exact(2)),
      ),
      null,
    ],
    ["(accepted) deep nesting", nested(400), null],
  ];
  function nested(depth: number): Damaged {
    let guard: Damaged = constant(true, boolean);
    for (let i = 0; i < depth; i++) guard = { op: "not", type: boolean, operand: guard };
    return guard;
  }
  test.each(guards)("in a guard: %s", (_what, guard, reason) => {
    const automaton = damaged(sampleAutomaton());
    automaton.states.find((one: Damaged) => one.name === "idle").transitions[0].guard = guard;
    const verdict = verify(automaton) as { ok: boolean; pointer: string; reason: string };
    if (reason === null) expect(verdict.ok).toBe(true);
    else expect(verdict.reason).toMatch(reason);
  });
});
