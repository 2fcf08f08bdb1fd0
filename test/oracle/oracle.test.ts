import { describe, expect, it } from "vitest";
import type { Automaton, Expression } from "../../src/automaton/automaton.ts";
import { startOfDay } from "./calendar.ts";
import { halving } from "./halving.ts";
import {
  afterwards,
  assign,
  atEnd,
  back,
  binary,
  boolean,
  bottom,
  bound,
  call,
  clear,
  compare,
  constant,
  decimal,
  depth,
  duration,
  emit,
  end,
  endSession,
  enter,
  event,
  failing,
  failingGuard,
  field,
  group,
  int,
  integer,
  kinds,
  loop,
  nearest,
  number,
  of,
  on,
  output,
  parsed,
  pattern,
  pop,
  push,
  register,
  remember,
  replace,
  run,
  said,
  say,
  state,
  tell,
  text,
  time,
  timer,
  top,
  watermark,
} from "./literal.ts";
import type { Input } from "./oracle.ts";

const pushQ = push("q", { term: field("term") });
const termOfTop = of(top, "q", "term");
const always = constant(boolean, true);
const never = constant(boolean, false);
/** Says an expression of any type as an output `v`. */
const valued = (value: Expression): Automaton =>
  pattern({
    states: [state("s", { transitions: [on("a", [emit("v", { it: value })])] })],
    outputs: [output("v", { it: value.type })],
  });
const dataOf = (value: Expression): string => {
  const result = run(valued(value), event(0, "a"));
  return result.dead.length > 0
    ? "fails"
    : (/"data":\{"it":(.*)\}\}$/.exec(result.lines[0]!)?.[1] ?? "missing");
};

describe("rule 5 and the functions", () => {
  it("5: halving is exact on whole half-lives and nearest between", () => {
    expect(halving(0, 7)).toBe(1);
    expect(halving(14, 7)).toBe(0.25);
    expect(halving(1, 2)).toBe(Math.SQRT1_2);
    expect(halving(-7, 7)).toBe(2);
    expect(halving(1074, 1)).toBe(Number.MIN_VALUE);
    expect(halving(1076, 1)).toBe(0);
    expect(halving(-1, 2)).toBe(Math.SQRT2);
  });

  it("5: the first instant of a day whose midnight is skipped or repeated", () => {
    // Beirut, 2024-03-31: 00:00 becomes 01:00 (+03:00)
    expect(startOfDay(Date.UTC(2024, 2, 31, 12), "Asia/Beirut")).toBe(Date.UTC(2024, 2, 30, 22));
    // Havana, 2024-11-03: 01:00 becomes 00:00; the day begins with the first midnight (−04:00)
    expect(startOfDay(Date.UTC(2024, 10, 3, 12), "America/Havana")).toBe(Date.UTC(2024, 10, 3, 4));
    expect(startOfDay(Date.UTC(2024, 0, 1), "Europe/Berlin")).toBe(Date.UTC(2023, 11, 31, 23));
  });

  it("5: text by code point", () => {
    expect(dataOf(compare(say("\u{ff5e}"), "<", say("\u{1f642}")))).toBe("true");
    expect(dataOf(call("length", integer, say("a🙂")))).toBe("2");
    expect(dataOf(call("lower", text, say("ForEx ÄÖİ")))).toBe('"forex äöİ"');
  });
});

describe("rule 6: lanes", () => {
  const lanes: Partial<Automaton> = {
    lanes: { fields: [{ name: "product", type: text }], limit: null },
  };
  const lane = (name: string, product: string, at: number, id?: string) =>
    event(at, name, { product }, id);
  const counting = state("s", {
    transitions: [
      on("a", [
        assign("seen", binary("add", register("seen"), int(1))),
        emit("count", { n: register("seen") }),
      ]),
    ],
    timers: [timer("after", 50, [tell("timer")])],
    onEnd: [atEnd([tell({ op: "lane", type: text, name: "product" })])],
  });
  const seen = { registers: [remember("seen", integer, "0")] };

  it("6: one automaton per pair, each with a session of its own", () => {
    const result = run(
      pattern({ states: [counting], ...lanes, ...seen }),
      lane("a", "p1", 0),
      lane("a", "p2", 1),
      lane("a", "p1", 2),
    );
    expect(said(result)).toEqual(["1@0", "1@1", "2@2"]);
    expect(parsed(result).map((line) => line.lane)).toEqual(["p1", "p2", "p1"]);
    expect(result.counts.sessionsBegun).toBe(2);
  });

  it("6: an event without a product touches nothing", () => {
    const result = run(
      pattern({ states: [counting], ...lanes, ...seen }),
      lane("a", "p1", 0),
      event(5000, "a"),
    );
    expect(said(result)).toEqual(["1@0"]);
    expect(result.counts.laneless).toBe(1);
  });

  it("6: an event makes due what is due in all lanes, by instant and age; on end too", () => {
    const result = run(
      pattern({ states: [counting], ...lanes, ...seen }),
      lane("a", "p2", 0),
      lane("a", "p1", 0),
      lane("a", "p3", 3000),
    );
    expect(said(result)).toEqual([
      "1@0",
      "1@0",
      "timer@50",
      "timer@50",
      "p2@1000",
      "p1@1000",
      "1@3000",
    ]);
    expect(parsed(result).map((line) => line.lane)).toEqual([
      "p2",
      "p1",
      "p2",
      "p1",
      "p2",
      "p1",
      "p3",
    ]);
  });

  it("6: a shared session counts events without a product and ends all lanes", () => {
    const result = run(
      pattern({
        states: [counting],
        ...lanes,
        ...seen,
        session: { gap: 1000, max: null, shared: true },
      }),
      event(0, "a", {}, "first"),
      lane("a", "p1", 900, "x"),
      event(1800, null),
      lane("a", "p2", 1900),
      end,
    );
    expect(said(result)).toEqual([
      "1@900",
      "timer@950",
      "1@1900",
      "timer@1950",
      "p1@2900",
      "p2@2900",
    ]);
    expect(parsed(result)[0]!.id).toBe("p/k,p1/x/count/1");
    expect(parsed(result)[4]!.id).toBe("p/k,p1/first~end/said/1");
    expect(result.lines[0]).toContain('"session":"p/k/first"');
    expect(result.counts).toMatchObject({
      laneless: 2,
      stepped: 2,
      sessionsBegun: 1,
      sessionsEnded: 1,
      dueSteps: 4,
    });
  });

  it("6: at most N lanes, drop oldest and refuse", () => {
    const limited = (overflow: "drop oldest" | "refuse"): Automaton =>
      pattern({
        states: [counting],
        ...seen,
        lanes: { fields: [{ name: "product", type: text }], limit: { count: 1, overflow } },
      });
    const inputs = [lane("a", "p1", 0), lane("a", "p2", 1), lane("a", "p1", 2), end];
    const dropping = run(limited("drop oldest"), ...inputs);
    expect(said(dropping)).toEqual(["1@0", "1@1", "1@2", "timer@52", "p1@1002"]);
    expect(dropping.counts.lanesDropped).toBe(2);
    const refusing = run(limited("refuse"), ...inputs);
    expect(said(refusing)).toEqual(["1@0", "2@2", "timer@50", "p1@1002"]);
    expect(refusing.counts).toMatchObject({ lanesRefused: 1, laneless: 1, stepped: 2 });
  });
});

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

describe("rule 22: for each", () => {
  const weightOf = (type: "n"): Expression => ({
    op: "widen",
    type: number,
    operand: of(loop, type, "v", integer),
  });
  const part: Expression = { op: "part", type: decimal(2) };
  const sharing = (weight: Expression): Automaton =>
    pattern({
      states: [
        state("s", {
          transitions: [
            on("push", [push("n", { v: field("v", integer) })]),
            on("buy", [
              {
                do: "forEach",
                kind: "n",
                sharing: { amount: field("amount", decimal(2)), weight, as: "part" },
                emits: [
                  emit("credit", {
                    amount: part,
                    index: { op: "loopIndex", type: integer },
                    count: { op: "loopCount", type: integer },
                  }),
                ],
              },
            ]),
          ],
        }),
      ],
      outputs: [output("credit", { amount: decimal(2), index: integer, count: integer })],
    });
  const weights = (...values: number[]) =>
    values.map((v, i) => event(i, "push", { v }, `w${i + 1}`));
  const amounts = (result: ReturnType<typeof run>) =>
    result.lines.map((line) => /"amount":([^,]*),/.exec(line)?.[1]);

  it("22: parts add up exactly", () => {
    const result = run(
      sharing(weightOf("n")),
      ...weights(1, 1, 1),
      event(9, "buy", { amount: 1000 }),
    );
    // r = 333.33… → 333, 666.67 → 667, 1000
    expect(amounts(result)).toEqual(["3.33", "3.34", "3.33"]);
  });

  it("22: a weight of zero emits its part; all zero or one negative fails; none emits nothing", () => {
    expect(
      amounts(run(sharing(weightOf("n")), ...weights(0, 1, 0), event(9, "buy", { amount: 5 }))),
    ).toEqual(["0.00", "0.05", "0.00"]);
    expect(
      run(sharing(weightOf("n")), ...weights(0, 0), event(9, "buy", { amount: 5 })).counts.failed,
    ).toBe(1);
    expect(
      run(sharing(weightOf("n")), ...weights(2, -1), event(9, "buy", { amount: 5 })).counts.failed,
    ).toBe(1);
    expect(run(sharing(weightOf("n")), event(9, "buy", { amount: 5 })).counts.taken).toBe(1);
  });

  it("22, 28: a part stands for its amount and weight, the loop's frame included", () => {
    const result = run(
      sharing(weightOf("n")),
      ...weights(1, 1),
      event(9, "buy", { amount: 1000 }, "b"),
    );
    expect(parsed(result).map((line) => line.causes)).toEqual([
      ["w1", "b"],
      ["w2", "b"],
    ]);
  });
});

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

describe("rules 25 and 26: values", () => {
  it("25: decimals keep their places", () => {
    const a = constant(decimal(2), "-5");
    const b = constant(decimal(1), "25");
    expect(dataOf(a)).toBe("-0.05");
    expect(dataOf(binary("add", a, b, decimal(2)))).toBe("2.45");
    expect(dataOf(binary("multiply", a, b, decimal(3)))).toBe("-0.125");
    expect(dataOf(compare(constant(decimal(2), "250"), "=", b))).toBe("true");
  });

  it("25: exact up to 38 digits", () => {
    const most = "9".repeat(38);
    expect(dataOf(constant(integer, most))).toBe(most);
    expect(dataOf(binary("add", constant(integer, most), int(1)))).toBe("fails");
    expect(dataOf(binary("subtract", int(`-${most}`), int(1)))).toBe("fails");
  });

  it("25: rounding goes half away from zero, of numbers by their exact binary value", () => {
    const round = (value: Expression, places: number) =>
      dataOf(call("round", decimal(places), value, int(places)));
    expect(round(constant(decimal(3), "2345"), 2)).toBe("2.35");
    expect(round(constant(decimal(3), "-2345"), 2)).toBe("-2.35");
    // the double 1.005 is a little less than 1.005
    expect(round(constant(number, 1.005), 2)).toBe("1.00");
    expect(round(constant(number, 0.125), 2)).toBe("0.13");
    expect(dataOf(binary("roundedQuotient", int(-10), int(4), integer))).toBe("-3");
    expect(dataOf(binary("roundedQuotient", int(10), constant(decimal(1), "30"), decimal(2)))).toBe(
      "3.33",
    );
  });

  it("25: numbers are doubles; NaN, infinities and division by zero fail", () => {
    const n = (value: number) => constant(number, value);
    expect(dataOf(binary("add", n(0.1), n(0.2)))).toBe("0.30000000000000004");
    expect(dataOf(binary("multiply", n(1e200), n(1e200)))).toBe("fails");
    expect(dataOf(binary("divide", n(1), n(0)))).toBe("fails");
    expect(dataOf(binary("multiply", n(-1), n(0)))).toBe("0");
    expect(dataOf(call("number", number, constant(decimal(2), "995")))).toBe("9.95");
  });

  it("26: and, or, or else and the conditional stop as soon as they are decided", () => {
    const or: Expression = { op: "or", type: boolean, left: always, right: failingGuard };
    const and: Expression = { op: "and", type: boolean, left: never, right: failingGuard };
    const orElse: Expression = { op: "orElse", type: integer, left: int(1), right: failing };
    const missing: Expression = { op: "orElse", type: text, left: field("f"), right: say("none") };
    const known: Expression = { op: "isKnown", type: boolean, operand: field("f") };
    const choice: Expression = {
      op: "if",
      type: integer,
      condition: always,
      // biome-ignore lint/suspicious/noThenProperty: the automaton's word
      then: int(2),
      otherwise: failing,
    };
    expect([or, and, orElse, missing, known, choice].map(dataOf)).toEqual([
      "true",
      "false",
      "1",
      '"none"',
      "false",
      "2",
    ]);
  });
});

describe("rules 27 to 31: outputs, order, watermarks", () => {
  it("27: the whole line, encoded ids, k, with event", () => {
    const automaton = pattern({
      pattern: "att",
      states: [
        state("s", {
          transitions: [
            on("a", [tell("x"), emit("hot", { what: say("ä\n"), gone: field("no") }, true)]),
          ],
        }),
      ],
      outputs: [output("said", { what: text }), output("hot", { what: text, gone: text }, "alert")],
    });
    const one = event(1704067200000, "a", {}, "a b,c~d/ü");
    if (one.kind !== "event") throw new Error();
    const result = run(automaton, {
      ...one,
      event: {
        ...one.event,
        members: () => [
          ["what", '"shadowed"'],
          ["n", "1.50"],
          ["gone", "null"],
        ],
      },
    });
    expect(result.lines[1]).toBe(
      '{"id":"att/k/a%20b%2Cc%7Ed%2F%C3%BC/hot/1","pattern":"att","version":"f","output":"hot","kind":"alert","key":"k","session":"att/k/a%20b%2Cc%7Ed%2F%C3%BC","time":"2024-01-01T00:00:00.000Z","causes":["a b,c~d/ü"],"data":{"what":"ä\\n","n":1.50,"gone":null}}',
    );
  });

  it("28: causes are direct writers of what is named, in the order of stepping, each once", () => {
    const n = register("n");
    const m = register("m");
    const automaton = pattern({
      states: [
        state("s", {
          transitions: [
            on("n", [assign("n", int(1))]),
            on("m", [assign("m", n)]),
            on("q", [pushQ]),
            on("both", [
              emit("count", {
                n: {
                  op: "if",
                  type: integer,
                  condition: never,
                  // biome-ignore lint/suspicious/noThenProperty: the automaton's word
                  then: n,
                  otherwise: m,
                },
              }),
            ]),
            on("guarded", [tell("x")], { if: compare(termOfTop, "=", say("t")) }),
            on("depth", [emit("count", { n: depth })]),
          ],
        }),
      ],
      registers: [remember("n", integer, "0"), remember("m", integer, "0")],
    });
    const result = run(
      automaton,
      event(0, "both", {}, "e0"),
      event(1, "n", {}, "e1"),
      event(2, "m", {}, "e2"),
      event(3, "both", {}, "e3"),
      event(4, "q", { term: "t" }, "e4"),
      event(5, "guarded", {}, "e5"),
      event(6, "depth", {}, "e6"),
    );
    expect(parsed(result).map((line) => line.causes)).toEqual([
      ["e0"],
      ["e1", "e2", "e3"],
      ["e4", "e5"],
      ["e6"],
    ]);
  });

  it("30: a watermark decides when, never what", () => {
    const automaton = pattern({
      states: [
        state("s", {
          transitions: [on("a", [tell("a")])],
          timers: [timer("after", 100, [tell("t")])],
          onEnd: [atEnd([tell("end")])],
        }),
      ],
    });
    const without = run(automaton, event(0, "a"), event(500, "a"), end);
    const withOne = run(
      automaton,
      event(0, "a"),
      watermark(99),
      watermark(100),
      event(500, "a"),
      watermark(1500),
      watermark(1501),
      end,
    );
    expect(said(without)).toEqual(["a@0", "t@100", "a@500", "end@1500"]);
    expect(said(withOne)).toEqual(said(without));
    expect(run(automaton, event(0, "a"), watermark(1000)).counts.sessionsEnded).toBe(0);
    expect(run(automaton, event(0, "a"), watermark(1001)).counts.sessionsEnded).toBe(1);
  });

  it("31: a late event whose session has ended begins one at its own time", () => {
    const automaton = pattern({
      states: [
        state("s", {
          transitions: [on("a", [tell("a")])],
          onEnd: [atEnd([tell("end")])],
        }),
      ],
    });
    const late = event(200, "a");
    if (late.kind !== "event") throw new Error();
    const result = run(
      automaton,
      event(0, "a"),
      watermark(1001),
      { ...late, behindWatermark: true },
      watermark(1201),
    );
    expect(said(result)).toEqual(["a@0", "end@1000", "a@200", "end@1200"]);
    expect(result.counts).toMatchObject({ late: 1, sessionsBegun: 2, sessionsEnded: 2 });
  });

  it("30: the same outputs with any watermark or none, in any mix of lanes, timers and ends", () => {
    let seed = 7;
    const upTo = (n: number): number => {
      seed = (seed * 48271) % 2147483647;
      return seed % n;
    };
    const told = (what: string) => emit("count", { n: depth, what: say(what) });
    for (let round = 0; round < 150; round++) {
      const shared = round % 2 === 0;
      const automaton = pattern({
        lanes: { fields: [{ name: "product", type: text }], limit: null },
        session: { gap: 40 + upTo(40), max: upTo(2) === 0 ? null : 90, shared },
        stack: kinds({ limit: 2, overflow: { kind: "drop oldest" } }, 15),
        outputs: [output("count", { n: integer, what: text })],
        states: [
          state("s", {
            group: "g",
            transitions: [
              on("a", [pushQ, told("s")], { to: "t" }),
              on("b", [told("b"), endSession]),
            ],
            timers: [timer("after", 1 + upTo(30), [told("after")], { to: "t" })],
          }),
          state("t", {
            group: "g",
            transitions: [on("a", [pop, told("pop")]), on("b", [push("m")], { to: "s" })],
            timers: [
              timer("idle", 1 + upTo(20), [told("idle")]),
              timer("within", 1 + upTo(20), [push("m"), told("within")], { to: "s" }),
            ],
          }),
        ],
        groups: [group("g", { timers: [timer("within", 30, [told("g")]), timer("idle", 20, [])] })],
        onEnd: [atEnd([told("end")])],
      });
      const plain: Input[] = [];
      const watched: Input[] = [];
      let now = 0;
      for (let i = 0; i < 25; i++) {
        const next = now + upTo(20);
        for (let w = now; w <= next; w++) if (upTo(3) === 0) watched.push(watermark(w));
        now = next;
        const product = ["p1", "p2", undefined][upTo(3)];
        const one = event(now, ["a", "b", "c"][upTo(3)]!, { term: "x", product });
        plain.push(one);
        watched.push(one);
      }
      const without = run(automaton, ...plain, end);
      const withThem = run(automaton, ...watched, end);
      expect(withThem.lines).toEqual(without.lines);
      expect(withThem.counts).toEqual(without.counts);
      const ids = parsed(without).map((line) => line.id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });
});
