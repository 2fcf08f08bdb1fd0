import { describe, expect, it } from "vitest";
import { told } from "./compiled.ts";

const head =
  "session gap 30m max 12h\nemits seen { product: text? }\nremember n: integer = 0\nstart a";
const emit = "on cart { emit seen { product }  n = n + count }";

describe("shadowing", () => {
  it("follows what earlier guards have decided", () => {
    expect(
      told(`${head} state a {
        on view if n > 3 { emit seen { product } }
        on view if n <= 3 { n = n + 1 }
        on view { emit seen }
      }`),
    ).toEqual([
      "PDA0503 `on view` of state `a` can never fire, because what stands before it always does",
    ]);
  });

  it("sees the part of a list that is taken before", () => {
    expect(told(`${head} state a { ${emit}  on view { n = 1 }  on view, back { n = 2 } }`)).toEqual(
      [
        "PDA0503 `view` never comes to this `on view, back`, because an earlier transition always takes it",
      ],
    );
  });

  it("lets a state override its group", () => {
    expect(
      told(`${head} group g { ${emit}  state a { on cart -> b }  state b { on back -> a } }`),
    ).toEqual([]);
  });

  it("counts on a pop only where there must be a frame", () => {
    const body = (first: string) => `session gap 30m
      stack page { product: text } depth 9 drop oldest
      emits seen { product: text }
      start a
      state a { on view { push page { product } }  on back { ${first} }  on back { emit seen { product: "none" } } }`;
    expect(told(body("pop"))).toEqual([]);
    expect(told(body("clear"))).toEqual([
      "PDA0503 `on back` of state `a` can never fire, because what stands before it always does",
      "PDA0510 `seen` is never emitted, because no rule that emits it can fire",
    ]);
  });
});

describe("conditions", () => {
  it("are decided by constants and parameters", () => {
    expect(told(`${head} state a { ${emit}  on view if 1 > 2 { n = 1 } }`)).toEqual([
      "PDA0502 the condition of `on view` of state `a` is never true",
    ]);
  });
  it("are decided by the depth", () => {
    const body = `session gap 30m
      stack page { product: text }
      emits seen { product: text }
      start a
      state a { on view -> b { push page { product } } }
      state b { on view if depth = 0 { n = 1 }  on cart -> a { emit seen { product: top.product }  clear } }
      remember n: integer = 0`;
    expect(told(body)).toEqual(["PDA0502 the condition of `on view` of state `b` is never true"]);
  });
});

describe("timers", () => {
  const timer = (rule: string, session = "session gap 30m max 12h") =>
    told(`${head.replace("session gap 30m max 12h", session)} state a { ${emit}  ${rule} }`);

  it("fall due in the last instant of a session", () => {
    expect(timer("after 30m idle { n = 1 }")).toEqual([]);
    expect(timer("after 31m idle { n = 1 }")[0]).toContain("PDA0508");
    expect(timer("within 12h else { n = 1 }")).toEqual([]);
    expect(timer("after 13h { n = 1 }")[0]).toContain("a session lasts 12h at most");
  });

  it("outlast the gap where events can keep the session alive", () => {
    expect(timer("after 40m { n = 1 }")).toEqual([]);
    expect(
      told(
        `${head} state a { ${emit}  on back -> b }  state b { on any -> a  after 40m -> a { n = 1 } }`,
      ),
    ).toEqual([
      "PDA0508 `after 40m` of state `b` can never fall due: every event leaves this, and without one the session ends after 30m",
    ]);
  });

  it("outlast the gap where an event that would leave is refused, or its `else` stays", () => {
    const body = (word: string) => `session gap 30m
      stack query { term: text } depth 1 ${word}
      emits late
      start a
      state a {
        on search -> b { push query { term } }
        on any -> b
        after 40m -> c
      }
      state b { on view, search -> a }
      state c { on any { emit late } }`;
    const undue = (word: string): boolean => told(body(word)).join("\n").includes("PDA0508");
    expect(undue("refuse")).toBe(false);
    expect(undue("drop oldest")).toBe(true);
    expect(undue("else -> b { clear }")).toBe(true);
    const group = (target: string) => `session gap 30m
      stack query { term: text } depth 1 else -> ${target} { clear }
      emits late
      start a
      group g {
        on search -> c { push query { term } }
        on any -> c
        after 40m -> late
        state a { }
        state b { }
      }
      state c { on view, search -> a }
      state late { on any { emit late } }`;
    expect(told(group("c")).join("\n")).toContain("PDA0508");
    expect(told(group("b")).join("\n")).not.toContain("PDA0508");
  });

  it("of a branch run while other branches keep the session alive", () => {
    const body = (rule: string, words = "") => `session gap 30m max 40m ${words}
      emits late
      start a
      state a { on any -> b  ${rule} }
      state b { on any -> a }
      state c { on any { emit late } }`;
    const cause = "follow cause from product, id from product wait 1m keep 100";
    for (const rule of ["after 35m -> c", "after 35m idle -> c", "after 45m -> c"]) {
      expect(told(body(rule)).join("\n")).toContain("PDA0508");
      expect(told(body(rule, cause)).join("\n")).not.toMatch(/PDA050[08]/);
    }
  });

  it("come too late behind one that always leaves", () => {
    expect(timer("after 5m -> a  within 10m else { n = 1 }")).toEqual([
      "PDA0508 `within 10m` of state `a` can never fall due: an earlier timer always leaves first",
    ]);
    expect(timer("after 5m if n > 2 -> a  within 10m else { n = 1 }")).toEqual([]);
  });
});

describe("states", () => {
  it("may rest without rules, or emit, or be left", () => {
    expect(told(`${head} state a { ${emit}  on back -> done } state done {}`)).toEqual([]);
    expect(told(`${head} state a { on back -> b } state b { ${emit} }`)).toEqual([]);
  });
  it("should not work for nothing", () => {
    expect(
      told(`${head} state a { ${emit}  on back -> b } state b { on view { n = n + 1 } }`),
    ).toEqual([
      "PDA0507 state `b` is never left before the session ends, and nothing is emitted in it",
    ]);
  });
  it("are left where a full stack leads out of them", () => {
    const body = (target: string) => `session gap 30m
      stack page { product: text } depth 2 else -> ${target} { clear }
      emits seen { product: text }
      start a
      state a { on view -> b { emit seen { product } } }
      state b { on view { push page { product } } }
      state c`;
    expect(told(`${body("c")} {}`)).toEqual([]);
    expect(told(`${body("b")} { on any -> a }`).join("\n")).toContain("PDA0507 state `b`");
  });
  it("are reached where a session is ended in them", () => {
    expect(
      told(
        `${head} state a { on back -> done { end session } } state done { on end { emit seen } }`,
      ),
    ).toEqual([]);
  });
});
