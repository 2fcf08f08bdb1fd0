import { describe, expect, it } from "vitest";
import type { Automaton, Expression } from "../../src/automaton/automaton.ts";
import { compiled, events, rules, told } from "./compiled.ts";

const guardOf = (guard: string, declarations = ""): Expression => {
  const result = compiled(rules(`emits o { }\n${declarations}`, `on cart if ${guard} { emit o }`));
  expect(told(result).filter((one) => !one.includes("is never read"))).toEqual([]);
  return result.patterns[0]!.automaton.states[0]!.transitions[0]!.guard!;
};

/** The expression without types, in brackets. */
function shown(e: Expression): string {
  switch (e.op) {
    case "constant":
      return `${JSON.stringify(e.value)}${e.type.kind === "exact" ? `/${e.type.scale}` : ""}`;
    case "field":
    case "register":
      return e.name;
    case "compare":
      return `(${shown(e.left)} ${e.operator} ${shown(e.right)})`;
    case "add":
    case "subtract":
    case "multiply":
    case "divide":
    case "roundedQuotient":
    case "orElse":
      return `${e.op}(${shown(e.left)}, ${shown(e.right)})`;
    case "widen":
    case "rescale":
    case "negate":
      return `${e.op}(${shown(e.operand)})`;
    case "if":
      return `if(${shown(e.then)}, ${shown(e.otherwise)})`;
    case "call":
      return `${e.function}(${e.arguments.map(shown).join(", ")})`;
    default:
      return e.op;
  }
}

describe("typed expressions", () => {
  const number = "remember x: number = 1\nremember n: integer = 1";
  for (const [text, expected] of [
    ["price > 3", '(price > "3"/0)'],
    ["price = 9.950", '(price = "995"/2)'],
    ["3 < x", "(3 < x)"],
    ["x > -2.5", "(x > -2.5)"],
    ["x > n", "(x > widen(n))"],
    ["x * 0.5 > n + 1", '(multiply(x, 0.5) > widen(add(n, "1"/0)))'],
    ["price * n > 10", '(multiply(price, n) > "10"/0)'],
    ["price * 1.5 > 1000.0", '(multiply(price, "15"/1) > "1000"/0)'],
    ["round(price / n, 1) > 2", '(roundedQuotient(price, n) > "2"/0)'],
    ["round(price / n) > 2", '(roundedQuotient(price, n) > "2"/0)'],
    ["round(x / n, 2) > 1", '(round(divide(x, widen(n)), "2"/0) > "1"/0)'],
    ["max(price, 1) > 2", '(max(price, rescale("1"/0)) > "2"/0)'],
    ["min(3, 1.5) = 1.5", '(min("30"/1, "15"/1) = "15"/1)'],
    ["max(1, x) > n", "(max(1, x) > widen(n))"],
    ["abs(x - n) > 2", "(abs(subtract(x, widen(n))) > 2)"],
    ["since(session.start) > 2 * 30m", '(subtract(now, sessionStart) > multiply("2"/0, 1800000))'],
    ['at > "2024-01-31"', "(at > 1706659200000)"],
    // A constant takes the type of its place through branches and arguments, too.
    ["x > (if n > 1 then n else 1.5)", "(x > if(widen(n), 1.5))"],
    ["x + (if n > 1 then 1.5 else 2) > 0", "(add(x, if(1.5, 2)) > 0)"],
    ["(if n > 1 then 1.5 else 2) * x > 0", "(multiply(if(1.5, 2), x) > 0)"],
    ["(if n > 1 then 1 else 2.5) > 0", '(if("10"/1, "25"/1) > "0"/0)'],
    ["price > (if n > 1 then n else 1.5)", '(price > if(rescale(n), "15"/1))'],
    ["x > max(n, 1.5)", "(x > max(widen(n), 1.5))"],
    ['max(session.latest, "2024-01-31") > at', "(max(sessionLatest, 1706659200000) > at)"],
    ['at > (if n > 1 then now else "2024-01-31")', "(at > if(now, 1706659200000))"],
    ['hour("2024-01-31", "UTC") > n', '(hour(1706659200000, "UTC") > n)'],
    ["halving(5m, 1h) > 0.5", "(halving(300000, 3600000) > 0.5)"],
    ["number(price) / x > 1", "(divide(number(price), x) > 1)"],
    ["-x < 0", "(negate(x) < 0)"],
  ] as const) {
    it(`\`${text}\` becomes ${expected}`, () => {
      const guard = shown(guardOf(text, number)).replace('rescale("1"/0)', '"100"/2');
      const wanted = expected.replace('rescale("1"/0)', '"100"/2');
      expect(guard).toBe(wanted);
    });
  }

  it("carry the type of their place", () => {
    const text = `emits o { a: decimal(4), b: number, c: integer? }\nremember n: integer = 0`;
    const { patterns } = compiled(
      rules(text, "on cart { emit o { a: price, b: n } emit o { a: 1.5, b: 2, c: 3 } n = 1 }"),
    );
    const actions = patterns[0]!.automaton.states[0]!.transitions[0]!.actions;
    const values = actions.flatMap((one) =>
      one.do === "emit" ? one.fields.map(({ value }) => [value.op, value.type]) : [],
    );
    expect(values).toEqual([
      ["rescale", { kind: "exact", scale: 4 }],
      ["widen", { kind: "number" }],
      ["constant", { kind: "exact", scale: 4 }],
      ["constant", { kind: "number" }],
      ["constant", { kind: "exact", scale: 0 }],
    ]);
  });
});

describe("the automaton", () => {
  const text = `${events}
pattern p on shop {
  expire after 1d
  ignore undeclared, search
  emits alert o { a: text, b: text? }
  start s
  group g {
    afterwards on any { n = n + 1 }
    state s {
      on view if price is known -> t { emit o { b: key, a: product } }
      after 5m if n > 0 -> t
      within 6m else if n > 2 -> t
      after 7m idle
    }
    group h { on other -> s  state t { on back if n > 1 { call q then -> s } } }
  }
  remember n: integer = 0
  on end if n > 1 { emit o { a: key } }
  part q { start u  state u { on any { return } } }
}
`;
  const result = compiled(text);
  const { automaton, sourceMap } = result.patterns[0]!;

  it("keeps the shape of the pattern", () => {
    expect(told(result)).toEqual([]);
    expect(automaton.states.map(({ name, group }) => [name, group])).toEqual([
      ["s", "g"],
      ["t", "h"],
      ["u", "q"],
    ]);
    expect(automaton.groups.map(({ name, parent, start }) => [name, parent, start])).toEqual([
      ["g", null, null],
      ["h", "g", null],
      ["q", null, "u"],
    ]);
    expect(automaton.session).toEqual({ gap: 86_400_000, max: null, shared: false });
    expect(automaton.ignore).toEqual({ events: ["search"], undeclared: true });
    expect(automaton.states[0]!.timers.map(({ kind, duration }) => [kind, duration])).toEqual([
      ["after", 300_000],
      ["within", 360_000],
      ["idle", 420_000],
    ]);
    expect(automaton.stack).toEqual({ kinds: [], depth: null, callLimit: 32 });
    expect(automaton.outputs[0]).toMatchObject({ name: "o", kind: "alert" });
  });

  it("writes fields in the order of their declaration", () => {
    const emit = automaton.states[0]!.transitions[0]!.actions[0];
    expect(emit?.do === "emit" && emit.fields.map(({ name }) => name)).toEqual(["a", "b"]);
  });

  it("is frozen through and through, and plain JSON", () => {
    const check = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      expect(Object.isFrozen(value)).toBe(true);
      Object.values(value).forEach(check);
    };
    check(automaton);
    expect(JSON.parse(JSON.stringify(automaton)) as Automaton).toEqual(automaton);
  });

  it("says where each piece was written", () => {
    const at = (pointer: string) => {
      const span = sourceMap(pointer)!;
      return text.slice(span.start, span.end);
    };
    expect(at("/states/0/transitions/0/guard")).toBe("price is known");
    expect(at("/states/0/transitions/0/actions/0")).toBe("emit o { b: key, a: product }");
    expect(at("/states/0/transitions/0/actions/0/fields/0/value")).toBe("product");
    expect(at("/states/0/timers/1")).toBe("within 6m else if n > 2 -> t");
    expect(at("/groups/0/afterwards/0/actions/0")).toBe("n = n + 1");
    expect(at("/onEnd/0/guard/right")).toBe("1");
    expect(at("/registers/0")).toBe("remember n: integer = 0");
  });
});

describe("names that mean something to the platform", () => {
  it("are names like others", () => {
    const hostile = ["__proto__", "constructor", "toString", "hasOwnProperty"];
    for (const name of hostile) {
      const pattern = `events e { key k  time t  event ${name} { ${name}: text } }
pattern ${name}_p on e {
  session gap 1h
  stack f { ${name}: text } depth 3 drop oldest
  remember r: text = "x"
  emits ${name} { ${name}: text }
  start ${name}
  state ${name} { on ${name} if r != "y" { push f { ${name} } emit ${name} { ${name}: top.${name} } r = ${name} } }
}
scenario "s" for ${name}_p { at 0s ${name} { ${name}: "v" } => ${name} { ${name}: "v" } }
`;
      const result = compiled(pattern, {}, {});
      expect(told(result)).toEqual([]);
      const line = result.scenarios[0]!.lines[0]!;
      expect(line.kind === "event" && Object.entries(line.event.fields)).toEqual([[name, "v"]]);
    }
    expect(told(compiled(rules("", "on back if constructor = 1 -> s")))).toEqual([
      "PDA0107 nothing here is called `constructor` [constructor]",
    ]);
    expect(
      told(compiled(rules("emits o { x: text }", "on back { emit o { x: session.constructor } }"))),
    ).toEqual(["PDA0113 a session has no `constructor` [constructor]"]);
  });
});
