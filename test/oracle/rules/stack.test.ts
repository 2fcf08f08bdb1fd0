import { describe, expect, it } from "vitest";
import type { Automaton, Expression } from "../../../src/automaton/automaton.ts";
import {
  afterwards,
  assign,
  atEnd,
  back,
  binary,
  boolean,
  bottom,
  bound,
  clear,
  compare,
  depth,
  emit,
  end,
  enter,
  event,
  field,
  group,
  int,
  integer,
  kinds,
  nearest,
  of,
  on,
  parsed,
  pattern,
  pop,
  push,
  register,
  remember,
  replace,
  run,
  said,
  state,
  tell,
  timer,
} from "../literal.ts";
import { pushQ, termOfTop } from "./pieces.ts";

describe("rules 17 to 21: the stack", () => {
  it("17: fields of a replacing frame are computed before the stack changes", () => {
    const automaton = pattern({
      states: [
        state("s", {
          transitions: [
            on("a", [pushQ]),
            on("b", [
              replace("q", { term: termOfTop }),
              tell(termOfTop),
              emit("count", { n: depth }),
            ]),
          ],
        }),
      ],
    });
    expect(said(run(automaton, event(0, "a", { term: "x" }), event(1, "b")))).toEqual([
      "x@1",
      "1@1",
    ]);
  });

  it("17: replace on an empty stack pushes; clear empties it", () => {
    const automaton = pattern({
      states: [
        state("s", {
          transitions: [
            on("a", [
              replace("m"),
              emit("count", { n: depth }),
              clear,
              emit("count", { n: depth }),
            ]),
          ],
        }),
      ],
    });
    expect(said(run(automaton, event(0, "a")))).toEqual(["1@0", "0@0"]);
  });

  it("18: a frame lives through birth + D, wherever it stands", () => {
    const automaton = pattern({
      stack: kinds(null, 100),
      states: [
        state("s", {
          transitions: [
            on("a", [pushQ]),
            on("m", [push("m")]),
            on("look", [emit("count", { n: depth })]),
            on("pop", [pop, emit("count", { n: depth })]),
          ],
        }),
      ],
    });
    const result = run(
      automaton,
      event(0, "m"),
      event(0, "a", { term: "x" }),
      event(50, "m"),
      event(100, "look"),
      event(101, "look"),
      event(102, "pop"),
      event(103, "pop"),
      event(104, "pop"),
    );
    expect(said(result)).toEqual(["3@100", "2@101", "1@102", "0@103"]);
    expect(result.counts.unmatched).toBe(1);
  });

  const bounded = (overflow: NonNullable<Automaton["stack"]["depth"]>["overflow"]): Automaton =>
    pattern({
      stack: kinds({ limit: 2, overflow }),
      registers: [remember("n", integer, "0")],
      states: [
        state("s", {
          transitions: [on("a", [pushQ, tell(of(bottom, "q", "term"))]), on("a", [tell("second")])],
          afterwards: [],
        }),
        state("full", { transitions: [on("a", [tell("full")])] }),
      ],
      afterwards: [afterwards("a", [assign("n", binary("add", register("n"), int(1)))])],
      onEnd: [atEnd([emit("count", { n: register("n") })])],
    });
  const three = ["x", "y", "z"].map((term, i) => event(i, "a", { term }));

  it("19: drop oldest drops the bottom-most", () => {
    const result = run(bounded({ kind: "drop oldest" }), ...three);
    expect(said(result)).toEqual(["x@0", "x@1", "y@2"]);
    expect(result.counts.framesDropped).toBe(1);
  });

  it("19: refuse takes no transition, afterwards runs", () => {
    const result = run(bounded({ kind: "refuse" }), ...three, end);
    expect(said(result)).toEqual(["x@0", "x@1", "3@1002"]);
    expect(result.counts).toMatchObject({ pushesRefused: 1, unmatched: 1, taken: 2 });
  });

  it("19: else goes its own way; where it does not fit, neither does the transition", () => {
    const other = run(
      bounded({ kind: "else", target: "full", actions: [pop, tell("else")] }),
      ...three,
      event(3, "a"),
    );
    expect(said(other)).toEqual(["x@0", "x@1", "else@2", "full@3"]);
    const unfit = run(
      bounded({ kind: "else", target: "full", actions: [clear, pop, tell("else")] }),
      ...three,
    );
    expect(said(unfit)).toEqual(["x@0", "x@1", "second@2"]);
  });

  const parts = (rest: Partial<Automaton> = {}): Automaton =>
    pattern({
      states: [
        state("home", {
          transitions: [
            on("a", [pushQ]),
            on("go", [tell("call"), enter("checkout", "done")]),
            on("ret", [tell("no call"), back]),
            on("look", [emit("count", { n: depth })]),
          ],
          timers: [timer("after", 100, [tell("home timer")])],
        }),
        state("done", { transitions: [on("look", [emit("count", { n: depth })])] }),
        state("address", {
          group: "checkout",
          transitions: [
            on("a", [pushQ]),
            on("pop", [pop]),
            on("clear", [clear]),
            on("look", [emit("count", { n: depth }), tell(termOfTop)]),
            on("ret", [back]),
            on("go", [enter("checkout", "address")]),
          ],
        }),
      ],
      groups: [
        group("checkout", {
          start: "address",
          timers: [timer("after", 100, [tell("part timer")])],
        }),
      ],
      ...rest,
    });

  it("20: pop and clear reach down to the address, reads see through it, return discards", () => {
    const result = run(
      parts(),
      event(0, "ret"),
      event(1, "a", { term: "x" }),
      event(2, "go"),
      event(3, "pop"),
      event(4, "look"),
      event(5, "a", { term: "y" }),
      event(6, "look"),
      event(7, "clear"),
      event(8, "look"),
      event(9, "a", { term: "z" }),
      event(10, "ret"),
      event(11, "look"),
      event(200, "look"),
    );
    expect(said(result)).toEqual([
      "call@2",
      "1@4",
      "x@4",
      "2@6",
      "y@6",
      "1@8",
      "x@8",
      "1@11",
      "1@200",
    ]);
    expect(result.counts.unmatched).toBe(2);
  });

  it("20: a call disarms the caller's timers, a call of the part from itself arms its own anew", () => {
    const result = run(parts(), event(0, "go"), event(50, "go"), event(120, "look"), end);
    expect(said(result)).toEqual(["call@0", "0@120", "@120", "part timer@150"]);
  });

  it("20: beyond the bound of calls the step fails", () => {
    const result = run(
      parts({ stack: kinds(null, null, 2) }),
      event(0, "go"),
      event(1, "go"),
      event(2, "go", {}, "x"),
    );
    expect(result.dead).toEqual(["event x @2"]);
    expect(result.counts).toMatchObject({ taken: 2, failed: 1 });
  });

  it("20: an overflow else in a call first discards its return addresses", () => {
    const result = run(
      parts({
        stack: kinds({
          limit: 1,
          overflow: { kind: "else", target: "done", actions: [pop, emit("count", { n: depth })] },
        }),
      }),
      event(0, "a", { term: "x" }),
      event(1, "go"),
      event(2, "a", { term: "y" }),
      event(3, "look"),
    );
    expect(said(result)).toEqual(["call@1", "0@2", "0@3"]);
  });

  it("21: nearest, any topmost first, count", () => {
    const anyX: Expression = {
      op: "any",
      type: boolean,
      kind: "q",
      where: compare(of(bound, "q", "term"), "=", field("term")),
    };
    const automaton = pattern({
      states: [
        state("s", {
          transitions: [
            on("a", [pushQ]),
            on("m", [push("m")]),
            on("find", [tell("found")], { if: anyX }),
            on("find", [
              tell(of(nearest("q"), "q", "term")),
              tell(termOfTop),
              emit("count", { n: { op: "count", type: integer, kind: "q" } }),
            ]),
          ],
        }),
      ],
    });
    const result = run(
      automaton,
      event(0, "a", { term: "x" }, "one"),
      event(1, "a", { term: "x" }, "two"),
      event(2, "a", { term: "y" }, "three"),
      event(3, "m"),
      event(4, "find", { term: "x" }, "f"),
      event(5, "find", { term: "z" }),
    );
    // top.term is missing under an m, so that output has no data
    expect(said(result)).toEqual(["found@4", "y@5", "@5", "3@5"]);
    expect(parsed(result)[0]!.causes).toEqual(["two", "f"]);
  });
});
