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

describe("where a session ends", () => {
  const limited = pattern(
    `
    session gap 10m max 25m
    stack page depth 3 drop oldest
    remember n: integer = 0
    emits over { by: text, events: integer, at: time, state: text, depth: integer, n: integer }
    start a
    state a {
      on go -> b { push page  n = n + 1 }
      on end { emit over { by: ended by, events: session.events, at, state: "a", depth, n } }
    }
    state b {
      on stop -> a
      on end { emit over { by: ended by, events: session.events, at, state: "b", depth, n } }
    }`,
  );

  test("rule 9: the last instant of the gap belongs to the session", () => {
    limited.lives(`
      at 0s look
      at 10m look
      at 20m
      at 20m1ms => over { by: "gap", events: 2, at: "2024-01-01T00:20:00Z" }
      ends without session`);
  });

  test("rule 9: an event one millisecond behind the gap begins the next session", () => {
    limited.lives(`
      at 0s look
      at 10m1ms look => over { by: "gap", events: 1, at: "2024-01-01T00:10:00Z" }
      at end => over { events: 1, at: "2024-01-01T00:20:00.001Z" }`);
  });

  test("rule 9: the maximum ends a session that never rests; its last instant belongs to it", () => {
    limited.lives(`
      at 0s look
      at 8m look
      at 16m look
      at 24m look
      at 25m look
      at 25m1ms look => over { by: "max", events: 5, at: "2024-01-01T00:25:00Z" }`);
  });

  test("rule 9: gap and maximum at one instant are the gap", () => {
    limited.lives(`
      at 0s look
      at 8m look
      at 15m look
      at end => over { by: "gap", events: 3, at: "2024-01-01T00:25:00Z" }`);
  });

  test("rule 9: an event behind the latest moves neither end", () => {
    limited.lives(`
      at 10m look
      at 3m look
      at 20m1ms => over { by: "gap", events: 2, at: "2024-01-01T00:20:00Z" }`);
  });

  test("rule 9: a first event that is followed by earlier ones keeps its start for the maximum", () => {
    limited.lives(`
      at 10m look
      at 1s look
      at 19m look
      at 28m look
      at 35m look
      at 35m1ms => over { by: "max", events: 5, at: "2024-01-01T00:35:00Z" }`);
  });

  test("rule 9: a timer is no activity", () => {
    pattern(`
      session gap 10m
      emits rang
      emits over { at: time, latest: time }
      start a
      state a { after 4m -> b { emit rang } }
      state b { after 4m -> a { emit rang } }
      on end { emit over { at, latest: session.latest } }`).lives(`
      at 0s go
      at end => rang, rang, over { at: "2024-01-01T00:10:00Z", latest: "2024-01-01T00:00:00Z" }`);
  });

  test("rule 9: the next session begins in the start state, with an empty stack and first values", () => {
    limited.lives(`
      at 0s go
      ends in b, stack page
      at 10m1ms look => over { state: "b", depth: 1, n: 1 }
      ends in a, stack empty
      at end => over { state: "a", depth: 0, n: 0 }`);
  });

  test("rule 9: expire after has a gap and no maximum", () => {
    pattern(`
      expire after 10m
      emits over { by: text, events: integer }
      start a
      state a { }
      on end { emit over { by: ended by, events: session.events } }`).lives(`
      at 0s go
      at 10m go
      at 20m go
      at 30m go
      at 40m
      at 40m1ms => over { by: "gap", events: 4 }`);
  });
});

describe("one instant", () => {
  const meeting = pattern(
    `
    session gap 10m
    stack page expires 10m depth 3 refuse
    emits told { what: text, frames: integer }
    start a
    state a {
      on go { push page }
      on stop { emit told { what: "event", frames: depth } }
      within 10m else { emit told { what: "within", frames: depth } }
      after 10m { emit told { what: "after", frames: depth } }
      after 10m idle { emit told { what: "idle", frames: depth } }
    }
    on end { emit told { what: "end", frames: depth } }`,
  );

  test("rule 10: after and idle, then events, then within, then the end", () => {
    meeting.lives(`
      at 0s go
      at 9m59s999ms
      at 10m stop => told { what: "after" }, told { what: "idle" }, told { what: "event", frames: 1 }
      at 10m1ms => told { what: "within", frames: 1 }`);
  });

  test("rule 10: the end still sees the frames that see their last instant", () => {
    const { outputs } = meeting.lives(`
      at 0s go
      at end => told { what: "after" }, told { what: "idle" }, told { what: "within" }, told { what: "end" }`);
    expect(outputs.map(({ data }) => (data as { frames: number }).frames)).toEqual([1, 1, 1, 1]);
  });

  test("rule 10: what is due before an event happens before it, at its own instant", () => {
    const { outputs } = pattern(`
      session gap 30m
      emits told { what: text, at: time, now: time }
      start a
      state a {
        on go { emit told { what: "go", at, now } }
        after 10m -> b { emit told { what: "first", at, now } }
      }
      state b {
        on stop { emit told { what: "stop", at, now } }
        within 5m else { emit told { what: "second", at, now } }
      }`).lives(`
      at 0s go => told
      at 20m stop => told { what: "first", at: "2024-01-01T00:10:00Z", now: "2024-01-01T00:10:00Z" }, told { what: "second", at: "2024-01-01T00:15:00Z", now: "2024-01-01T00:15:00Z" }, told { what: "stop", at: "2024-01-01T00:20:00Z" }`);
    expect(outputs.map(({ time }) => time)).toEqual([
      "2024-01-01T00:00:00.000Z",
      "2024-01-01T00:10:00.000Z",
      "2024-01-01T00:15:00.000Z",
      "2024-01-01T00:20:00.000Z",
    ]);
  });

  const revealing = pattern(
    `
    session gap 1h
    ignore stop
    remember sum: integer = 0
    emits rang
    start a
    state a {
      on add { sum = round(1 / plus, 0) }
      after 10m { emit rang }
    }`,
  );

  test("rule 10: an ignored event reveals nothing", () => {
    revealing.lives(`
      at 0s go
      at 20m stop => nothing
      at 20m go => rang`);
  });

  test("rule 10: a failing event reveals what is due before it, and that stands", () => {
    const { dead, outputs } = revealing.lives(`
      at 0s go
      at 20m add { plus: 0 } => fails
      at 20m go => nothing`);
    expect(outputs).toHaveLength(1);
    expect(dead).toHaveLength(1);
  });
});

describe("the end", () => {
  const ending = pattern(`
    session gap 10m max 1h
    remember n: integer = 0
    emits over { where: text, by: text, n: integer, at: time, now: time }
    start a
    group outer {
      on end if n > 1 { emit over { where: "outer", by: ended by, n, at, now } }
      group inner {
        on end if n > 2 { emit over { where: "inner", by: ended by, n, at, now } }
        state a {
          on go { n = n + 1 }
          on stop { end session }
          on add -> b { n = n + 10  end session }
          on end if n > 3 { emit over { where: "a", by: ended by, n, at, now } }
        }
        state b {
          on end if n = 0 { emit over { where: "never", by: ended by, n, at, now } }
        }
      }
    }
    afterwards on stop, add { n = n + 1 }
    on end { emit over { where: "pattern", by: ended by, n, at, now } }`);

  test.each([
    [0, "pattern"],
    [1, "pattern"],
    [2, "outer"],
    [3, "inner"],
    [4, "a"],
  ])("rule 11: the first that fits, state, groups, pattern: after %i", (times, where) => {
    const lines = Array.from({ length: times }, () => "at 0s go").join("\n");
    ending.lives(`at 0s look
      ${lines}
      at end => over { where: "${where}", by: "gap", n: ${times} }`);
  });

  test("rule 11: end session takes effect after afterwards, at the same now and at", () => {
    ending.lives(`
      at 0s go
      at 5m stop => over { where: "outer", by: "pattern", n: 2, at: "2024-01-01T00:05:00Z" }
      ends without session`);
  });

  test("rule 11: the end sees the final configuration", () => {
    ending.lives(`
      at 0s add { plus: 1 } => over { where: "inner", n: 11 }`);
  });

  test("rule 11: a late event that ends the session has its own at, and the clock's now", () => {
    ending.lives(`
      at 5m go
      at 3m stop => over { where: "outer", at: "2024-01-01T00:03:00Z", now: "2024-01-01T00:05:00Z" }`);
  });

  test("rule 11: a failing on end leaves the step before it standing, and the session ends", () => {
    const { dead, counts } = pattern(`
      session gap 10m
      remember n: integer = 0
      emits told
      emits over { n: integer }
      start a
      state a {
        on go { emit told  end session }
      }
      on end { emit over { n: round(1 / n, 0) } }`).lives(`
      at 0s go => fails
      ends without session`);
    expect(dead).toEqual(["due end @1704067200000"]);
    expect(counts).toMatchObject({ taken: 1, failed: 0, dueFailed: 1, sessionsEnded: 1 });
  });

  test("rule 11: a timer may end the session", () => {
    pattern(`
      session gap 10m
      emits over { by: text, at: time }
      start a
      state a { after 3m { end session } }
      on end { emit over { by: ended by, at } }`).lives(`
      at 0s go
      at 2m go
      at 4m => over { by: "pattern", at: "2024-01-01T00:03:00Z" }
      ends without session`);
  });
});

describe("what every step knows", () => {
  const knowing = pattern(`
    session gap 10m
    emits told { who: text, id: text, start: time, latest: time, events: integer }
    start a
    state a {
      on go {
        emit told { who: key, id: session.id, start: session.start, latest: session.latest, events: session.events }
      }
      on add {
        emit told {
          who: key, id: session.id, start: session.start, latest: session.latest
          events: session.events + round(0 / plus, 0)
        }
      }
      after 5m {
        emit told { who: key, id: session.id, start: session.start, latest: session.latest, events: session.events }
      }
    }`);

  test("rule 12: the event at hand is included, in event steps and due ones", () => {
    knowing.lives(
      `
      at 0s go { who: "é" } => told { who: "é", id: "p/%C3%A9/scenario#1", events: 1 }`,
    );
    knowing.lives(`
      at 0s go => told { start: "2024-01-01T00:00:00Z", latest: "2024-01-01T00:00:00Z", events: 1 }
      at 2m go => told { start: "2024-01-01T00:00:00Z", latest: "2024-01-01T00:02:00Z", events: 2 }
      at 1m go => told { start: "2024-01-01T00:00:00Z", latest: "2024-01-01T00:02:00Z", events: 3 }
      at 6m => told { latest: "2024-01-01T00:02:00Z", events: 3 }`);
  });

  test("rule 12: the session's id is that of its first event that counted", () => {
    knowing.lives(`
      at 0s add { plus: 0 } => fails
      at 1m add { plus: 1 } => told { id: "p/scenario/scenario#2", start: "2024-01-01T00:01:00Z", events: 1 }
      at 2m go => told { id: "p/scenario/scenario#2", events: 2 }`);
  });
});
