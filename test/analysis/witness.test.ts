import { describe, expect, it } from "vitest";
import { pointerOf, replay } from "../../src/analysis/witness.ts";
import { load } from "../../src/machine/machine.ts";
import { analysed, unhandled } from "./compiled.ts";

const head = "session gap 30m\nemits seen { product: text? }\nremember n: integer = 0\nstart a";

describe("a witness that a transition can fire", () => {
  const cases: readonly [name: string, body: string, pointer: string][] = [
    [
      "a constant",
      `${head} state a { on view if product = "p7" { emit seen { product } } }`,
      "/states/0/transitions/0",
    ],
    [
      "a boundary",
      `${head} state a { on cart if count > 41 { emit seen { product } } }`,
      "/states/0/transitions/0",
    ],
    [
      "an equality with what is remembered",
      `session gap 30m
      stack query { term: text }
      emits seen { product: text }
      start a
      state a { on search -> b { push query { term } } }
      state b { on view if product = top.term { emit seen { product } }  on back -> a { clear } }`,
      "/states/1/transitions/0",
    ],
    [
      "a counter",
      `${head} state a { on view { n = n + 1 }  on back if n = 3 { emit seen } }`,
      "/states/0/transitions/1",
    ],
    [
      "a timer",
      `${head} state a { on view -> b } state b { within 10m else -> a { emit seen } on back { n = 1 } }`,
      "/states/1/timers/0",
    ],
    [
      "a lapse of time",
      `${head.replace("n: integer = 0", "last: time?")} state a {
        on view { last = now }
        on back if last is known and since(last or else now) > 5m { emit seen }
      }`,
      "/states/0/transitions/1",
    ],
    [
      "an expiry",
      `session gap 30m
      stack query { term: text } expires 5m, page { product: text }
      emits seen { product: text }
      start a
      state a { on view -> b { push page { product } push query { term: "t" } } }
      state b { on back if top is page { emit seen { product: top.product } } on cart -> a { clear } }`,
      "/states/1/transitions/0",
    ],
  ];
  it.each(cases)("finds %s", (_, body, pointer) => {
    const { automaton, facts } = analysed(body);
    const firing = facts.firing(pointer);
    if (typeof firing === "string") throw new Error(`${pointer}: ${firing}`);
    expect(pointerOf(load(automaton), replay(automaton, firing).at(-1)!)).toBe(pointer);
  });

  it("is not claimed where none is found", () => {
    const body = `${head} state a { on view if length(product) > 900 { emit seen } }`;
    expect(analysed(body).facts.firing("/states/0/transitions/0")).toBe("may");
  });
});

describe("a witness that a read finds nothing", () => {
  it("ends in the step that fails", () => {
    const body = `session gap 30m
      stack query { term: text } expires 5m
      emits found { term: text }
      start a
      state a { on search -> b { push query { term } } }
      state b { on view { emit found { term: top.term or else "none" } }  on back -> a { clear } }`;
    const { automaton, witnesses, diagnostics } = analysed(body, unhandled, [
      {
        pointer: "/states/1/transitions/0",
        site: { action: 0 },
        reference: { frame: "top" },
        kinds: ["query"],
        field: { name: "term", type: { kind: "text" }, optionalIn: [] },
      },
    ]);
    expect(diagnostics.map((one) => one.message)).toEqual(["`top` can be missing here"]);
    expect(diagnostics[0]!.help[0]!.text).toBe(
      'for example, the last of these steps fails: `at 0s search { term: "a" }, at 5m1ms view { product: "a" }`',
    );
    expect(witnesses).toHaveLength(1);
    for (const { witness } of witnesses) {
      expect(replay(automaton, witness).at(-1)!.step.failure).toContain("missing");
    }
  });
});
