import { describe, expect, test } from "vitest";
import { pattern } from "./life.ts";

describe("calls", () => {
  const calling = pattern(`
    session gap 2h
    calls 2
    stack page { what: text } depth 5 drop oldest
    emits told { where: text, depth: integer, top: text, bottom: text }
    emits rang { where: text }
    start a
    group outer {
      on stop { emit rang { where: "outer" } }
      within 20m else { emit rang { where: "within of outer" } }
      state a {
        on say { push page { what } }
        on go { call checkout then -> b }
        after 30m { emit rang { where: "a" } }
      }
      state b {
        on look { emit told { where: "b", depth, top: top.what or else "", bottom: bottom.what or else "" } }
        after 10m { emit rang { where: "b" } }
        on go { call checkout then -> a }
      }
    }
    part checkout {
      start c
      state c {
        on say { push page { what } }
        on look { emit told { where: "c", depth, top: top.what or else "", bottom: bottom.what or else "" } }
        on add if plus = 0 { pop }
        on add if plus = 1 { clear }
        on add if plus = 2 { replace page { what: "new" } }
        on add if plus = 3 { call checkout then -> c }
        on go -> d
        after 5m { emit rang { where: "c" } }
      }
      state d {
        on go { return }
      }
    }
    on end { emit told { where: "end", depth, top: top.what or else "", bottom: bottom.what or else "" } }`);

  test("rule 20: reads see through the address; pop, replace and clear do not reach beyond it", () => {
    calling.lives(`
      at 0s say { what: "x" }
      at 0s go
      at 0s look => told { where: "c", depth: 1, top: "x", bottom: "x" }
      at 0s add { plus: 0 } => nothing
      at 0s look => told { depth: 1 }
      at 0s say { what: "y" }
      at 0s say { what: "z" }
      at 0s look => told { depth: 3, top: "z", bottom: "x" }
      at 0s add { plus: 0 }
      at 0s look => told { depth: 2, top: "y" }
      at 0s add { plus: 1 }
      at 0s look => told { depth: 1, top: "x" }
      at 0s add { plus: 2 }
      at 0s look => told { depth: 2, top: "new", bottom: "x" }`);
  });

  test("rule 20: return goes on where the call said, and discards what lies above the address", () => {
    calling.lives(`
      at 0s say { what: "x" }
      at 0s go
      at 0s say { what: "y" }
      at 0s go
      ends in d
      at 0s go
      ends in b, stack page { what: "x" }
      at 0s look => told { where: "b", depth: 1, top: "x" }`);
  });

  test("rule 20: inside a call only the part's own transitions apply", () => {
    calling.lives(`
      at 0s stop => rang { where: "outer" }
      at 0s go
      at 0s stop => nothing
      at 0s go
      at 0s go
      at 0s stop => rang { where: "outer" }`);
  });

  test("rule 20: a call leaves the state and its groups; their timers are disarmed", () => {
    calling.lives(`
      at 0s look
      at 4m go
      at 1h => rang { where: "c" }`);
  });

  test("rule 20: then enters its state and groups from outside; their timers are armed anew", () => {
    const { outputs } = calling.lives(`
      at 0s go
      at 1m go
      at 2m go
      at 12m => rang { where: "b" }
      at 22m => nothing
      at 22m1ms => rang { where: "within of outer" }`);
    expect(outputs.map(({ time }) => time).slice(0, 2)).toEqual([
      "2024-01-01T00:12:00.000Z",
      "2024-01-01T00:22:00.000Z",
    ]);
  });

  test("rule 20: a part that calls itself is left and entered anew", () => {
    calling.lives(`
      at 0s go
      at 3m add { plus: 3 }
      at 8m => rang { where: "c" }
      at 8m go
      at 8m go
      ends in c
      at 8m go
      at 8m go
      ends in b`);
  });

  test("rule 20: so are the timers of the part itself", () => {
    pattern(`
      session gap 2h
      emits rang { at: time }
      start a
      state a { on go { call checkout then -> a } }
      part checkout {
        after 5m { emit rang { at } }
        start c
        state c {
          on look -> d
          on add { call checkout then -> d }
          on stop { return }
        }
        state d { on look -> c }
      }`).lives(`
      at 0s go
      at 2m look
      at 3m look
      at 5m => rang { at: "2024-01-01T00:05:00Z" }
      at 6m add { plus: 0 }
      at 11m => rang { at: "2024-01-01T00:11:00Z" }
      at 12m stop
      ends in d
      at 17m => rang { at: "2024-01-01T00:17:00Z" }`);
  });

  test("rule 20: calls nest no deeper than their limit; beyond, the step fails", () => {
    const { counts } = calling.lives(`
      at 0s go
      at 0s add { plus: 3 }
      at 0s add { plus: 3 } => fails
      ends in c`);
    expect(counts).toMatchObject({ failed: 1 });
  });

  test("rule 20: an address neither counts as depth, nor is dropped, nor expires", () => {
    const { counts } = calling.lives(`
      at 0s say { what: "1" }
      at 0s go
      at 0s say { what: "2" }
      at 0s say { what: "3" }
      at 0s say { what: "4" }
      at 0s say { what: "5" }
      at 0s say { what: "6" }
      at 0s look => told { depth: 5, bottom: "2" }
      at 0s go
      at 0s go
      ends in b, stack empty`);
    expect(counts).toMatchObject({ framesDropped: 1 });
  });

  test("rule 20: an overflow's else taken in a call first discards its addresses", () => {
    pattern(`
      session gap 2h
      stack page depth 2 else -> full { pop  emit told { depth } }
      emits told { depth: integer }
      start a
      state a {
        on say { push page }
        on go { call more then -> a }
      }
      state full { on go { emit told { depth } } }
      part more {
        start c
        state c {
          on say { push page }
          on go { return }
        }
      }`).lives(`
      at 0s say { what: "" }
      at 0s go
      at 0s say { what: "" }
      at 0s say { what: "" } => told { depth: 1 }
      ends in full, stack page
      at 0s go => told { depth: 1 }`);
  });

  test("rule 20: the session may end in a call; the end sees all frames", () => {
    calling.lives(`
      at 0s say { what: "x" }
      at 0s go
      at 0s say { what: "y" }
      at end => rang { where: "c" }, told { where: "end", depth: 2, top: "y", bottom: "x" }`);
  });
});
