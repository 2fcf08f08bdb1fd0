import { describe, expect, test } from "vitest";
import { pattern } from "./life.ts";

const rules = `
  emits seen { product: text, events: integer }
  emits rang { product: text, who: text, at: time }
  emits over { product: text, events: integer }
  start a
  state a {
    on look { emit seen { product, events: session.events } }
    after 10m -> b { emit rang { product, who: key, at } }
  }
  state b { within 2m else { emit rang { product, who: key, at } } }
  on end { emit over { product, events: session.events } }`;

describe("lanes with sessions of their own", () => {
  const own = pattern(`by who, product  session gap 20m${rules}`);

  test("rule 6: one automaton per pair, each with its own session", () => {
    const { outputs } = own.lives(`
      at 0s look { product: "p1" } => seen { product: "p1", events: 1 }
      at 5m look { product: "p2" } => seen { product: "p2", events: 1 }
      at 6m look { product: "p1" } => seen { product: "p1", events: 2 }
      at 6m look { product: "p1", who: "other" } => seen { product: "p1", events: 1 }`);
    expect(outputs.map(({ key, lane, session }) => [key, lane, session])).toContainEqual([
      "scenario",
      "p2",
      "p/scenario,p2/log#2",
    ]);
  });

  test("rule 6: an event without a product touches nothing and reveals nothing", () => {
    const { counts } = own.lives(`
      at 0s look { product: "p1" } => seen
      at 11m look => nothing
      at 11m go => nothing
      at 11m undeclared => nothing
      at 5m look { product: "p1" } => seen { events: 2 }
      at 11m look { product: "p1" } => rang { at: "2024-01-01T00:10:00Z" }`);
    expect(counts).toMatchObject({ laneless: 3, stepped: 3, late: 0 });
  });

  test("rule 6: an event makes due what is due before it in all lanes, by instant", () => {
    own.lives(`
      at 0s look { product: "p1" } => seen
      at 1m look { product: "p2" } => seen
      at 14m look { product: "p3" } => rang { product: "p1", at: "2024-01-01T00:10:00Z" }, rang { product: "p2", at: "2024-01-01T00:11:00Z" }, rang { product: "p1", at: "2024-01-01T00:12:00Z" }, rang { product: "p2", at: "2024-01-01T00:13:00Z" }, seen { product: "p3" }`);
  });

  test("rule 6: at one instant first the kind, then the older lane", () => {
    own.lives(`
      at 2m look { product: "p2" } => seen
      at 0s look { product: "p9" } => seen
      at 2m look { product: "p1" } => seen
      at 12m1ms => rang { product: "p9" }, rang { product: "p2" }, rang { product: "p1" }, rang { product: "p9", at: "2024-01-01T00:12:00Z" }`);
  });
});

describe("lanes in the session of their visitor", () => {
  const shared = pattern(`by who, product  session gap 20m of who max 1h${rules}`);

  test("rule 6: session.* are the visitor's, and every event of the visitor counts", () => {
    const { outputs, counts } = shared.lives(`
      at 0s go => nothing
      at 1m look { product: "p1" } => seen { events: 2 }
      at 2m look => nothing
      at 3m look { product: "p2" } => seen { events: 4 }
      at 4m undeclared
      at 5m look { product: "p1" } => seen { product: "p1", events: 6 }`);
    expect(new Set(outputs.map(({ session }) => session))).toEqual(new Set(["p/scenario/log#1"]));
    expect(counts).toMatchObject({ laneless: 3, stepped: 3, sessionsBegun: 1 });
  });

  test("rule 6: an event without a product is activity, and reveals what is due", () => {
    shared.lives(`
      at 0s look { product: "p1" } => seen
      at 15m go => rang { at: "2024-01-01T00:10:00Z" }, rang { at: "2024-01-01T00:12:00Z" }
      at 35m => nothing
      at 35m1ms => over { events: 2 }`);
  });

  test("rule 6: a lane begins with its first event in the session, its timers armed then", () => {
    shared.lives(`
      at 0s look { product: "p1" } => seen
      at 8m look { product: "p2" } => seen
      at 18m => rang { product: "p1" }, rang { product: "p1" }, rang { product: "p2", at: "2024-01-01T00:18:00Z" }`);
  });

  test("rule 6: on end runs in every lane, the older first", () => {
    shared.lives(`
      at 0s look { product: "p2" } => seen
      at 1s look { product: "p1" } => seen
      at 2s look { product: "p2" } => seen
      at end => rang { product: "p2" }, rang { product: "p1" }, rang { product: "p2" }, rang { product: "p1" }, over { product: "p2", events: 3 }, over { product: "p1", events: 3 }
      ends without session`);
  });

  test("rule 6: end session ends it for all lanes of the visitor, and for nobody else", () => {
    pattern(`
      by who, product
      session gap 20m of who
      emits over { product: text, by: text }
      start a
      state a { on look if product = "last" { end session } }
      on end { emit over { product, by: ended by } }`).lives(`
      at 0s look { product: "p1" }
      at 0s look { product: "p1", who: "other" }
      at 1s look { product: "last" } => over { product: "p1", by: "pattern" }, over { product: "last" }
      at end => over { product: "p1", by: "gap" }`);
  });

  test("rule 6: a lane of a number is its text, and its value can be read in due steps", () => {
    const { outputs } = pattern(`
      by who, plus
      session gap 20m of who
      emits rang { double: integer }
      start a
      state a { after 1m { emit rang { double: plus * 2 } } }`).lives(`
      at 0s add { plus: -4 }
      at 1m => rang { double: -8 }`);
    expect(outputs).toMatchObject([{ key: "scenario", lane: "-4" }]);
    expect(Object.keys(outputs[0]!).slice(4, 8)).toEqual(["kind", "key", "lane", "session"]);
  });
});

describe("at most so many lanes", () => {
  const limited = (word: string, of = "") =>
    pattern(`by who, product  session gap 20m${of}  at most 2 lanes ${word}${rules}`);

  test("rule 6: drop oldest drops the lane that began first, without its on end", () => {
    const { counts } = limited("drop oldest", " of who").lives(`
      at 0s look { product: "p1" } => seen
      at 1m look { product: "p2" } => seen
      at 2m look { product: "p1" } => seen
      at 3m look { product: "p3" } => seen
      at 4m look { product: "p1" } => seen { events: 5 }
      at end => rang { product: "p3" }, rang { product: "p1" }, rang { product: "p3" }, rang { product: "p1" }, over { product: "p3" }, over { product: "p1" }`);
    expect(counts).toMatchObject({ lanesDropped: 2, sessionsEnded: 1 });
  });

  test("rule 6: refuse treats the event as one without a product", () => {
    const { counts } = limited("refuse", " of who").lives(`
      at 0s look { product: "p1" } => seen
      at 1m look { product: "p2" } => seen
      at 2m look { product: "p3" } => nothing
      at 3m look { product: "p2" } => seen { events: 4 }`);
    expect(counts).toMatchObject({ lanesRefused: 1, laneless: 1, stepped: 3 });
  });

  test("rule 6: refused in sessions of their own, it touches no session", () => {
    limited("refuse").lives(`
      at 0s look { product: "p1" } => seen
      at 1m look { product: "p2" } => seen
      at 5m look { product: "p3" } => nothing
      at 2m look { product: "p2" } => seen { events: 2 }`);
  });

  test("rule 6: room is judged after what is due before the event", () => {
    limited("refuse").lives(`
      at 0s look { product: "p1" } => seen
      at 5m look { product: "p2" } => seen
      at 20m1ms look { product: "p3" } => rang { product: "p1" }, rang { product: "p1" }, rang { product: "p2" }, rang { product: "p2" }, over { product: "p1" }, seen { product: "p3" }`);
  });

  test("rule 6: where the first event of a new lane fails, nothing is dropped", () => {
    const { counts } = pattern(`
      by who, product
      session gap 20m of who
      at most 1 lanes drop oldest
      remember n: integer = 0
      emits seen { product: text }
      start a
      state a {
        on look if product = "bad" { n = round(1 / n, 0) }
        on look { emit seen { product } }
      }
      on end { emit seen { product } }`).lives(`
      at 0s look { product: "p1" } => seen
      at 1s look { product: "bad" } => fails
      at end => seen { product: "p1" }`);
    expect(counts).toMatchObject({ lanesDropped: 0, failed: 1 });
  });
});
