import { describe, expect, it } from "vitest";
import type { Automaton } from "../../../src/automaton/automaton.ts";
import {
  assign,
  atEnd,
  binary,
  emit,
  end,
  event,
  int,
  integer,
  on,
  parsed,
  pattern,
  register,
  remember,
  run,
  said,
  state,
  tell,
  text,
  timer,
} from "../literal.ts";

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
