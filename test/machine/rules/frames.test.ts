import { describe, expect, test } from "vitest";
import { pattern } from "./life.ts";

describe("reads", () => {
  const reading = pattern(`
    session gap 2h
    stack page { what: text, n: integer }, mark depth 9 drop oldest
    remember n: integer = 0
    emits told { top: text?, bottom: text?, nearest: text?, kind: text?, depth: integer, pages: integer, found: boolean }
    start a
    state a {
      on say { n = n + 1  push page { what, n } }
      on go { push mark }
      on look if product is known {
        emit told {
          top: if top is page then top.what else "a mark"
          nearest: nearest page.what
          kind: kind(top)
          depth, pages: count(page)
          found: any page q where q.what = product and q.n > 1
        }
      }
      on stop {
        emit told {
          bottom: if bottom is page then bottom.what else "none"
          depth, pages: count(page), found: any mark
        }
      }
    }`);

  test("rule 21: top, bottom, nearest, kind, depth and count", () => {
    reading.lives(`
      at 0s say { what: "x" }
      at 0s say { what: "y" }
      at 0s look { product: "y" } => told { top: "y", nearest: "y", kind: "page", depth: 2, pages: 2, found: true }
      at 0s go
      at 0s look { product: "y" } => told { top: "a mark", nearest: "y", kind: "mark", depth: 3, pages: 2, found: true }
      at 0s stop => told { bottom: "x", found: true }`);
  });

  test("rule 21: what is not there is missing", () => {
    reading.lives(`
      at 0s look { product: "x" } => told { top: "a mark", nearest: missing, kind: missing, depth: 0, pages: 0, found: false }
      at 0s stop => told { bottom: "none", found: false }`);
  });

  test("rule 21: any is a test of each frame", () => {
    reading.lives(`
      at 0s say { what: "x" }
      at 0s look { product: "x" } => told { found: false }
      at 0s say { what: "x" }
      at 0s look { product: "x" } => told { found: true }
      at 0s look { product: "z" } => told { found: false }`);
  });

  test("rule 21: any looks from the top down and stops at the first; that one is a cause", () => {
    const { outputs } = reading.lives(`
      at 0s say { what: "x" }
      at 0s say { what: "x" }
      at 0s say { what: "x" }
      at 0s go
      at 0s look { product: "x" } => told { found: true }`);
    expect(outputs[0]!.causes).toEqual(["log#3", "log#4", "log#5"]);
  });
});

describe("for each", () => {
  const each = pattern(`
    session gap 30d
    stack touch { what: text, w: integer }, mark depth 9 drop oldest
    emits credit { what: text, i: integer, of: integer, part: decimal(2) }
    emits seen { what: text, i: integer, of: integer }
    start a
    state a {
      on say { push touch { what, w: length(what) } }
      on go { push mark }
      on stop { for each touch { emit seen { what: touch.what, i: index, of: count } } }
      on pay if amount < 0 {
        for each touch sharing amount by number(touch.w - 3) as part {
          emit credit { what: touch.what, i: index, of: count, part }
        }
      }
      on pay {
        for each touch sharing amount by number(touch.w) as part {
          emit credit { what: touch.what, i: index, of: count, part }
        }
      }
    }`);

  test("rule 22: over the frames of a kind, oldest first", () => {
    each.lives(`
      at 0s say { what: "a" }
      at 0s go
      at 0s say { what: "b" }
      at 0s stop => seen { what: "a", i: 1, of: 2 }, seen { what: "b", i: 2, of: 2 }`);
  });

  test("rule 22: parts are cut at running sums, rounded half away from zero, and add up exactly", () => {
    each.lives(`
      at 0s say { what: "a" }
      at 0s say { what: "b" }
      at 0s say { what: "c" }
      at 0s pay { amount: 10.00 } => credit { what: "a", part: 3.33 }, credit { what: "b", part: 3.34 }, credit { what: "c", part: 3.33 }
      at 0s pay { amount: 0.01 } => credit { part: 0.00 }, credit { part: 0.01 }, credit { part: 0.00 }`);
    each.lives(`
      at 0s say { what: "a" }
      at 0s say { what: "b" }
      at 0s pay { amount: 0.01 } => credit { what: "a", part: 0.01 }, credit { what: "b", part: 0.00 }`);
  });

  test("rule 22: a weight of zero emits its part", () => {
    each.lives(`
      at 0s say { what: "" }
      at 0s say { what: "abc" }
      at 0s pay { amount: 7.00 } => credit { what: "", part: 0.00 }, credit { what: "abc", part: 7.00 }`);
  });

  test("rule 22: weights that are all zero fail the step", () => {
    each.lives(`
      at 0s say { what: "" }
      at 0s pay { amount: 7.00 } => fails`);
  });

  test("rule 22: a weight below zero fails the step, and no part of it is emitted", () => {
    each.lives(`
      at 0s say { what: "abcdef" }
      at 0s say { what: "a" }
      at 0s pay { amount: -7.00 } => fails`);
  });

  test("rule 22: over no frames nothing is emitted and nothing shared", () => {
    each.lives(`
      at 0s go
      at 0s stop => nothing
      at 0s pay { amount: 7.00 } => nothing`);
  });

  test("rule 22: expired frames are not among them", () => {
    pattern(`
      session gap 30d
      stack touch { what: text } expires 1h depth 9 drop oldest
      emits credit { what: text, of: integer, part: decimal(2) }
      start a
      state a {
        on say { push touch { what } }
        on pay {
          for each touch sharing amount by halving(age(touch), 1h) as part {
            emit credit { what: touch.what, of: count, part }
          }
        }
      }`).lives(`
      at 0s say { what: "x" }
      at 1h say { what: "y" }
      at 1h pay { amount: 30 } => credit { what: "x", of: 2, part: 10 }, credit { what: "y", part: 20 }
      at 2h pay { amount: 30 } => credit { what: "y", of: 1, part: 30 }`);
  });
});
