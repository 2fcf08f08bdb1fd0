import { describe, expect, it } from "vitest";
import {
  assign,
  atEnd,
  compare,
  depth,
  emit,
  end,
  endSession,
  event,
  field,
  group,
  int,
  integer,
  kinds,
  on,
  output,
  parsed,
  pattern,
  pop,
  push,
  register,
  remember,
  run,
  said,
  say,
  state,
  tell,
  text,
  timer,
  watermark,
} from "../literal.ts";
import type { Input } from "../oracle.ts";
import { never, pushQ, termOfTop } from "./pieces.ts";

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
