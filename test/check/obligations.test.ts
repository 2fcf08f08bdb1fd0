import { describe, expect, it } from "vitest";
import { compiled, rules } from "./compiled.ts";

const stack =
  "stack q { term: text }, m { term: text, n: integer } depth 9 drop oldest\nemits o { t: text? , u: text }";
const push = "on search { push q { term } }\non view { push m { term: product, n: 1 } }";

/** What reads of frames leave for saturation to prove; found also where it then cannot. */
function obligations(rule: string) {
  const { patterns, diagnostics } = compiled(rules(stack, `${push}\n${rule}`));
  expect(diagnostics.filter((one) => !one.code.startsWith("PDA05"))).toEqual([]);
  return patterns.flatMap((one) => one.obligations);
}

describe("a read of a frame", () => {
  it("needs no proof after a test in the text", () => {
    for (const guard of [
      "top is q",
      "top is q or top is m",
      "top is known",
      "depth > 0",
      "0 < depth",
      "not (top is missing)",
      "count(q) >= 1",
      "any m where m.n = 1",
      "nearest m is known",
      'top.term is known and top.term != ""',
      'top.term or else "" != "" and bottom is known and top is known',
    ]) {
      expect(obligations(`on back if ${guard} { emit o { u: top.term } }`), guard).toEqual([]);
    }
  });

  it("needs no proof in an optional place or before `or else`", () => {
    expect(obligations('on back { emit o { t: top.term, u: bottom.term or else "" } }')).toEqual(
      [],
    );
  });

  it("needs no proof in a loop, an `any`, and after a push", () => {
    expect(obligations("on back { for each m { emit o { u: m.term } } }")).toEqual([]);
    expect(
      obligations(
        'on back if any m x where x.term = "a" and any q y where y.term = x.term { emit o { u: "" } }',
      ),
    ).toEqual([]);
    expect(
      obligations(
        'on back { push q { term: "x" } emit o { u: top.term } emit o { u: nearest q.term } }',
      ),
    ).toEqual([]);
  });
});

describe("a read of a frame that only the stack can justify", () => {
  const told = (rule: string) =>
    compiled(rules(stack, `${push}\n${rule}`)).diagnostics.map(({ code, primary }) => [
      code,
      primary.span.end - primary.span.start,
    ]);

  it("is told by the analysis where it cannot be proved", () => {
    expect(told("on back { emit o { u: top.term } }")).toEqual([
      [expect.stringMatching(/^PDA05/), 8],
    ]);
    expect(told("on back if depth = 0 { emit o { u: top.term } }")[0]?.[0]).toMatch(/^PDA05/);
    expect(told("on back if top is q { pop  emit o { u: top.term } }")[0]?.[0]).toMatch(/^PDA05/);
    expect(told('on back if age(top) > 5m { emit o { u: "" } }')[0]?.[0]).toMatch(/^PDA05/);
  });

  const labelled = `stack q { n: integer }, m { n: integer? } depth 9 drop oldest
    emits o { n: integer }
    start a
    state a { on search -> b { clear push q { n: 1 } } on view -> c { clear push m } }`;
  const said = (body: string) =>
    compiled(rules("", "").replace(/ {2}start s[\s\S]*\}\n\}/, `${labelled}\n${body}\n}`))
      .diagnostics.filter((one) => one.severity === "error")
      .map(({ code, message }) => `${code} ${message}`);

  it("asks whether a field is optional only of the kinds that the frame can be", () => {
    const emit = "{ emit o { n: top.n } }";
    expect(
      said(`state b { on cart if top is q ${emit} on back -> a } state c { on back -> a }`),
    ).toEqual([]);
    expect(said(`state b { on cart ${emit} on back -> a } state c { on back -> a }`)).toEqual([]);
    expect(said(`state b { on back -> a } state c { on cart ${emit} on back -> a }`)).toEqual([
      "PDA0303 `n` of `m` is optional, so it may be missing here",
    ]);
    expect(
      said(`state b { on cart ${emit} on back -> c } state c { on cart ${emit} on back -> b }`),
    ).toEqual([
      "PDA0303 `n` of `m` is optional, so it may be missing here",
      "PDA0303 `n` of `m` is optional, so it may be missing here",
    ]);
    expect(
      said(`state b { on cart if top is m ${emit} on back -> c } state c { on back -> b }`),
    ).toEqual(["PDA0303 `n` of `m` is optional, so it may be missing here"]);
  });

  it("is left with its place and the kinds that have the field", () => {
    const text = `stack q { term: text }
  emits o { u: text, old: duration }
  start a
  state a { on search -> b { push q { term } } }
  state b { on view if age(top) > 1m and bottom.term != "" -> a { emit o { u: top.term, old: age(nearest q) } clear } }`;
    const { patterns, diagnostics } = compiled(
      rules("", "").replace(/ {2}start s[\s\S]*\}\n\}/, `${text}\n}`),
    );
    expect(diagnostics).toEqual([]);
    expect(
      patterns[0]!.obligations.map(({ pointer, site, reference, kinds }) => [
        pointer,
        site,
        reference,
        kinds,
      ]),
    ).toEqual([
      ["/states/1/transitions/0", "guard", { frame: "top" }, ["q"]],
      ["/states/1/transitions/0", "guard", { frame: "bottom" }, ["q"]],
      ["/states/1/transitions/0", { action: 0 }, { frame: "top" }, ["q"]],
      ["/states/1/transitions/0", { action: 0 }, { frame: "nearest", kind: "q" }, ["q"]],
    ]);
  });
});
