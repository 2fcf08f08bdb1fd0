import { describe, expect, test } from "vitest";
import { pattern } from "./life.ts";

describe("depth", () => {
  const rules = `
    remember n: integer = 0
    emits told { depth: integer, n: integer, bottom: text }
    start a
    state a {
      on say -> b { n = n + 1  push page { what }  emit told { depth, n, bottom: bottom.what } }
      on go { pop  push page { what: "swapped" } }
      on stop { push page { what: "transient" }  pop }
      on other { n = n + 100 }
    }
    state b {
      on say -> a { n = n + 1  push page { what }  emit told { depth, n, bottom: bottom.what } }
      on look { emit told { depth, n, bottom: "" } }
    }
    state full { on look { emit told { depth, n, bottom: "full" } } }
    afterwards on say { n = n + 10 }`;
  const bounded = (word: string) =>
    pattern(`session gap 1h  stack page { what: text } depth 2 ${word}${rules}`);

  test("rule 19: drop oldest drops the bottom-most, counted", () => {
    const { counts } = bounded("drop oldest").lives(`
      at 0s say { what: "x" } => told { depth: 1, bottom: "x" }
      at 0s say { what: "y" } => told { depth: 2, bottom: "x" }
      at 0s say { what: "z" } => told { depth: 2, bottom: "y" }
      ends in b, stack page { what: "y" }, page { what: "z" }`);
    expect(counts).toMatchObject({ framesDropped: 1, taken: 3 });
  });

  test("rule 19: refuse takes no transition at all, not even the next; afterwards runs", () => {
    const { counts } = bounded("refuse").lives(`
      at 0s say { what: "x" } => told { n: 1 }
      at 0s say { what: "y" } => told { n: 12 }
      at 0s say { what: "z" } => nothing
      at 0s look => nothing
      ends in a, stack page { what: "x" }, page { what: "y" }
      at end => nothing`);
    expect(counts).toMatchObject({ pushesRefused: 1, unmatched: 1 });
  });

  test("rule 19: else goes its own way instead of the whole transition", () => {
    const { counts } = bounded("else -> full { pop }").lives(`
      at 0s say { what: "x" } => told
      at 0s say { what: "y" } => told { n: 12 }
      at 0s say { what: "z" } => nothing
      ends in full, stack page { what: "x" }
      at 0s look => told { depth: 1, n: 32, bottom: "full" }`);
    expect(counts).toMatchObject({ taken: 4 });
  });

  test("rule 19: a frame that has expired takes no room", () => {
    pattern(`
      session gap 2h
      stack page expires 10m depth 2 refuse
      emits told { depth: integer }
      start a
      state a { on go { push page  emit told { depth } } }`).lives(`
      at 0s go => told { depth: 1 }
      at 5m go => told { depth: 2 }
      at 10m go => nothing
      at 10m1ms go => told { depth: 2 }`);
  });

  test("rule 19: pops before a push make room", () => {
    bounded("refuse").lives(`
      at 0s say { what: "x" } => told
      at 0s say { what: "y" } => told
      at 0s go => nothing
      ends in a, stack page { what: "x" }, page { what: "swapped" }`);
  });

  test("rule 19: an overflow in between is an overflow, though it is popped again", () => {
    const { counts } = bounded("refuse").lives(`
      at 0s say { what: "x" } => told
      at 0s say { what: "y" } => told
      at 0s stop => nothing`);
    expect(counts).toMatchObject({ pushesRefused: 1 });
  });

  test("rule 19: where the else does not itself fit, the transition does not; the next is tried", () => {
    const { counts } = bounded("else -> full { pop pop pop }").lives(`
      at 0s say { what: "x" } => told
      at 0s say { what: "y" } => told { n: 12 }
      at 0s say { what: "z" } => nothing
      ends in a, stack page { what: "x" }, page { what: "y" }
      at 0s look
      at 0s go
      at end`);
    expect(counts).toMatchObject({ taken: 5, unmatched: 0 });
  });
});
