import { describe, expect, it } from "vitest";
import { Lines } from "../../src/service/positions.ts";
import { applied } from "../../src/service/rename.ts";
import { examined, marked, shop, states } from "./marked.ts";

const hover = (written: string): string => {
  const { service, name, offset } = examined(written);
  return service.hover(name, offset)?.text ?? "";
};

/** The text after the name at the cursor is changed, or why it is not. */
const renamed = (written: string, to: string): string => {
  const { service, name, text, offset } = marked(written);
  const renaming = service.rename(name, offset, to);
  return "refused" in renaming ? renaming.refused : applied(text, renaming.edits, name);
};

const rule =
  "      on view { emit found { product, term: top.term }  replace query { term: product } }";

describe("hover", () => {
  it("shows what is proved of a state", () => {
    const text = hover(states(`${rule}\n      on search -> sear<|>ched`));
    expect(text).toContain("```pda\nstate searched\n```");
    expect(text).toContain("state of `visits`");
    expect(text).toContain("On top of the stack here: `query`");
  });

  it("shows the bound of the stack, and that there is none", () => {
    const bounded = states("      on view { emit found { product } }").replace(
      "stack query",
      "stack que<|>ry",
    );
    expect(hover(bounded)).toContain("The stack holds at most 1 frame.");
  });

  it("shows what a rule and an action do to the stack", () => {
    expect(hover(states("      o<|>n view { pop  emit lost }"))).toContain(
      "Stack: pops the top frame (−1). On top before: `query` or nothing.",
    );
    expect(hover(states("      on view { p<|>op }"))).toContain("Stack: pops the top frame (−1).");
    expect(hover(states("      o<|>n view { emit lost }"))).toContain("leaves it as it is");
  });

  it("shows types, owners and comments", () => {
    expect(hover(states("      on view if pri<|>ce > 5 { emit lost }"))).toContain(
      "price: decimal(2)",
    );
    expect(hover(states("      on view if pri<|>ce > 5 { emit lost }"))).toContain(
      "field of `view`",
    );
    const commented = shop("  // where all begins\n  state a { on view -> <|>a }");
    expect(hover(commented)).toContain("where all begins");
  });

  it("shows functions with examples, words and durations", () => {
    expect(hover(states("      on view if ro<|>und(price) > 5 { emit lost }"))).toContain(
      "`round(10 / 3, 2)` is `3.33`",
    );
    expect(hover(states("      aft<|>er 5m -> browsing"))).toContain("A time after entering.");
    expect(hover(states("      after 1h3<|>0m -> browsing"))).toContain("5 400 000 milliseconds");
  });
});

describe("renaming", () => {
  it("changes a state wherever it is named", () => {
    const text = renamed(states("      on view -> search<|>ed"), "looking");
    expect(text).toContain("on search -> looking");
    expect(text).toContain("state looking {");
    expect(text).not.toContain("searched");
  });

  it("goes on reading the same records", () => {
    const text = renamed(states("      on view if pri<|>ce > 5 { emit lost }"), "cost");
    expect(text).toContain("cost: decimal(2) from price }");
    expect(text).toContain("if cost > 5");
    const event = renamed(states("      on vi<|>ew { emit lost }"), "look");
    expect(event).toContain('event look is "view" {');
    const key = renamed(shop("  by visi<|>tor, product"), "person");
    expect(key).toContain("key person from visitor");
  });

  it("takes the clause away where the name says it again", () => {
    const text = states("      on view if co<|>st > 5 { emit lost }").replace(
      "price: decimal(2)",
      "cost: decimal(2) from price",
    );
    expect(renamed(text, "price")).toContain("price: decimal(2) }");
  });

  it("parts a field and its value where they stand as one", () => {
    const text = states("      on view { emit found { pro<|>duct } }");
    expect(renamed(text, "item")).toContain("emit found { product: item }");
    const output = text
      .replace("<|>", "")
      .replace("emits found { product", "emits found { pro<|>duct");
    expect(renamed(output, "item")).toContain("emit found { item: product }");
    expect(
      renamed(states("      on view { emit found { product: se<|>en } }"), "product"),
    ).toContain("would be confused");
  });

  it("takes fields together that one rule reads of several events", () => {
    const text = renamed(states("      on view, cart { last = pro<|>duct }"), "item");
    expect(text).toContain("view { item: text from product,");
    expect(text).toContain("cart { item: text from product,");
  });

  it("knows kinds by their texts", () => {
    const text = renamed(
      states('      on view if kind(top) = "query" { push que<|>ry { term: product } }'),
      "asked",
    );
    expect(text).toContain('kind(top) = "asked" { push asked {');
  });

  it.each([
    [
      "a name that is taken",
      "      on view -> search<|>ed",
      "browsing",
      "there is a state `browsing` already",
    ],
    [
      "a name that a group has",
      "      on view -> search<|>ed",
      "busy",
      "there is a group `busy` already",
    ],
    ["what is no name", "      on view -> search<|>ed", "two words", "`two words` is no name"],
    [
      "a word of the language",
      "      on view -> search<|>ed",
      "if",
      "`if` is a word of the language",
    ],
    ["what a step knows", "      on view { se<|>en = 1 }", "now", "`now` means something else"],
    [
      "a name that would be two things",
      "      on view if se<|>en > price { emit lost }",
      "price",
      "would be confused",
    ],
    ["nothing", "      on<|> view", "x", "there is no name"],
  ])("refuses %s", (_what, written, to, why) => {
    expect(renamed(states(written), to)).toContain(why);
  });

  it("refuses where a part that cannot be read speaks of it", () => {
    const text = states("      on view -> search<|>ed\n      on cart -> -> searched {");
    expect(renamed(text, "looking")).toContain("put it right first");
  });

  it("renames in the files that use a declaration, open or not", () => {
    const events = "events shop { key k  time t  event view { product: text } }";
    const using =
      'use "events.pda"\npattern p on shop { session gap 5m  emits e { product: text }  start a  state a { on view { emit e { product } } } }';
    const { service } = marked("", { "events.pda": events, "other.pda": using });
    service.open({ name: "events.pda", text: events });
    const renaming = service.rename("events.pda", events.indexOf("product"), "item");
    const edits = "edits" in renaming ? renaming.edits : [];
    expect(applied(events, edits, "events.pda")).toContain("view { item: text from product }");
    expect(applied(using, edits, "other.pda")).toContain("emit e { product: item }");
  });
});

describe("other answers", () => {
  it("finds the file that is used", () => {
    const { service, name, offset } = marked('use "ev<|>ents.pda"', { "events.pda": "" });
    expect(service.definitions(name, offset)).toEqual([{ source: "events.pda", start: 0, end: 0 }]);
  });

  it("tells writing from reading", () => {
    const { service, name, offset } = marked(states("      on view { se<|>en = seen + 1 }"));
    const roles = service.references(name, offset).map(({ role }) => role);
    expect(roles).toEqual(["definition", "assignment", "reference"]);
  });

  it.each([
    ["round(price, <|>)", "round(x: exact, places: literal integer)", 1],
    ["max(1, 2, 3, <|>)", "max(a: exact, b: exact, …): exact", 1],
    ["lower(<|>", "lower(x: text): text", 0],
    ["round(lower(last), <|>", "round(x: exact, places: literal integer)", 1],
    ["count(<|>", "count(kind)", 0],
  ])("helps with the arguments of `%s`", (written, label, parameter) => {
    const { service, name, offset } = marked(states(`      on view if ${written}`));
    const help = service.signature(name, offset);
    expect(help?.signatures[help.active]?.label).toContain(label);
    expect(help?.parameter).toBe(parameter);
  });

  it("hints at what is proved and at the type of a share", () => {
    const loop = "for each query sharing price by 1 as part { emit lost }";
    const { service, name, text } = examined(states(`      on view { ${loop} }`));
    const hints = service
      .hints(name)
      .map(({ offset, label }) => [text.slice(0, offset).split(/\s/).at(-1), label]);
    expect(hints).toEqual([
      ["}", "at most 1 deep"],
      ["browsing", "top: nothing"],
      ["searched", "top: query"],
      ["part", ": decimal(2)"],
    ]);
  });

  it("folds blocks and comments, also while a brace is missing", () => {
    const { service, name } = marked(
      "// one\n// two\nevents shop {\n  key k\n}\npattern p on shop {\n  state a {\n    on b\n  }\n",
    );
    expect(service.folds(name).map(({ kind }) => kind)).toEqual(["comment", "block", "block"]);
  });

  it("offers what is certain as fixes", () => {
    const { service, name, text } = examined(states("      on view -> serched"));
    const [fix] = service.fixes(name, text.indexOf("serched"), text.indexOf("serched") + 3);
    expect(fix?.title).toBe("did you mean `searched`?");
    expect(applied(text, fix?.edits ?? [], name)).toContain("on view -> searched");
    expect(service.fixes(name, 0, 5)).toEqual([]);
  });

  it("colours words that are names as names", () => {
    const { service, name, text } = marked("events shop { key key  time time  event event }");
    const kinds = service
      .tokens(name)
      .map(({ start, end, kind }) => [text.slice(start, end), kind]);
    expect(kinds).toEqual(
      expect.arrayContaining([
        ["key", "keyword"],
        ["key", "key"],
        ["time", "time"],
        ["event", "event"],
      ]),
    );
  });

  it("counts columns in UTF-16 units, whatever ends the lines", () => {
    const text = "a\r\n🙂b\rc\n";
    const lines = new Lines(text);
    for (let offset = 0; offset <= text.length; offset++) {
      if (text[offset] === "\n" && text[offset - 1] === "\r") continue;
      expect(lines.offset(lines.position(offset))).toBe(offset);
    }
    expect(lines.position(text.indexOf("b"))).toEqual({ line: 1, character: 2 });
    expect(lines.offset({ line: 0, character: 99 })).toBe(1);
    expect(lines.offset({ line: 99, character: 0 })).toBe(text.length);
  });

  it("answers on any text that is cut or torn", () => {
    const text = states(rule);
    const { service, name } = marked(text);
    for (let cut = 0; cut < text.length; cut += 23) {
      for (const torn of [text.slice(0, cut), text.slice(0, cut) + text.slice(cut + 5)]) {
        service.open({ name, text: torn });
        for (const offset of [0, cut, torn.length]) {
          service.complete(name, offset);
          service.hover(name, offset);
          service.signature(name, offset);
          service.definitions(name, offset);
        }
        service.outline(name);
        service.tokens(name);
        service.hints(name);
      }
    }
  });
});
