import { describe, expect, test } from "vitest";
import { pattern } from "./life.ts";

describe("the stack", () => {
  const moving = pattern(`
    session gap 1h
    stack page { what: text }, mark depth 9 refuse
    emits told { depth: integer, top: text, pages: integer }
    start a
    state a {
      on say if what = "pop" { pop  emit told { depth, top: kind(top) or else "none", pages: count(page) } }
      on say if what = "clear" { clear  emit told { depth, top: kind(top) or else "none", pages: count(page) } }
      on say { push page { what }  emit told { depth, top: kind(top) or else "none", pages: count(page) } }
      on go { replace mark  emit told { depth, top: kind(top) or else "none", pages: count(page) } }
      on look if product is known and top is page {
        replace page { what: part_before(top.what, product) or else "gone" }
      }
    }`);

  test("rule 17: push, pop and clear; a kind may have no fields", () => {
    moving.lives(`
      at 0s say { what: "x" } => told { depth: 1, top: "page", pages: 1 }
      at 0s say { what: "y" } => told { depth: 2, pages: 2 }
      at 0s say { what: "pop" } => told { depth: 1 }
      at 0s go => told { depth: 1, top: "mark", pages: 0 }
      at 0s say { what: "z" } => told { depth: 2 }
      ends in a, stack mark, page { what: "z" }
      at 0s say { what: "clear" } => told { depth: 0, top: "none" }
      ends in a, stack empty`);
  });

  test("rule 17: replace removes the top frame of any kind, if there is one, and pushes", () => {
    moving.lives(`
      at 0s go => told { depth: 1, top: "mark" }
      at 0s go => told { depth: 1, top: "mark" }
      ends in a, stack mark`);
  });

  test("rule 17: fields are computed before the stack changes", () => {
    moving.lives(`
      at 0s say { what: "ab/cd" } => told
      at 0s look { product: "/" }
      ends in a, stack page { what: "ab" }`);
  });

  test("rule 17: nothing is popped where there is nothing: the next transition takes it", () => {
    moving.lives(`
      at 0s say { what: "pop" } => told { depth: 1 }
      ends in a, stack page { what: "pop" }`);
  });
});

describe("expiry", () => {
  const expiring = pattern(`
    session gap 2h
    stack brief { what: text } expires 10m, page depth 9 drop oldest
    emits told { depth: integer, briefs: integer, top: text, bottom: text, any: boolean }
    start a
    state a {
      on say { push brief { what } }
      on go { push page }
      on stop { replace page }
      on look {
        emit told {
          depth, briefs: count(brief), top: kind(top) or else "none", bottom: kind(bottom) or else "none"
          any: any brief b where b.what != ""
        }
      }
      on add { pop  emit told { depth, briefs: count(brief), top: "popped", bottom: "", any: false } }
    }`);

  test("rule 18: a frame is there through its birth plus its lifetime, and absent after", () => {
    expiring.lives(`
      at 0s say { what: "x" }
      at 10m look => told { depth: 1, top: "brief", any: true }
      at 10m1ms look => told { depth: 0, briefs: 0, top: "none", any: false }
      ends in a, stack empty`);
  });

  test("rule 18: it is absent wherever it stands, and what covers it does not change its birth", () => {
    expiring.lives(`
      at 0s say { what: "x" }
      at 5m go
      at 6m say { what: "y" }
      at 10m look => told { depth: 3, briefs: 2, bottom: "brief" }
      at 12m look => told { depth: 2, briefs: 1, bottom: "page", top: "brief" }
      at 17m look => told { depth: 1, briefs: 0, bottom: "page", top: "page" }`);
  });

  test("rule 18: replacing gives a new birth, popping reaches what is left", () => {
    expiring.lives(`
      at 0s go
      at 0s say { what: "x" }
      at 20m add { plus: 0 } => told { depth: 0 }
      at 20m say { what: "y" }
      at 25m say { what: "z" }
      at 31m add { plus: 0 } => told { depth: 0, briefs: 0 }`);
  });

  test("rule 18: no watermark is needed and none removes anything", () => {
    expiring.lives(`
      at 0s say { what: "x" }
      at 1h => nothing
      at 5m look => told { depth: 1 }`);
  });

  test("rule 18: a late event sees what is there at now, not at its own time", () => {
    expiring.lives(`
      at 0s say { what: "x" }
      at 10m1ms go
      at 3m look => told { depth: 1, briefs: 0, top: "page" }`);
  });
});

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
