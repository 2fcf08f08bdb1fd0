import { describe, expect, test } from "vitest";
import { pattern } from "./life.ts";

describe("after and within", () => {
  const timing = pattern(`
    session gap 3h
    emits rang { which: text, at: time }
    start a
    group outer {
      after 20m { emit rang { which: "outer", at } }
      within 20m else { emit rang { which: "outer within", at } }
      state a {
        on go -> b
        on stop -> c
        after 10m { emit rang { which: "a", at } }
      }
      state b {
        on go -> a
        on look -> b
        after 10m if session.events > 2 { emit rang { which: "b", at } }
      }
    }
    state c {
      on stop -> a
      after 5m -> d { emit rang { which: "c", at } }
    }
    state d {
      within 5m else -> e { emit rang { which: "d", at } }
    }
    state e { }`);

  test("rule 23: a state's timer is armed when it is entered, due once, and disarmed when it is left", () => {
    timing.lives(`
      at 0s look
      at 10m => rang { which: "a" }
      at 19m => nothing
      at 19m go
      at 19m30s go
      at 29m30s => rang { which: "outer", at: "2024-01-01T00:20:00Z" }, rang { which: "outer within" }, rang { which: "a", at: "2024-01-01T00:29:30Z" }`);
  });

  test("rule 23: a group's is armed from outside only; moves inside do not touch it", () => {
    timing.lives(`
      at 0s go
      at 8m go
      at 15m look
      at 16m go
      at 20m => rang { which: "outer" }
      at 20m1ms => rang { which: "outer within", at: "2024-01-01T00:20:00Z" }`);
  });

  test("rule 23: a group that is left and entered again has its timers armed anew", () => {
    timing.lives(`
      at 0s stop
      at 1m stop
      at 20m30s => rang { which: "a", at: "2024-01-01T00:11:00Z" }
      at 21m => rang { which: "outer", at: "2024-01-01T00:21:00Z" }`);
  });

  test("rule 23: naming the state itself arms its own timers anew, not its group's", () => {
    timing.lives(`
      at 0s go
      at 9m look
      at 18m look
      at 20m => rang { which: "outer" }
      at 28m => rang { which: "outer within" }, rang { which: "b", at: "2024-01-01T00:28:00Z" }`);
  });

  test("rule 23: tested once and spent, fitting or not", () => {
    timing.lives(`
      at 0s go
      at 10m => nothing
      at 10m look
      at 10m look
      at 15m => nothing`);
  });

  test("rule 23: a state entered by a timer is entered at that instant", () => {
    timing.lives(`
      at 0s stop
      at 10m1ms => rang { which: "c", at: "2024-01-01T00:05:00Z" }, rang { which: "d", at: "2024-01-01T00:10:00Z" }
      ends in e`);
  });

  test("rule 23: a late event arms timers at now", () => {
    timing.lives(`
      at 30m look
      at 10m stop
      at 34m59s => nothing
      at 35m => rang { which: "c", at: "2024-01-01T00:35:00Z" }`);
  });

  test("rule 23: a window includes its last instant, one millisecond later is too late", () => {
    const paying = pattern(`
      expire after 100d
      emits told { which: text }
      start open
      state open {
        on pay -> paid { emit told { which: "in time" } }
        within 60d else -> late { emit told { which: "overdue" } }
      }
      state paid { }
      state late { on pay -> paid { emit told { which: "too late" } } }`);
    paying.lives(`
      at 0s go
      at 60d pay { amount: 1 } => told { which: "in time" }`);
    paying.lives(`
      at 0s go
      at 60d1ms pay { amount: 1 } => told { which: "overdue" }, told { which: "too late" }`);
    paying.lives(`
      at 0s go
      at 60d => nothing
      at 60d1ms => told { which: "overdue" }`);
  });

  test("rule 23: after comes before the events of its instant, within after them", () => {
    pattern(`
      session gap 1h
      emits told { which: text }
      start a
      state a {
        on go { emit told { which: "go" } }
        after 10m -> b { emit told { which: "after" } }
      }
      state b { on go { emit told { which: "go in b" } } }`).lives(`
      at 0s go => told { which: "go" }
      at 10m go => told { which: "after" }, told { which: "go in b" }`);
  });
});

describe("idle", () => {
  const idling = pattern(`
    session gap 3h
    ignore stop
    emits silent { where: text, at: time }
    start a
    group outer {
      after 30m idle { emit silent { where: "outer", at } }
      state a {
        on go -> b
        after 10m idle { emit silent { where: "a", at } }
        after 4m { emit silent { where: "just a timer", at } }
      }
      state b {
        on add { n = round(1 / plus, 0) }
        after 10m idle -> a { emit silent { where: "b", at } }
      }
    }
    remember n: integer = 0`);

  test("rule 23: idle is due after the latest counted event, then rests until the next", () => {
    idling.lives(`
      at 0s look
      at 4m => silent { where: "just a timer" }
      at 6m look
      at 15m => nothing
      at 16m => silent { where: "a", at: "2024-01-01T00:16:00Z" }
      at 30m => nothing
      at 31m undeclared
      at 41m => silent { where: "a", at: "2024-01-01T00:41:00Z" }`);
  });

  test("rule 23: a group's idle counts every event stepped inside", () => {
    idling.lives(`
      at 0s look
      at 4m => silent { where: "just a timer" }
      at 5m go
      at 34m59s => silent { where: "b", at: "2024-01-01T00:15:00Z" }, silent { where: "just a timer" }, silent { where: "a", at: "2024-01-01T00:25:00Z" }
      at 35m => silent { where: "outer", at: "2024-01-01T00:35:00Z" }`);
  });

  test("rule 23: ignored and failing events do not restart it", () => {
    idling.lives(`
      at 0s go
      at 5m stop
      at 6m add { plus: 0 } => fails
      at 10m => silent { where: "b", at: "2024-01-01T00:10:00Z" }`);
  });

  test("rule 23: a late event restarts it at now, the session's clock", () => {
    idling.lives(`
      at 10m go
      at 3m look
      at 19m => nothing
      at 20m => silent { where: "b", at: "2024-01-01T00:20:00Z" }`);
  });

  test("rule 23: its output's trigger is the event that restarted it last", () => {
    const { outputs } = idling.lives(`
      at 0s go
      at 5m look
      at 15m => silent { where: "b" }`);
    expect(outputs.map(({ id }) => id)).toEqual([
      `p/scenario/log#2~b.1~${Date.UTC(2024, 0, 1, 0, 15)}/silent/1`,
    ]);
    expect(outputs.map(({ causes }) => causes)).toEqual([["log#2"]]);
  });
});

describe("several at one instant", () => {
  test("rule 23: own timers, then groups inside out, in written order", () => {
    pattern(`
      session gap 1h
      emits rang { which: text }
      start a
      group outer {
        after 10m { emit rang { which: "outer" } }
        group inner {
          after 10m { emit rang { which: "inner 1" } }
          after 10m idle { emit rang { which: "inner 2" } }
          state a {
            within 10m else { emit rang { which: "own within" } }
            after 10m { emit rang { which: "own 2" } }
            after 10m { emit rang { which: "own 3" } }
          }
        }
      }`).lives(`
      at 0s go
      at 10m1ms => rang { which: "own 2" }, rang { which: "own 3" }, rang { which: "inner 1" }, rang { which: "inner 2" }, rang { which: "outer" }, rang { which: "own within" }`);
  });

  test("rule 23: the start state's timers are armed when the session begins, before its first event", () => {
    const { outputs } = pattern(`
      session gap 1h
      emits rang { at: time }
      start a
      group outer {
        after 10m { emit rang { at } }
        state a { on go -> b }
        state b { }
      }`).lives(`
      at 0s go
      at 5m look
      at 10m => rang { at: "2024-01-01T00:10:00Z" }`);
    expect(outputs[0]!.id).toContain("/log#1~outer.1~");
  });

  test("rule 23: a timer that leaves the state disarms the others of its instant", () => {
    pattern(`
      session gap 1h
      emits rang { which: text }
      start a
      state a {
        after 10m -> b { emit rang { which: "first" } }
        after 10m { emit rang { which: "second" } }
      }
      state b { after 10m -> a }`).lives(`
      at 0s go
      at 10m => rang { which: "first" }`);
  });
});

describe("too many", () => {
  const spinning = pattern(`
    session gap 30d
    remember n: integer = 0
    emits over { n: integer }
    emits told { n: integer }
    start a
    state a {
      after 1ms -> a { n = n + 1 }
      on look { emit told { n } }
    }
    on end { emit over { n } }`);

  test("rule 24: the 10,001st due timer is not taken; the session ends there without on end", () => {
    const { dead, counts, outputs } = spinning.livesLong(`
      at 0s go
      at 1h => fails
      ends without session
      at 1h look => told { n: 0 }`);
    expect(dead).toEqual([`stalled a.1 @${Date.UTC(2024, 0, 1) + 10_001}`]);
    expect(counts).toMatchObject({
      stalled: 1,
      dueSteps: 10_000,
      sessionsEnded: 1,
      sessionsBegun: 2,
    });
    expect(outputs).toHaveLength(1);
  });

  test("rule 24: an event at hand begins a new session; a counted event starts the count anew", () => {
    const { dead } = spinning.livesLong(`
      at 0s go
      at 5s look => told { n: 5000 }
      at 16s look => fails
      ends in a`);
    expect(dead).toEqual([`stalled a.1 @${Date.UTC(2024, 0, 1) + 15_001}`]);
  });
});
