import { describe, expect, it } from "vitest";
import type { CompletionItem } from "../../src/service/complete/item.ts";
import { examined, marked, shop, states } from "./marked.ts";

const items = (written: string): readonly CompletionItem[] => {
  const { service, name, offset } = marked(written);
  return service.complete(name, offset)?.items ?? [];
};
const labels = (written: string): string[] => items(written).map(({ label }) => label);
const words = (written: string): string[] =>
  items(written)
    .filter(({ kind }) => kind === "keyword")
    .map(({ label }) => label);

describe("completion", () => {
  it("offers declarations in an empty text and after a whole one", () => {
    expect(labels("<|>")).toEqual(["events", "param", "pattern", "scenario", "use"]);
    expect(labels(`${shop("  start a")}\n<|>`)).toEqual([
      "events",
      "param",
      "pattern",
      "scenario",
      "use",
    ]);
  });

  it("offers what a pattern may hold", () => {
    const offered = labels(shop("  start browsing\n  <|>"));
    expect(offered).toEqual(
      expect.arrayContaining(["state", "group", "part", "remember", "afterwards"]),
    );
    expect(offered).toEqual(
      expect.arrayContaining(["dedupe", "reorder", "order", "late", "follow"]),
    );
    expect(offered).not.toContain("push");
  });

  it.each([
    ["late <|>", ["apply", "drop", "emit", "retract"]],
    ["dedupe by <|>", ["event_id", "kind", "price", "product", "term", "visitor"]],
    ["ignore <|>", ["cart", "search", "undeclared", "view"]],
    ["by <|>", ["event_id", "kind", "price", "product", "term", "visitor"]],
    ["session gap 5m of <|>", ["visitor"]],
    [
      "remember x: <|>",
      ["boolean", "decimal", "duration", "integer", "number", "one", "text", "time"],
    ],
  ])("knows what follows `%s`", (item, expected) => {
    expect(labels(shop(`  ${item}\n  start browsing`)).sort()).toEqual(expected);
  });

  it("offers events where a rule begins, and the words for several", () => {
    expect(labels(states("      on <|>"))).toEqual([
      "cart",
      "search",
      "view",
      "any",
      "end",
      "other",
    ]);
    expect(labels(states("      on view, <|>"))).toEqual(["cart", "search", "view"]);
  });

  it("offers states after an arrow", () => {
    expect(labels(states("      on view -> <|>"))).toEqual(["browsing", "searched"]);
    expect(labels(states("      on view -> se<|>"))).toEqual(["browsing", "searched"]);
    expect(
      labels(shop("  start <|>\n  state a { on view }\n  part p { start b state b { on view } }")),
    ).toEqual(["a"]);
    expect(
      labels(shop("  start a\n  state a { on view }\n  part p { start <|> state b { on view } }")),
    ).toEqual(["b"]);
  });

  it("offers parts to call", () => {
    const text = shop(
      "  start a\n  state a { on view { call <|> } }\n  part p { start b state b { on view } }",
    );
    expect(labels(text)).toEqual(["p"]);
  });

  it("offers the fields of this event before other names", () => {
    const [first, second, ...rest] = labels(states("      on view if <|> { emit lost }"));
    expect([first, second]).toEqual(["price", "product"]);
    expect(rest).toEqual(
      expect.arrayContaining(["seen", "last", "visitor", "top", "round", "not"]),
    );
    expect(rest).not.toContain("term");
  });

  it("offers only what all events of a rule have", () => {
    const offered = labels(states("      on view, cart if <|>"));
    expect(offered).toContain("product");
    expect(offered).not.toContain("price");
  });

  it("offers no fields where there is no event", () => {
    const offered = labels(states("      after 5m if <|> -> browsing"));
    expect(offered).not.toContain("product");
    expect(offered).toContain("seen");
  });

  it("offers fields of the frames that can be on top here", () => {
    const { service, name, text } = examined(states("      on view { emit lost }"));
    const broken = text.replace("on view { emit lost }", "on view if top. -> browsing");
    service.open({ name, text: broken });
    const offered = service.complete(name, broken.indexOf("top.") + 4)?.items ?? [];
    expect(offered.map(({ label, rank }) => [label, rank])).toEqual([
      ["term", 0],
      ["depth_of", 4],
      ["facet", 4],
    ]);
  });

  it("says what can be on top", () => {
    const written = states("      on view if top<|> is known { emit lost }");
    const { service, name, text, offset } = examined(written);
    service.open({ name, text: `${text}\n` });
    const top = service.complete(name, offset)?.items.find(({ label }) => label === "top");
    expect(top?.detail).toBe("query");
  });

  it("knows what was pushed before in the same list", () => {
    const [first] = items(
      states('      on view { push filter { facet: "a", depth_of: 1 }  last = top.<|> }'),
    );
    expect(first?.label).toBe("depth_of");
  });

  it.each([
    ["nearest filter.<|>", ["depth_of", "facet"]],
    ["any query q where q.<|>", ["term"]],
    ["any filter where filter.<|>", ["depth_of", "facet"]],
    ["session.<|>", ["events", "id", "latest", "start"]],
    ["top is <|>", ["filter", "query", "known", "missing"]],
    ["nearest <|>", ["filter", "query"]],
    ["seen is <|>", ["filter", "query", "known", "missing"]],
  ])("knows what follows `%s`", (guard, expected) => {
    expect(labels(states(`      on view if ${guard}`))).toEqual(expected);
  });

  it("offers the fields that have no value yet", () => {
    expect(labels(states("      on view { emit found { product, <|> } }"))).toEqual([
      "term",
      "with",
    ]);
    expect(labels(states("      on view { push filter { <|> } }"))).toEqual([
      "depth_of",
      "facet",
      "with",
    ]);
  });

  it("offers registers and actions in a list", () => {
    const offered = labels(states("      on view { <|> }"));
    expect(offered).toEqual(expect.arrayContaining(["last", "seen", "push", "pop", "emit", "end"]));
    expect(offered).not.toContain("on");
  });

  it("knows a loop's frame, its counters and its share", () => {
    const loop = "for each query sharing price by 1 as part { emit found { product: <|> } }";
    const offered = labels(states(`      on view { ${loop} }`));
    expect(offered).toEqual(expect.arrayContaining(["query", "index", "count", "part", "product"]));
    expect(labels(states("      on view { for each query sharing price by query.<|> }"))).toEqual([
      "term",
    ]);
  });

  it("offers the texts that a value can be", () => {
    const expected = ['"new"', '"used"'];
    expect(labels(states("      on cart if kind = <|>"))).toEqual(expect.arrayContaining(expected));
    expect(labels(states('      on cart if kind = "n<|>"'))).toEqual(expected);
    expect(labels(states('      on cart if kind(top) = "<|>"'))).toEqual(['"filter"', '"query"']);
  });

  it("offers what a scenario may say", () => {
    const scenario = (line: string) =>
      shop(
        "  start a\n  state a { on view { emit lost } }",
        `\nscenario "s" for visits {\n  ${line}\n}\n`,
      );
    expect(labels(scenario("at 5s <|>")).slice(0, 4)).toEqual(["cart", "search", "view", "at"]);
    expect(labels(scenario("at 5s view { <|> }"))).toEqual(["price", "product", "visitor"]);
    expect(labels(scenario("at 5s view => <|>"))).toEqual(
      expect.arrayContaining(["found", "lost", "fails", "nothing"]),
    );
    expect(labels(scenario("ends in <|>"))).toEqual(["a"]);
    expect(labels(scenario("ends in a, stack <|>"))).toEqual(["filter", "query", "empty"]);
    expect(labels(scenario("ends in a, stack query { <|> }"))).toEqual(["term"]);
    expect(labels(scenario("at 5s cart { kind: <|> }"))).toEqual(
      expect.arrayContaining(['"new"', "missing"]),
    );
    expect(labels(shop("  start a", '\nscenario "s" for <|>'))).toEqual(["visits"]);
  });

  it("offers blocks of events, also of used files", () => {
    const others = { "other.pda": "events other { key k  time t  event e }" };
    const { service, name, offset } = marked(
      'use "other.pda"\nevents own { key k  time t }\npattern p on <|>',
      others,
    );
    expect(service.complete(name, offset)?.items.map(({ label }) => label)).toEqual([
      "other",
      "own",
    ]);
  });

  it("is silent in comments, in texts and where a name is given", () => {
    expect(labels(states("      // on <|>"))).toEqual([]);
    expect(labels(states('      on view if last = "a<|>"'))).toEqual([]);
    expect(labels(shop("  state <|>"))).toEqual([]);
    expect(words(shop("  remember <|>"))).toEqual([]);
  });

  it("goes on where text around the cursor is broken", () => {
    const broken = states(
      "      on ) view if top. = = { emit }\n      on view -> <|>\n      state {",
    );
    expect(labels(broken)).toEqual(["browsing", "searched"]);
  });

  it("keeps the names of a pattern that cannot be read for the moment", () => {
    const { service, name, text } = marked(states("      on view { emit lost }"));
    service.complete(name, 0);
    const cut = text.slice(0, text.indexOf("emits found"));
    const torn = `${cut}  group { state { on view -> `;
    service.open({ name, text: torn });
    const offered = service.complete(name, torn.length)?.items.map(({ label }) => label);
    expect(offered).toEqual(["browsing", "searched"]);
  });
});
