import { describe, expect, it } from "vitest";
import {
  afterwards,
  assign,
  binary,
  depth,
  emit,
  end,
  event,
  failing,
  failingGuard,
  group,
  int,
  integer,
  on,
  pattern,
  pop,
  push,
  register,
  remember,
  run,
  said,
  state,
  tell,
  timer,
} from "../literal.ts";
import { always, never } from "./pieces.ts";

describe("rules 13 to 16: transitions", () => {
  it("13: the state's own, then the groups' inside out; a false guard goes on", () => {
    const automaton = pattern({
      states: [
        state("s", {
          group: "inner",
          transitions: [on("a", [tell("guarded")], { if: never }), on("b", [tell("own")])],
        }),
      ],
      groups: [
        group("outer", { transitions: [on(["a", "b", "c"], [tell("outer")])] }),
        group("inner", { parent: "outer", transitions: [on("a", [tell("inner")])] }),
      ],
    });
    expect(said(run(automaton, event(0, "a"), event(1, "b"), event(2, "c")))).toEqual([
      "inner@0",
      "own@1",
      "outer@2",
    ]);
  });

  it("13: other is for declared events, any for every record", () => {
    const automaton = pattern({
      states: [
        state("s", { transitions: [on("other", [tell("other")]), on("any", [tell("any")])] }),
      ],
    });
    expect(said(run(automaton, event(0, "a"), event(1, null)))).toEqual(["other@0", "any@1"]);
  });

  it("13, 17: a transition that would pop nothing does not fit", () => {
    const automaton = pattern({
      states: [
        state("s", {
          transitions: [on("a", [pop, tell(failing)]), on("a", [push("m"), pop, tell("balanced")])],
        }),
      ],
    });
    expect(said(run(automaton, event(0, "a")))).toEqual(["balanced@0"]);
  });

  it("14: actions see each other's effects; naming the state itself re-arms it", () => {
    const automaton = pattern({
      states: [
        state("s", {
          transitions: [
            on("a", [assign("n", int(5)), emit("count", { n: register("n") })]),
            on("again", [], { to: "s" }),
          ],
          timers: [timer("after", 100, [tell("t")])],
        }),
      ],
      registers: [remember("n", integer, "0")],
    });
    expect(said(run(automaton, event(0, "a"), event(50, "a"), end))).toEqual([
      "5@0",
      "5@50",
      "t@100",
    ]);
    expect(said(run(automaton, event(0, "a"), event(50, "again"), end))).toEqual(["5@0", "t@150"]);
  });

  it("15: afterwards runs for untaken events too, group then pattern, after the transition", () => {
    const n = register("n");
    const automaton = pattern({
      states: [
        state("s", { transitions: [on("a", [emit("count", { n })], { to: "t" })] }),
        state("t", { group: "g", transitions: [on("a", [emit("count", { n })])] }),
      ],
      groups: [
        group("g", { afterwards: [afterwards("a", [assign("n", binary("add", n, int(1)))])] }),
      ],
      afterwards: [afterwards(["a", "b"], [assign("n", binary("multiply", n, int(10)))])],
      registers: [remember("n", integer, "1")],
    });
    const result = run(automaton, event(0, "a"), event(1, "b"), event(2, "a"));
    expect(said(result)).toEqual(["1@0", "200@2"]);
    expect(result.counts).toMatchObject({ taken: 2, unmatched: 1 });
  });

  it("16: a failing step changes nothing, due steps before it stand", () => {
    const automaton = pattern({
      states: [
        state("s", {
          transitions: [
            on("a", [tell("a"), assign("n", int(7)), push("m"), tell(failing)], { if: always }),
            on("look", [emit("count", { n: binary("add", register("n"), depth) })]),
          ],
          timers: [timer("after", 10, [tell("t")])],
        }),
      ],
      registers: [remember("n", integer, "0")],
    });
    const result = run(automaton, event(0, "look"), event(20, "a", {}, "x"), event(21, "look"));
    expect(said(result)).toEqual(["0@0", "t@10", "0@21"]);
    expect(result.dead).toEqual(["event x @20"]);
  });

  it("16: a failing guard fails the step", () => {
    const automaton = pattern({
      states: [
        state("s", { transitions: [on("a", [], { if: failingGuard }), on("a", [tell("no")])] }),
      ],
    });
    expect(run(automaton, event(0, "a")).counts).toMatchObject({ failed: 1, sessionsBegun: 0 });
  });
});
