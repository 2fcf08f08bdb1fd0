import { describe, expect, it } from "vitest";
import {
  atEnd,
  end,
  event,
  failing,
  group,
  on,
  parsed,
  pattern,
  pop,
  push,
  run,
  said,
  state,
  tell,
  timer,
  watermark,
} from "../literal.ts";

describe("rules 23 and 24: timers", () => {
  it("23: a group's timer is armed from outside only, and disarmed by leaving", () => {
    const automaton = pattern({
      states: [
        state("out", { transitions: [on("in", [], { to: "one" })] }),
        state("one", { group: "g", transitions: [on("in", [], { to: "two" })] }),
        state("two", { group: "g", transitions: [on("out", [], { to: "out" })] }),
      ],
      groups: [group("g", { timers: [timer("after", 100, [tell("g")])] })],
    });
    const moved = run(automaton, event(0, "in"), event(50, "in"), end);
    expect(said(moved)).toEqual(["g@100"]);
    const left = run(automaton, event(0, "in"), event(50, "in"), event(99, "out"), end);
    expect(said(left)).toEqual([]);
  });

  it("23: within is in time on its last instant", () => {
    const automaton = pattern({
      states: [
        state("s", {
          transitions: [on("pay", [tell("paid")], { to: "t" })],
          timers: [timer("within", 60, [tell("overdue")], { to: "t" })],
        }),
        state("t"),
      ],
    });
    expect(said(run(automaton, event(0, "x"), event(60, "pay"), end))).toEqual(["paid@60"]);
    expect(said(run(automaton, event(0, "x"), event(61, "pay"), end))).toEqual(["overdue@60"]);
    expect(said(run(automaton, event(0, "x"), watermark(60)))).toEqual([]);
    expect(said(run(automaton, event(0, "x"), watermark(61)))).toEqual(["overdue@60"]);
  });

  it("23, 27: idle is restarted by every counted event, rests once due, knows who restarted it", () => {
    const automaton = pattern({
      states: [
        state("s", {
          transitions: [on("a"), on("bad", [tell(failing)])],
          timers: [timer("idle", 100, [tell("idle")])],
        }),
      ],
    });
    const result = run(
      automaton,
      event(0, "a", {}, "e1"),
      event(60, "z", {}, "e2"),
      event(90, "bad", {}, "e3"),
      event(400, "a", {}, "e4"),
      end,
    );
    expect(parsed(result).map((line) => line.id)).toEqual([
      "p/k/e2~s.1~160/said/1",
      "p/k/e4~s.1~500/said/1",
    ]);
    expect(parsed(result).map((line) => line.causes)).toEqual([["e2"], ["e4"]]);
  });

  it("23: own timers, then groups inside out; a state entered by a timer is entered at that instant", () => {
    const automaton = pattern({
      states: [
        state("s", { group: "g", timers: [timer("after", 100, [tell("own")], { to: "t" })] }),
        state("t", { group: "g", timers: [timer("after", 100, [tell("t")])] }),
      ],
      groups: [group("g", { timers: [timer("after", 100, [tell("group")])] })],
    });
    const result = run(automaton, event(0, "a", {}, "e"), event(150, "a"), end);
    expect(said(result)).toEqual(["own@100", "group@100", "t@200"]);
    // the event that armed the first armed, through the due step, the last
    expect(parsed(result)[2]!.id).toBe("p/k/e~t.1~200/said/1");
  });

  it("23: a timer that does not fit is spent", () => {
    const automaton = pattern({
      states: [
        state("s", {
          transitions: [on("push", [push("m")])],
          timers: [timer("after", 10, [pop, tell("popped")])],
        }),
      ],
    });
    const result = run(automaton, event(0, "a"), event(20, "push"), end);
    expect(said(result)).toEqual([]);
    expect(result.counts.dueSteps).toBe(2);
  });

  it("23: start timers count from the first event, also where that event leaves the state", () => {
    const automaton = pattern({
      states: [
        state("s", {
          transitions: [on("go", [], { to: "t" })],
          timers: [timer("after", 10, [tell("s")])],
        }),
        state("t"),
      ],
    });
    expect(said(run(automaton, event(0, "go"), end))).toEqual([]);
    expect(said(run(automaton, event(5, "x"), end))).toEqual(["s@15"]);
  });

  it("24: the 10,001st timer since the last counted event stalls the session", {
    timeout: 60_000,
  }, () => {
    const automaton = pattern({
      session: { gap: 50_000, max: null, shared: false },
      states: [
        state("s", {
          timers: [timer("after", 1, [], { to: "s" })],
          onEnd: [atEnd([tell("end")])],
        }),
      ],
    });
    const result = run(automaton, event(0, "a"), end);
    expect(result.dead).toEqual(["stalled s.1 @10001"]);
    expect(result.lines).toEqual([]);
    expect(result.counts).toMatchObject({ stalled: 1, dueSteps: 10_000, sessionsEnded: 1 });
  });
});
