import { describe, expect, test } from "vitest";
import { pattern } from "./life.ts";

describe("which transition fires", () => {
  const ordered = pattern(`
    session gap 30m
    stack page depth 9 refuse
    emits took { which: text }
    start a
    group outer {
      on go, stop, say, add { emit took { which: "outer" } }
      group inner {
        on say if what = "inner" { emit took { which: "inner" } }
        on add if plus > 0 { pop  emit took { which: "inner pops" } }
        on go { emit took { which: "inner" } }
        state a {
          on go if depth > 0 { emit took { which: "guarded" } }
          on stop { push page }
          on say if what = "own" { emit took { which: "first" } }
          on say if what = "own" { emit took { which: "second" } }
          on add { pop  pop  emit took { which: "pops two" } }
        }
      }
    }`);

  test("rule 13: the state's own from top to bottom, then the groups from inside out", () => {
    ordered.lives(`
      at 0s say { what: "own" } => took { which: "first" }
      at 0s say { what: "inner" } => took { which: "inner" }
      at 0s say { what: "other" } => took { which: "outer" }
      at 0s go => took { which: "inner" }
      at 0s stop => nothing
      at 0s go => took { which: "guarded" }`);
  });

  test("rule 13: a transition whose pops cannot be done does not fit; the next is tried", () => {
    ordered.lives(`
      at 0s add { plus: 1 } => took { which: "outer" }
      at 0s stop
      at 0s add { plus: 0 } => took { which: "outer" }
      at 0s add { plus: 1 } => took { which: "inner pops" }
      at 0s stop
      at 0s stop
      at 0s add { plus: 1 } => took { which: "pops two" }
      ends in a, stack empty`);
  });

  test("rule 13: no action's expression is evaluated before a transition is chosen", () => {
    const { dead } = pattern(`
      session gap 30m
      stack page depth 9 refuse
      remember n: integer = 0
      emits took { which: text }
      start a
      state a {
        on go { n = round(1 / n, 0)  pop }
        on go { emit took { which: "second" } }
        on stop { push page }
      }`).lives(`
      at 0s go => took { which: "second" }
      at 0s stop
      at 0s go => fails`);
    expect(dead).toHaveLength(1);
  });

  test("rule 13: other takes declared events, after a false guard too; any takes every record", () => {
    pattern(`
      session gap 30m
      emits took { which: text }
      start a
      state a {
        on go if session.events > 2 { emit took { which: "go" } }
        on other if session.events != 2 { emit took { which: "other" } }
        on any { emit took { which: "any" } }
      }`).lives(`
      at 0s go => took { which: "other" }
      at 0s stop => took { which: "any" }
      at 0s go => took { which: "go" }
      at 0s undeclared => took { which: "any" }
      at 0s look => took { which: "other" }`);
  });

  test("rule 13: an undeclared record that nothing takes is activity and otherwise nothing", () => {
    const { counts } = pattern(`
      session gap 10m
      emits over { events: integer }
      start a
      state a { on other -> b }
      state b { }
      on end { emit over { events: session.events } }`).lives(`
      at 0s undeclared
      at 9m undeclared
      ends in a
      at 19m => nothing
      at 19m1ms => over { events: 2 }`);
    expect(counts).toMatchObject({ unmatched: 2, taken: 0 });
  });

  test("rule 13: a timer may have a guard, and is spent where it is false", () => {
    pattern(`
      session gap 1h
      emits took { which: text }
      start a
      state a {
        after 1m if session.events > 1 -> b { emit took { which: "after" } }
        within 2m else if session.events > 1 -> b { emit took { which: "within" } }
      }
      state b { }`).lives(`
      at 0s go
      at 1m => nothing
      at 1m30s go
      at 3m => took { which: "within" }`);
  });
});

describe("firing", () => {
  test("rule 14: actions run in order and see each other's effects", () => {
    pattern(`
      session gap 30m
      stack page { n: integer } depth 9 refuse
      remember n: integer = 1
      emits told { n: integer, depth: integer, top: integer }
      start a
      state a {
        on go {
          n = n + 1
          push page { n }
          n = n * 10
          emit told { n, depth, top: top.n }
          push page { n }
          pop
          replace page { n: top.n + depth }
          emit told { n, depth, top: top.n }
        }
      }`).lives(`
      at 0s go => told { n: 20, depth: 1, top: 2 }, told { n: 20, depth: 1, top: 3 }`);
  });

  test("rule 14: without a target the state is not left; naming it leaves and enters it", () => {
    pattern(`
      session gap 1h
      emits rang { at: time }
      start a
      state a {
        on go
        on stop -> a
        after 10m { emit rang { at } }
      }`).lives(`
      at 0s go
      at 8m go
      at 10m => rang { at: "2024-01-01T00:10:00Z" }
      at 12m go
      at 30m => nothing
      at 30m stop
      at 35m stop
      at 45m => rang { at: "2024-01-01T00:45:00Z" }`);
  });

  test("rule 14: the target is entered after the actions; expressions still see the state's groups", () => {
    pattern(`
      session gap 1h
      emits told { at: text }
      start a
      group first {
        state a { on go -> b { emit told { at: "a" } } }
        afterwards on go { n = n + 1 }
      }
      state b { on go -> a { emit told { at: "b" } } }
      remember n: integer = 0
      on end if n = 1 { emit told { at: "once in the group" } }`).lives(`
      at 0s go => told { at: "a" }
      at 0s go => told { at: "b" }
      at 0s go => told { at: "a" }
      at end => told { at: "once in the group" }`);
  });
});

describe("afterwards", () => {
  const after = pattern(`
    session gap 1h
    ignore stop
    remember n: integer = 0
    emits told { n: integer }
    start a
    group outer {
      afterwards on go { n = n * 10 + 2 }
      afterwards on go if n > 90000 { n = 0 }
      group inner {
        afterwards on go { n = n * 10 + 1 }
        state a {
          on go -> b { n = n * 10 }
          after 5m { n = n + 5 }
        }
      }
      state b {
        on look { emit told { n } }
        on say -> a
      }
    }
    afterwards on any { n = n * 10 + 3 }
    afterwards on go if n > 99 { n = n * 10 + 4 }
    on end { emit told { n } }`);

  test("rule 15: those of the groups in which the step ends, inside out, then the pattern's", () => {
    after.lives(
      `
      at 0s say { what: "first" }
      at 0s look => nothing
      at 0s go
      at 0s look => told { n: 330234 }`,
    );
  });

  test("rule 15: after a transition or none; they see the configuration after it", () => {
    after.lives(`
      at 0s go
      at 0s go
      at 0s look => told { n: 23234 }`);
  });

  test("rule 15: not for ignored events, due steps or the end", () => {
    after.lives(`
      at 0s undeclared
      at 0s stop
      at 5m => nothing
      at end => told { n: 8 }`);
  });

  test("rule 15: a failing afterwards fails the whole step", () => {
    const { dead, counts } = pattern(`
      session gap 1h
      remember n: integer = 1
      emits told { n: integer }
      start a
      state a { on add -> b { emit told { n } } }
      state b { on add { emit told { n } } }
      afterwards on add { n = round(1 / plus, 0) }`).lives(`
      at 0s add { plus: 0 } => fails
      ends without session
      at 0s add { plus: 1 } => told { n: 1 }
      ends in b`);
    expect(dead).toHaveLength(1);
    expect(counts).toMatchObject({ failed: 1, taken: 1, sessionsBegun: 1 });
  });
});

describe("failing", () => {
  const failing = pattern(`
    session gap 1h
    stack page { n: integer } depth 4 refuse
    remember n: integer = 0
    emits told { n: integer, depth: integer }
    emits rang { at: time }
    start a
    state a {
      on go -> b { n = n + 1  push page { n }  emit told { n, depth } }
    }
    state b {
      on add -> a {
        emit told { n, depth }
        n = n + 100
        clear
        n = round(n / plus, 0)
      }
      on say if round(1 / (n - n), 0) > 0 -> a
      on look { emit told { n, depth } }
      after 10m { emit rang { at } }
      after 20m { n = round(1 / (n - n), 0) }
      after 30m { emit rang { at } }
    }
    on end if round(n / (n - n), 0) = 0 { emit rang { at } }`);

  test("rule 16: a failing step is as if the event had not come: state, stack, registers, outputs", () => {
    const { dead, counts } = failing.lives(`
      at 0s go => told { n: 1, depth: 1 }
      at 5m add { plus: 0 } => fails
      at 3m look => told { n: 1, depth: 1 }
      ends in b, stack page { n: 1 }`);
    expect(dead).toEqual(["event log#2 @1704067500000"]);
    expect(counts).toMatchObject({ failed: 1, taken: 2, late: 0 });
  });

  test("rule 16: a failing guard fails the step", () => {
    failing.lives(`
      at 0s go => told
      at 1s say { what: "x" } => fails
      ends in b`);
  });

  test("rule 16: steps that were due before a failing event stand", () => {
    const { outputs } = failing.lives(`
      at 0s go => told
      at 12m add { plus: 0 } => fails
      at 12m look => told { n: 1 }`);
    expect(outputs.map(({ output }) => output)).toEqual(["told", "rang", "told"]);
  });

  test("rule 16: a due step that fails is a dead letter of its own; its timer is spent, others go on", () => {
    const { dead, outputs, counts } = failing.lives(`
      at 0s go => told
      at 25m => fails
      at 29m look => told { n: 1 }
      at 35m => rang { at: "2024-01-01T00:30:00Z" }`);
    expect(dead).toEqual(["due b.2 @1704068400000"]);
    expect(outputs.map(({ output }) => output)).toEqual(["told", "rang", "told", "rang"]);
    expect(counts).toMatchObject({ dueFailed: 1, failed: 0 });
  });

  test("rule 16: an end that fails is a dead letter, and the session ends", () => {
    const { dead, counts } = failing.lives(`
      at 0s look
      at end => fails
      ends without session`);
    expect(dead).toEqual(["due end @1704070800000"]);
    expect(counts).toMatchObject({ dueFailed: 1, sessionsEnded: 1 });
  });
});
