import { describe, expect, test } from "vitest";
import { parse } from "../../src/syntax/parse.ts";
import { brief, diagnose, mended, plain } from "./plain.ts";

const base = `events shop {
  key visitor
  time ts
  event search { term: text }
  event view { product: text, price: number }
}

pattern seen on shop {
  session gap 30m
  stack query { term: text }
  emits found { product: text }
  remember last: text?
  start browsing
  state browsing {
    on search if term != "" -> searched { last = term }
  }
  state searched {
    on view if last is known and price > 5 -> browsing { emit found { product } }
    after 10m -> browsing
  }
}

scenario "one" for seen {
  at 0s search { term: "a" }
  at 1s view { product: "p", price: 6 } => found { product: "p" }
  ends in browsing
}
`;

/** What is written, what should be, and the diagnostics: each is made alone, and the rest of the file stands. */
const slips: readonly (readonly [good: string, bad: string, ...found: string[]])[] = [
  ['term != ""', 'term == ""', "PDA0002 =="],
  ["price > 5", "price > 5 && true", "PDA0002 &&"],
  ["price > 5", "price > 5 || true", "PDA0002 ||"],
  ["price > 5", "!(price > 5)", "PDA0002 !"],
  ["price > 5", "price ≥ 5", "PDA0002 ≥"],
  ["30m", "30min", "PDA0005 30min"],
  ["10m", "10 minutes", "PDA0005 10 minutes"],
  ["10m", "1.5h", "PDA0005 1.5h"],
  ["10m", "2 months", "PDA0005 2 months"],
  ["-> searched {", "searched {", "PDA0011 searched"],
  ["-> searched {", "=> searched {", "PDA0018 =>"],
  ["-> searched { last = term }", "->", "PDA0015 }"],
  ["-> browsing { emit found { product } }", "->", "PDA0015 after"],
  ["found { product: text }", "found { pro🙂duct: text }", "PDA0001 pro🙂duct"],
  ["key visitor", "key visitor™", "PDA0001 visitor™"],
  ["-> searched {", "→ searched {", "PDA0002 →"],
  ["-> browsing\n  }", "browsing\n  }", "PDA0011 browsing"],
  ["{ last = term }", "last = term", "PDA0012 last"],
  ["{ emit found { product } }", "emit found { product }", "PDA0012 emit"],
  ["found { product } }", "found { product }", "PDA0013 {"],
  ["state browsing {\n", "state browsing\n", "PDA0012 on"],
  ["last = term }\n  }", "last = term }\n", "PDA0013 {"],
  ["{ last = term }", "{ last = term", "PDA0013 {"],
  ["ends in browsing\n}", "ends in browsing\n", "PDA0013 {"],
  ["    after 10m -> browsing\n  }\n}", "    after 10m -> browsing\n  }\n", "PDA0013 {"],
  ["last = term }\n  }", "last = term }\n  }\n  }", "PDA0014 }"],
  ["{ last = term }", "{ last = term } }", "PDA0014 }"],
  ["event search", "event", "PDA0015 {"],
  ["state browsing", "state", "PDA0015 {"],
  ["state browsing", "state 5", "PDA0015 5"],
  ["pattern seen on shop", "pattern on shop", "PDA0015 on"],
  ["pattern seen on shop", "pattern seen", "PDA0029 {"],
  ["event search", 'event "search"', 'PDA0015 "search"'],
  ["emit found { product }", "emit { product }", "PDA0015 {"],
  ["on view if", "on if", "PDA0015 if"],
  ["stack query", "stack", "PDA0015 {"],
  ["event search", "event if", "PDA0016 if"],
  ["start browsing", "start browsing\n  funnel search, cart", "PDA0017 funnel"],
  ["start browsing", "start browsing\n  recent users", "PDA0017 recent"],
  ["start browsing", "start browsing\n  late", "PDA0029 late"],
  ["start browsing", "start browsing\n  late discard", "PDA0029 discard"],
  ["start browsing", "start browsing\n  deduplicate by id within 10m", "PDA0020 deduplicate"],
  ["start browsing", "start browsing\n  watermark 10s", "PDA0020 watermark"],
  ["start browsing", "start browsing\n  late emit them { a: text }", "PDA0020 {"],
  ["start browsing", "start browsing\n  order by seq", "PDA0029 order by seq"],
  [
    "start browsing",
    "start browsing\n  follow cause from a, id from b",
    "PDA0029 follow cause from a, id from b",
  ],
  ["events shop", "table t { }\n\nevents shop", "PDA0017 table"],
  ['scenario "one"', 'funnel x\nscenario "one"', "PDA0017 funnel"],
  ["=> found", "-> found", "PDA0018 ->"],
  ["price > 5", "1 < price < 5", "PDA0019 <"],
  ["pattern seen", "patern seen", "PDA0022 patern"],
  ["state browsing", "stat browsing", "PDA0022 stat"],
  ["session gap", "sesion gap", "PDA0022 sesion"],
  ["session gap", "session gpa", "PDA0022 gpa"],
  ["on view if", "on view when", "PDA0022 when"],
  ["{ last = term }", "{ emt found { product } }", "PDA0022 emt"],
  ["price > 5", "price >", "PDA0023 ->"],
  ["price > 5", "price > 5 and", "PDA0023 ->"],
  ["{ last = term }", "{ last = }", "PDA0023 }"],
  ["text?", "text? =", "PDA0023 start"],
  ["after 10m ->", "after ->", "PDA0023 ->"],
  ["after 10m -> browsing", "on end -> browsing", "PDA0024 ->"],
  ["{ product: text, price", "{ product = text, price", "PDA0025 ="],
  ["{ last = term }", "{ last: term }", "PDA0025 :"],
  ["{ product: text, price", "{ product, price", "PDA0026 ,"],
  ["key visitor", "key visitor from user-id", "PDA0027 user-id"],
  ["last is known", "last is not known", "PDA0028 not"],
  ["session gap", "session", "PDA0029 30m"],
  ["after 10m -> browsing", "within 10m -> browsing", "PDA0029 ->"],
  ["ends in browsing", "ends browsing", "PDA0029 browsing"],
  ["price > 5", "price > (5", "PDA0030 ->"],
  ["price > 5", "abs(price > 5", "PDA0030 ->"],
  ['term: "a"', "term: foo", "PDA0031 foo"],
  ["at 1s", "at one", "PDA0031 one"],
  ["emit found { product }", "emit found ( product )", "PDA0032 ("],
  ["start browsing", 'start browsing\n  emit found { product: "x" }', "PDA0021 emit"],
  ["start browsing", "start browsing\n  event x", "PDA0021 event"],
  ["events shop", "state x { }\nevents shop", "PDA0021 state"],
  ['"a"', "'a'", "PDA0004 'a'"],
  ['"a"', "“a”", "PDA0004 “a”"],
  ['term: "a"', 'term: "a', 'PDA0003 "a'],
  ["key visitor", "# the key\n  key visitor", "PDA0008 # the key"],
  ["key visitor", "/* x */ key visitor", "PDA0008 /* x */"],
  ["key visitor", "key visitor\u0000", "PDA0001 \u0000"],
  ["{ last = term }", "{ last = term; }", "PDA0009 ;"],
  ["{ last = term }", "{ last = term, emit found { product } }", "PDA0009 ,"],
];

describe("one mistake, one diagnostic", () => {
  test.each(slips)("%j written %j", (good, bad, ...found) => {
    expect(base).toContain(good);
    const text = base.replace(good, () => bad);
    expect(brief(text)).toEqual(found);
    const { file } = parse({ name: "x.pda", text });
    expect(file.declarations.length + file.lost.length).toBeGreaterThanOrEqual(3);
  });
});

describe("a certain edit", () => {
  const certain = slips.filter(([good, bad]) =>
    diagnose(base.replace(good, () => bad)).some(({ help }) => help.some(({ edits }) => edits)),
  );
  test.each(certain)("of %j written %j mends the text", (good, bad) => {
    expect(diagnose(mended(base.replace(good, () => bad)))).toEqual([]);
  });
  test("is offered for many", () => expect(certain.length).toBeGreaterThan(30));
});

test("independent mistakes of one file are all told, each once", () => {
  let text = base;
  for (const [good, bad] of [
    ["event search {", "event search"],
    ["session gap", "session"],
    ['term != ""', 'term == ""'],
    ["price > 5", "price >"],
    ["10m", "10min"],
    ["at 0s search {", "at 0s search ("],
    ['"p", price: 6', '"p", price'],
  ] as const)
    text = text.replace(good, () => bad);
  expect(brief(text).map((line) => line.slice(0, 7))).toEqual([
    "PDA0012",
    "PDA0029",
    "PDA0002",
    "PDA0023",
    "PDA0005",
    "PDA0032",
    "PDA0026",
  ]);
});

test("every pair of slips in two copies of the file gives both diagnostics", () => {
  const other = (text: string) => text.replaceAll("shop", "store").replaceAll("seen", "watched");
  for (let i = 0; i < slips.length; i++) {
    const [good, bad, ...found] = slips[i] as (typeof slips)[number];
    const [good2, bad2, ...found2] = slips[(i * 7 + 3) % slips.length] as (typeof slips)[number];
    const text = `${base.replace(good, () => bad)}\n${other(base.replace(good2, () => bad2))}`;
    expect(brief(text)).toEqual([...found, ...found2]);
  }
});

test("what could not be read is named", () => {
  const { file } = parse({ name: "x.pda", text: base.replace("state browsing", "state if") });
  expect(file.lost).toHaveLength(1);
  expect(file.lost[0]?.names).toContain("searched");
});

test("an operator of another language is read as the right one", () => {
  expect(plain(base.replace("!=", "<>"))).toEqual(plain(base));
});
