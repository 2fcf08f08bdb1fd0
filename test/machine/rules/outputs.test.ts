import { describe, expect, test } from "vitest";
import { outputLine } from "../../../src/machine/render.ts";
import { feed } from "../../../src/machine/visitor.ts";
import { pattern, told } from "./life.ts";

const instant = (minutes: number): number => Date.UTC(2024, 0, 1) + minutes * 60_000;

describe("the form of outputs", () => {
  const typed = pattern(`
    session gap 1h
    emits alert typed {
      text: text, integer: integer, decimal: decimal(2), number: number, time: time, duration: duration
      boolean: boolean, missing: text?
    }
    emits plain
    start a
    state a {
      on look {
        emit typed {
          boolean: true, text: "a\\"\\\\\\n\\u0001é🙂", integer: 7, decimal: 7.5, number: 1e21, time: at, duration: 1m1ms
          missing: product
        }
      }
      on pay { emit typed { boolean: false, text: "", integer: -0, decimal: amount, number: -0.0000001, time: at, duration: since(at) } }
      on go { emit plain }
    }`);

  const lines = (name: string, fields: Record<string, never | number | string>) =>
    feed(
      typed.machine,
      null,
      { key: 'k"', time: instant(0) + 5, name, fields, id: "shop.ndjson#12", members: () => [] },
      false,
    ).outputs.map(outputLine);

  test("rule 27: one object without blanks, members in their order, a missing value left out", () => {
    const { version } = typed.machine;
    expect(lines("go", {})).toEqual([
      `{"id":"p/k%22/shop.ndjson#12/plain/1","pattern":"p","version":"${version}","output":"plain","kind":"output","key":"k\\"","session":"p/k%22/shop.ndjson#12","time":"2024-01-01T00:00:00.005Z","causes":["shop.ndjson#12"],"data":{}}`,
    ]);
    expect(lines("look", {})[0]).toContain(
      '"kind":"alert","key":"k\\"","session":"p/k%22/shop.ndjson#12","time":"2024-01-01T00:00:00.005Z","causes":["shop.ndjson#12"],"data":{"text":"a\\"\\\\\\n\\u0001é🙂","integer":7,"decimal":7.50,"number":1e+21,"time":"2024-01-01T00:00:00.005Z","duration":60001,"boolean":true}}',
    );
    expect(lines("pay", { amount: -5 })[0]).toContain(
      '"data":{"text":"","integer":0,"decimal":-0.05,"number":-1e-7,"time":"2024-01-01T00:00:00.005Z","duration":0,"boolean":false}}',
    );
  });

  test("rule 27: data stands in the order of emits, whatever the order of the emit", () => {
    const { outputs } = typed.lives(`
      at 0s look { product: "x" } => typed { missing: "x" }`);
    expect(Object.keys(outputs[0]!.data as object)).toEqual([
      ...["text", "integer", "decimal", "number", "time", "duration", "boolean", "missing"],
    ]);
  });
});

describe("identity", () => {
  const naming = pattern(`
    by who, product
    session gap 1h of who
    emits seen
    emits other
    start a
    group g {
      after 20m { emit seen  emit seen }
      state a {
        on look { emit seen  emit other  emit seen }
        after 10m -> b { emit seen }
        after 5m { emit other }
      }
      state b { after 1m { emit other } }
    }
    on end { emit seen }`);

  test("rule 27: ids are made of pattern, key and lane, trigger, output and its place in the step", () => {
    const { outputs } = naming.lives(`
      at 0s look { who: "a,b~/ü", product: "p,1" } => seen, other, seen
      at end => other, seen, other, seen, seen, seen`);
    const place = "p/a%2Cb%7E%2F%C3%BC,p%2C1/log#1";
    expect(outputs.map(({ id }) => id)).toEqual([
      `${place}/seen/1`,
      `${place}/other/1`,
      `${place}/seen/2`,
      `${place}~a.2~${instant(5)}/other/1`,
      `${place}~a.1~${instant(10)}/seen/1`,
      `${place}~b.1~${instant(11)}/other/1`,
      `${place}~g.1~${instant(20)}/seen/1`,
      `${place}~g.1~${instant(20)}/seen/2`,
      `${place}~end/seen/1`,
    ]);
    expect(outputs[0]).toMatchObject({
      key: "a,b~/ü",
      lane: "p,1",
      session: "p/a%2Cb%7E%2F%C3%BC/log#1",
    });
  });

  test("rule 27: a timer that a due step armed is named after the event behind that step", () => {
    const { outputs } = naming.lives(`
      at 0s go
      at 1m look { product: "p1" } => seen, other, seen
      at 2m look { product: "p1" } => seen, other, seen
      at 12m => other, seen, other`);
    const triggers = outputs.map(({ id }) => (id as string).split("/")[2]);
    expect(triggers.slice(-3)).toEqual([
      `log#2~a.2~${instant(6)}`,
      `log#2~a.1~${instant(11)}`,
      `log#2~b.1~${instant(12)}`,
    ]);
  });

  test("rule 27: replays give the same ids, and no two outputs of a life share one", () => {
    const life = `
      at 0s look { product: "p1" } => seen, other, seen
      at 0s look { product: "p1" } => seen, other, seen
      at 0s look { product: "p2" } => seen, other, seen
      at end => other, other, seen, seen, other, other, seen, seen, seen, seen, seen, seen`;
    const ids = naming.lives(life).outputs.map(({ id }) => id);
    expect(naming.lives(life).outputs.map(({ id }) => id)).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("rule 27: with event adds the record's members, their own digits, without names already there", () => {
    const tagging = pattern(`
      session gap 1h
      emits tagged { visit: text, amount: decimal(2) }
      start a
      state a { on pay { emit tagged { visit: session.id, amount, with event } } }`);
    const { outputs } = feed(
      tagging.machine,
      null,
      {
        ...{ key: "k", time: instant(0), name: "pay", fields: { amount: 950 }, id: "f#1" },
        members: () => [
          ["who", '"k"'],
          ["amount", "9.5e0"],
          ["more", '{"x":1.50}'],
          ["who", '"again"'],
        ],
      },
      false,
    );
    expect(outputLine(outputs[0]!)).toContain(
      '"data":{"visit":"p/k/f#1","amount":9.50,"who":"k","more":{"x":1.50}}}',
    );
  });
});

describe("causes", () => {
  const causing = pattern(`
    session gap 1h
    stack page { what: text }, mark depth 9 drop oldest
    remember n: integer = 0
    remember m: integer = 0
    emits told { text: text, n: integer }
    start a
    state a {
      on say { push page { what } }
      on stop { push mark }
      on add if plus > 0 { n = plus }
      on add { m = n }
      on look if n > 5 and m >= 0 { emit told { text: "guarded", n: depth + count(page) } }
      on look { emit told { text: if n > 99 then (nearest page.what or else "") else "", n: 0 } }
      on pay if any page p where p.what = "b" { emit told { text: "found", n: 0 } }
      on go { for each page { emit told { text: page.what, n: index } } }
      after 30m { emit told { text: nearest page.what or else "", n } }
    }
    on end { emit told { text: "end", n: m } }`);

  test("rule 28: the trigger and the direct writers of what guard and output name, evaluated or not", () => {
    const { outputs } = causing.lives(`
      at 0s say { what: "x" }
      at 1s add { plus: 7 }
      at 2s look => told { text: "guarded" }
      at 3s add { plus: 3 }
      at 4s look => told { text: "" }`);
    expect(outputs.slice(0, 2).map(({ causes }) => causes)).toEqual([
      ["log#2", "log#3"],
      ["log#1", "log#4", "log#5"],
    ]);
  });

  test("rule 28: writers' own causes are not followed; depth, count and kind read none", () => {
    const { outputs } = causing.lives(`
      at 0s add { plus: 9 }
      at 1s add { plus: -1 }
      at 2s say { what: "x" }
      at 3s look => told { text: "guarded", n: 2 }
      at end => told { text: "x", n: 9 }, told { text: "end", n: 9 }`);
    expect(outputs.map(({ causes }) => causes)).toEqual([
      ["log#1", "log#2", "log#4"],
      ["log#1", "log#3"],
      ["log#1", "log#2"],
    ]);
  });

  test("rule 28: in the order of stepping, each once", () => {
    const { outputs } = causing.lives(`
      at 9s say { what: "a" }
      at 5s say { what: "b" }
      at 1s add { plus: 6 }
      at 2s pay { amount: 1 } => told { text: "found" }
      at 2s go => told { text: "a", n: 1 }, told { text: "b", n: 2 }`);
    expect(outputs.slice(0, 3).map(({ causes }) => causes)).toEqual([
      ["log#2", "log#4"],
      ["log#1", "log#5"],
      ["log#2", "log#5"],
    ]);
  });

  test("rule 28: a part of a sharing stands for its amount and its weight", () => {
    const { outputs } = pattern(`
      session gap 1h
      stack touch { w: number } depth 9 drop oldest
      remember total: decimal(2) = 0
      emits credit { part: decimal(2) }
      start a
      state a {
        on measure { push touch { w: x } }
        on pay { total = total + amount }
        on go { for each touch sharing total by touch.w as part { emit credit { part } } }
      }`).lives(`
      at 0s measure { x: 1 }
      at 0s measure { x: 3 }
      at 0s pay { amount: 8.00 }
      at 0s go => credit { part: 2.00 }, credit { part: 6.00 }`);
    expect(outputs.map(({ causes }) => causes)).toEqual([
      ["log#1", "log#3", "log#4"],
      ["log#2", "log#3", "log#4"],
    ]);
  });

  test("rule 28: of a timer the event that armed it, of an end the session's first", () => {
    const { outputs } = told(`
      events e { key k  time t  event x }
      pattern p on e {
        session gap 1h
        emits rang
        start a
        state a { on x -> b }
        state b { after 10m { emit rang } }
        on end { emit rang }
      }
      `).lives(`
      at 0s x
      at 1s x
      at end => rang, rang`);
    expect(outputs.map(({ causes }) => causes)).toEqual([["log#1"], ["log#1"]]);
  });
});
