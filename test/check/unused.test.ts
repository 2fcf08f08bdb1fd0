import { describe, expect, it } from "vitest";
import { compile } from "../../src/compile.ts";
import { events } from "./compiled.ts";

const told = (items: string, param = ""): string[] =>
  compile({
    main: {
      name: "test.pda",
      text: `${events}${param}\npattern p on shop {\n  session gap 30m\n  start s\n${items}\n}\n`,
    },
    load: () => null,
  }).diagnostics.map(({ code, message }) => `${code} ${message}`);

describe("what is declared and not used", () => {
  it("is told of parameters, registers, frame kinds, outputs, and fields of both", () => {
    const items = `remember x: integer = 0
      stack q { term: text, page: text? }, r depth 9 drop oldest
      emits o { t: text, note: text? }
      emits never
      group nothing { group inside { } }
      state s { on search { x = 1  push q { term } } on back if top is q { emit o { t: top.term } } }`;
    expect(told(items, "param limit: integer = 5")).toEqual([
      "PDA0120 parameter `limit` is never used",
      "PDA0120 register `x` is never read",
      "PDA0120 field `page` of frame kind `q` is never read",
      "PDA0120 no frame of kind `r` is ever pushed",
      "PDA0120 field `note` of output `o` never gets a value",
      "PDA0120 output `never` is never emitted",
      "PDA0501 group `nothing` has no states",
    ]);
  });

  it("is not told of events and their fields, nor where a wrong name was meant for it", () => {
    expect(told("state s { on view -> s }")).toEqual([]);
    expect(
      told("state s { on view if length(product) > limt -> s }", "param limit: integer = 5"),
    ).toEqual(["PDA0107 nothing here is called `limt`"]);
  });
});

describe("one mistake", () => {
  it("does not hide those in a second declaration of one name, or in a rule that stands in no state", () => {
    const items = `remember x: integer = 0
      remember x: intger = 0
      emits o { a: text, a: txt }
      on serach -> t
      after 5s -> u
      state s { on view if x > 1 { emit o { a: product } } }`;
    expect(told(items, "param p: integer = 5\nparam p: integer = true")).toEqual([
      "PDA0109 there are two parameters called `p`",
      "PDA0204 parameter `p` is an integer, and this value is a boolean",
      "PDA0109 there are two registers called `x`",
      "PDA0201 `intger` is not a type",
      "PDA0109 there are two fields of output `o` called `a`",
      "PDA0201 `txt` is not a type",
      "PDA0405 `on` stands in a state, group or part, not in the pattern itself",
      "PDA0101 `shop` declares no event `serach`",
      "PDA0102 there is no state `t`",
      "PDA0405 a timer stands in a state, group or part, not in the pattern itself",
      "PDA0102 there is no state `u`",
    ]);
  });

  it("of a single value does not hide what the stack and the states show", () => {
    const items = `stack q { hits: integer } depth 9 drop oldest
      emits o { h: integer }
      state s {
        on search { push q { hits } }
        on view if top is q { emit o { h: top.hits } }
        on other -> s
        on back -> s
      }
      state t { on view -> s }`;
    expect(told(items)).toEqual([
      "PDA0301 `hits` is optional, so it may be missing here",
      "PDA0406 this can never fire: `on other` before it takes every event",
    ]);
    expect(told(items.replace(/on back.*/, ""))).toEqual([
      "PDA0301 `hits` is optional, so it may be missing here",
      "PDA0500 state `t` can never be entered",
    ]);
  });
});
