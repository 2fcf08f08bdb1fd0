import { describe, expect, test } from "vitest";
import { pattern } from "./life.ts";

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
