import { describe, expect, it } from "vitest";
import type { Automaton, Expression } from "../../../src/automaton/automaton.ts";
import {
  assign,
  atEnd,
  depth,
  duration,
  emit,
  end,
  endSession,
  event,
  failing,
  failingGuard,
  group,
  int,
  integer,
  on,
  output,
  parsed,
  pattern,
  push,
  remember,
  run,
  said,
  state,
  tell,
  text,
  time,
  timer,
  watermark,
} from "../literal.ts";
import { always, never } from "./pieces.ts";

describe("rules 7 to 12: clocks and sessions", () => {
  const telling = state("s", {
    transitions: [on("a", [tell("a")]), on("bad", [tell(failing)])],
    onEnd: [atEnd([tell({ op: "endedBy", type: text })])],
  });

  it("7: now is the greater of time and clock, at is the event's own time", () => {
    const now: Expression = { op: "now", type: time };
    const at: Expression = { op: "at", type: time };
    const result = run(
      pattern({
        states: [state("s", { transitions: [on("a", [emit("v", { now, at })])] })],
        outputs: [output("v", { now: time, at: time })],
      }),
      event(100, "a"),
      event(40, "a"),
    );
    expect(parsed(result)[1]).toMatchObject({
      time: "1970-01-01T00:00:00.040Z",
      data: { now: "1970-01-01T00:00:00.100Z", at: "1970-01-01T00:00:00.040Z" },
    });
    expect(result.counts.late).toBe(1);
  });

  it("7: a due step moves the clock even where it fails", () => {
    const automaton = pattern({
      states: [
        state("s", {
          transitions: [on("a", [emit("count", { n: depth })], { to: "u" })],
          timers: [timer("after", 50, [tell("x")], { if: failingGuard })],
        }),
        state("u", { timers: [timer("after", 10, [tell("u")])] }),
      ],
    });
    const result = run(automaton, event(0, "x"), watermark(60), event(20, "a"), end);
    // entered at the clock 50, so due at 60
    expect(said(result)).toEqual(["0@20", "u@60"]);
    expect(result.dead).toEqual(["due s.1 @50"]);
    expect(result.counts).toMatchObject({ late: 1, dueFailed: 1, dueSteps: 3 });
  });

  it("8: ignored events leave session and clock untouched, and reveal nothing", () => {
    const automaton = pattern({
      states: [telling],
      ignore: { events: ["beat"], undeclared: true },
    });
    const result = run(automaton, event(0, "a"), event(900, "beat"), event(5000, null), end);
    expect(said(result)).toEqual(["a@0", "gap@1000"]);
    expect(result.counts).toMatchObject({ ignored: 2, stepped: 1, handedOn: 3 });
  });

  it("8: an unmatched and an undeclared event are activity", () => {
    const result = run(
      pattern({ states: [telling] }),
      event(0, "z"),
      event(900, null),
      event(1800, "a"),
      end,
    );
    expect(said(result)).toEqual(["a@1800", "gap@2800"]);
    expect(result.counts).toMatchObject({ unmatched: 2, taken: 1, sessionsBegun: 1 });
  });

  it("8, 16: an event whose step fails neither begins a session nor is activity", () => {
    const result = run(
      pattern({ states: [telling] }),
      event(0, "bad", {}, "b1"),
      event(10, "a"),
      event(900, "bad", {}, "b2"),
      event(1011, "a"),
    );
    expect(said(result)).toEqual(["a@10", "gap@1010", "a@1011"]);
    expect(result.dead).toEqual(["event b1 @0", "event b2 @900"]);
    expect(result.counts).toMatchObject({ failed: 2, sessionsBegun: 2, sessionsEnded: 1 });
  });

  it("8, 10: a failing event reveals what is due", () => {
    const result = run(pattern({ states: [telling] }), event(0, "a"), event(2000, "bad", {}, "b"));
    expect(said(result)).toEqual(["a@0", "gap@1000"]);
  });

  it("9: the session ends by max, by gap where both meet; its last instant belongs to it", () => {
    const automaton = pattern({
      states: [telling],
      session: { gap: 1000, max: 1500, shared: false },
    });
    expect(said(run(automaton, event(0, "a"), event(600, "a"), end))).toEqual([
      "a@0",
      "a@600",
      "max@1500",
    ]);
    expect(said(run(automaton, event(0, "a"), event(500, "a"), end))).toEqual([
      "a@0",
      "a@500",
      "gap@1500",
    ]);
    const inTime = run(automaton, event(0, "a"), event(1000, "a"), event(1500, "a"), end);
    expect(said(inTime)).toEqual(["a@0", "a@1000", "a@1500", "max@1500"]);
  });

  it("9: an event behind session.latest moves nothing; a timer is not activity", () => {
    const automaton = pattern({
      states: [{ ...telling, timers: [timer("after", 700, [tell("t")])] }],
    });
    const result = run(automaton, event(500, "a"), event(100, "a"), end);
    expect(said(result)).toEqual(["a@500", "a@100", "t@1200", "gap@1500"]);
  });

  it("9: the next session begins in the start state with first values and an empty stack", () => {
    const automaton = pattern({
      states: [
        state("s", {
          transitions: [on("a", [push("m"), emit("count", { n: depth })], { to: "t" })],
        }),
        state("t", { transitions: [on("a", [tell("in t")])] }),
      ],
    });
    const result = run(automaton, event(0, "a"), event(1, "a"), event(1002, "a"));
    expect(said(result)).toEqual(["1@0", "in t@1", "1@1002"]);
  });

  it("10: at one instant after and idle, events, within, end", () => {
    const automaton = pattern({
      session: { gap: 1000, max: 100, shared: false },
      states: [
        state("s", {
          transitions: [on("a", [tell("a")])],
          timers: [
            timer("within", 100, [tell("within")]),
            timer("after", 100, [tell("after")]),
            timer("idle", 100, [tell("idle")]),
          ],
          onEnd: [atEnd([tell("end")])],
        }),
      ],
    });
    const result = run(automaton, event(0, "a"), event(100, "a"), end);
    expect(said(result)).toEqual([
      "a@0",
      "after@100",
      "idle@100",
      "a@100",
      "within@100",
      "end@100",
    ]);
  });

  it("11: end session runs on end as a step of its own; its failure leaves the event's step", () => {
    const automaton = (guard: Expression): Automaton =>
      pattern({
        states: [
          state("s", {
            transitions: [on("a", [assign("last", int(1))]), on("bye", [tell("bye"), endSession])],
            onEnd: [atEnd([tell({ op: "endedBy", type: text })], guard)],
          }),
        ],
        registers: [remember("last", integer, "0")],
      });
    const inputs = [event(0, "a", {}, "one"), event(5, "bye", {}, "two"), event(6, "bye", {}, "3")];
    const ended = run(automaton(always), ...inputs);
    expect(said(ended)).toEqual(["bye@5", "pattern@5", "bye@6", "pattern@6"]);
    expect(parsed(ended)[1]!.id).toBe("p/k/one~end/said/1");
    expect(ended.counts).toMatchObject({ sessionsBegun: 2, sessionsEnded: 2, dueSteps: 2 });
    const failed = run(automaton(failingGuard), ...inputs);
    expect(said(failed)).toEqual(["bye@5", "bye@6"]);
    expect(failed.dead).toEqual(["due end @5", "due end @6"]);
    expect(failed.counts).toMatchObject({ taken: 3, dueFailed: 2, sessionsEnded: 2 });
  });

  it("11: on end takes the first that fits, state before group before pattern", () => {
    const automaton = pattern({
      states: [state("s", { group: "g", onEnd: [atEnd([tell("state")], never)] })],
      groups: [group("g", { onEnd: [atEnd([tell("group")])] })],
      onEnd: [atEnd([tell("pattern")])],
    });
    expect(said(run(automaton, event(0, "a"), end))).toEqual(["group@1000"]);
  });

  it("12: session facts include the event being stepped", () => {
    const facts = {
      id: { op: "sessionId", type: text },
      start: { op: "sessionStart", type: duration },
      latest: { op: "sessionLatest", type: duration },
      events: { op: "sessionEvents", type: integer },
    } as const;
    const automaton = pattern({
      states: [state("s", { transitions: [on("a", [emit("v", facts)])] })],
      outputs: [output("v", { id: text, start: duration, latest: duration, events: integer })],
    });
    const result = run(automaton, event(10, "a", {}, "f 1"), event(30, "a"), event(20, "a"));
    expect(said(result)).toEqual([
      "p/k/f%201,10,10,1@10",
      "p/k/f%201,10,30,2@30",
      "p/k/f%201,10,30,3@20",
    ]);
  });
});
