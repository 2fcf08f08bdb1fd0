import { describe, expect, test, vi } from "vitest";
import { feed } from "../../../src/machine/visitor.ts";
import { SCENARIO_START } from "../../../src/stream/scenario-run.ts";
import { pattern } from "./life.ts";

describe("determinism", () => {
  const scoring = pattern(`
    session gap 30m
    stack word { what: text }
    remember weight: number = 0
    emits seen { what: text, weight: number, hour: integer, after: boolean }
    start a
    state a {
      on say {
        weight = weight + halving(since(session.start), 7m)
        replace word { what: lower(what) }
        emit seen {
          what: top.what, weight, hour: hour(at, "Europe/Berlin"), after: what > "\\uffff"
        }
      }
    }`);

  test("rule 5: a step is a function: neither time nor chance nor the engine's tables are asked", () => {
    const forbidden = [
      vi.spyOn(Date, "now"),
      vi.spyOn(Math, "random"),
      vi.spyOn(Math, "pow"),
      vi.spyOn(Math, "exp"),
      vi.spyOn(String.prototype, "localeCompare"),
      vi.spyOn(String.prototype, "toLocaleLowerCase"),
      vi.spyOn(Intl, "DateTimeFormat"),
    ];
    try {
      const event = (n: number) => ({
        ...{ key: "k", time: SCENARIO_START + n * 60_000, name: "say", id: `e#${n}` },
        ...{ fields: { what: `ÄB${n}` }, members: () => [] },
      });
      const later = event(2);
      const first = feed(scoring.machine, null, event(1), false);
      const before = JSON.stringify(first.visitor);
      const second = feed(scoring.machine, first.visitor, later, false);
      const again = feed(scoring.machine, first.visitor, later, false);
      expect(again).toEqual(second);
      expect(second.outputs).toHaveLength(1);
      expect(JSON.stringify(first.visitor)).toBe(before);
      for (const spy of forbidden) expect(spy).not.toHaveBeenCalled();
    } finally {
      vi.restoreAllMocks();
    }
  });

  test("rule 5: text is compared by code point, not by the engine's units", () => {
    scoring.lives(`
      at 0s say { what: "\\ue000" } => seen { what: "\\ue000", after: false, weight: 1, hour: 1 }
      at 0s say { what: "🙂" } => seen { after: true, weight: 2 }`);
  });

  test("rule 5: a half-life is exactly a half", () => {
    scoring.lives(`
      at 0s say { what: "a" } => seen { weight: 1 }
      at 7m say { what: "b" } => seen { weight: 1.5 }
      at 14m say { what: "c" } => seen { weight: 1.75 }`);
  });
});

describe("the clock", () => {
  const clock = pattern(`
    session gap 30m
    emits told { at: time, now: time, since: duration }
    emits rang { at: time, now: time, latest: time }
    start a
    state a {
      on go { emit told { at, now, since: since(at) } }
      after 10m { emit rang { at, now, latest: session.latest } }
    }`);

  test("rule 7: now is the greater of the event's time and the clock; at is the event's own", () => {
    clock.lives(`
      at 5m go => told { at: "2024-01-01T00:05:00Z", now: "2024-01-01T00:05:00Z", since: 0s }
      at 3m go => told { at: "2024-01-01T00:03:00Z", now: "2024-01-01T00:05:00Z", since: 2m }
      at 4m go => told { at: "2024-01-01T00:04:00Z", now: "2024-01-01T00:05:00Z", since: 1m }`);
  });

  test("rule 7: a due step moves the clock to its instant", () => {
    clock.lives(`
      at 0s go => told
      at 12m => rang { at: "2024-01-01T00:10:00Z", now: "2024-01-01T00:10:00Z", latest: "2024-01-01T00:00:00Z" }
      at 5m go => told { at: "2024-01-01T00:05:00Z", now: "2024-01-01T00:10:00Z" }`);
  });

  test.each([
    ["did not fit", "after 10m if session.events > 99 { n = 1 }"],
    ["failed", "after 10m { n = 1 / (n - n) }"],
  ])("rule 7: also a due step that %s moves the clock", (_, timer) => {
    pattern(`
      session gap 30m
      remember n: number = 0
      emits told { now: time }
      start a
      state a {
        on go { emit told { now } }
        ${timer}
      }`).lives(`
      at 0s go => told { now: "2024-01-01T00:00:00Z" }
      at 5m => nothing
      at 4m go => told { now: "2024-01-01T00:04:00Z" }
      at 10m1ms${timer.includes("/") ? " => fails" : ""}
      at 5m go => told { now: "2024-01-01T00:10:00Z" }`);
  });

  test("rule 7: timers, births and ages of a late event count from now, not from its own time", () => {
    pattern(`
      session gap 2h
      stack page expires 10m
      emits old { age: duration }
      emits rang { at: time }
      start a
      state a {
        on go -> b { push page }
      }
      state b {
        on stop if top is known { emit old { age: age(top) } }
        after 15m -> a { clear emit rang { at } }
      }`).lives(`
      at 20m stop
      at 5m go
      at 30m stop => old { age: 10m }
      at 30m1ms stop
      at 34m59s999ms
      at 35m => rang { at: "2024-01-01T00:35:00Z" }`);
  });
});

describe("what counts", () => {
  const counting = pattern(
    `
    session gap 10m
    ignore stop, undeclared
    emits told { events: integer, latest: time }
    emits over { events: integer, start: time, latest: time }
    start a
    state a {
      on go { emit told { events: session.events, latest: session.latest } }
      on add { emit told { events: session.events + round(0 / plus, 0), latest: session.latest } }
    }
    on end { emit over { events: session.events, start: session.start, latest: session.latest } }`,
  );

  test("rule 8: an event that nothing takes begins a session and is activity", () => {
    counting.lives(`
      at 0s say { what: "x" }
      at 10m look
      at 20m go => told { events: 3 }
      at end => over { start: "2024-01-01T00:00:00Z", latest: "2024-01-01T00:20:00Z" }`);
  });

  test("rule 8: an ignored event begins nothing, is no activity, and moves no clock", () => {
    const { counts } = counting.lives(`
      at 0s stop
      ends without session
      at 1m go => told { events: 1 }
      at 9m stop
      at 9m undeclared
      at 2m go => told { events: 2, latest: "2024-01-01T00:02:00Z" }
      at 12m => nothing
      at 12m1ms => over { events: 2 }`);
    expect(counts).toMatchObject({ handedOn: 5, ignored: 3, stepped: 2, late: 0 });
  });

  test("rule 8: an undeclared record counts where it is not ignored", () => {
    pattern(`
      session gap 10m
      emits over { events: integer }
      start a
      state a { }
      on end { emit over { events: session.events } }`).lives(`
      at 0s undeclared
      at 10m undeclared
      at end => over { events: 2 }`);
  });

  test("rule 8: an event whose step fails begins no session and is no activity", () => {
    const { counts } = counting.lives(`
      at 0s add { plus: 0 } => fails
      ends without session
      at 1m go => told { events: 1 }
      at 9m add { plus: 0 } => fails
      at 5m go => told { events: 2, latest: "2024-01-01T00:05:00Z" }
      at end => over { events: 2, start: "2024-01-01T00:01:00Z", latest: "2024-01-01T00:05:00Z" }`);
    expect(counts).toMatchObject({ failed: 2, taken: 2, late: 0, sessionsBegun: 1 });
  });
});
