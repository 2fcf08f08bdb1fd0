import { describe, expect, test } from "vitest";
import { pattern } from "./life.ts";

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
