import { describe, expect, it } from "vitest";
import { compiled, pattern, rules, told } from "./compiled.ts";

const out = "emits o { product: text, price: decimal(2), maybe: decimal(2)? }";
const emit = "emit o { product, price }";
const seen = (text: string) => told(compiled(text));
const MISSING = "PDA0301 `price` is optional, so it may be missing here [price]";

describe("a field that may be missing", () => {
  it("is refused in a required place and taken in an optional one", () => {
    expect(seen(rules(out, `on view { ${emit} }`))).toEqual([MISSING]);
    expect(seen(rules(out, "on view { emit o { product, price: 1, maybe: price } }"))).toEqual([]);
  });

  for (const guard of [
    "price is known",
    "not (price is missing)",
    "price is known and price > 1",
    "not (price is missing or product = product)",
    "(price is known and price > 1) or (price is known and price < 0)",
    "price or else 0 > 1 and price is known",
  ]) {
    it(`is known after \`${guard}\``, () => {
      expect(seen(rules(out, `on view if ${guard} { ${emit} }`))).toEqual([]);
    });
  }

  for (const guard of [
    "price is missing",
    "price is known or product = product",
    "not (price is known)",
    "not (price is missing and product = product)",
  ]) {
    it(`is not known after \`${guard}\``, () => {
      expect(seen(rules(out, `on view if ${guard} { ${emit} }`))).toEqual([MISSING]);
    });
  }

  it("is known in the second rule where the first took those without", () => {
    expect(seen(rules(out, `on view if price is missing -> s\non view { ${emit} }`))).toEqual([]);
  });

  it("is not known in the second rule where the first may fail for want of a frame", () => {
    const stack = `stack q { n: decimal(2)? } depth 9 drop oldest\n${out}`;
    const first = "on view if price is missing { pop }";
    expect(seen(rules(stack, `${first}\non view { push q { n: price } ${emit} }`))).toEqual([
      MISSING,
    ]);
  });

  it("is followed through `if` and `or else`", () => {
    const value = (text: string) => rules(out, `on view { emit o { product, price: ${text} } }`);
    expect(seen(value("if price is known then price else 0"))).toEqual([]);
    expect(seen(value("price or else 0"))).toEqual([]);
    expect(seen(value("price + 1 or else 0"))).toEqual([MISSING]);
    expect(seen(value("(price + 1) or else 0"))).toEqual([]);
    expect(seen(value("if price is known then 0 else price"))).toEqual([MISSING]);
  });

  it("is told once in a trigger of several events", () => {
    expect(seen(rules(out, `on view, cart { ${emit} }`))).toEqual([MISSING]);
  });
});

describe("a register that may be missing", () => {
  const unsure = (state: string) =>
    `PDA0302 register \`last\` may still be missing in state \`${state}\` [last]`;
  const two = (first: string, second: string, more = "") =>
    pattern(`remember last: text?
    emits o { last: text }
    start a
    state a { ${first} }
    state b { ${second} }
    ${more}`);
  const use = "on back -> a { emit o { last } }";

  it("is known in a state that every way assigns", () => {
    expect(
      seen(two("on view -> b { last = product }  on search -> b { last = term }", use)),
    ).toEqual([]);
    expect(seen(two("on view -> b { last = product }  on search -> b", use))).toEqual([
      unsure("b"),
    ]);
  });

  it("is not known in the start state, nor known for good", () => {
    expect(seen(two(`on view -> b { last = product } ${use}`, "on view -> a"))).toEqual([
      unsure("a"),
    ]);
  });

  it("is known from its first value", () => {
    const text = two(`on view -> b ${use}`, use).replace("text?", 'text? = "none"');
    expect(seen(text)).toEqual([]);
  });

  it("is lost by assigning what may be missing", () => {
    const kept = `remember price_seen: decimal(2)?\n${out}`;
    const read = "emit o { product, price: price_seen }";
    const lost = "PDA0302 register `price_seen` may still be missing in state `s` [price_seen]";
    expect(seen(rules(kept, `on view { price_seen = price ${read} }`))).toEqual([lost]);
    expect(seen(rules(kept, `on cart { price_seen = price ${read} }`))).toEqual([]);
    expect(seen(rules(kept, `on view if price is known { price_seen = price ${read} }`))).toEqual(
      [],
    );
  });

  it("is followed through timers", () => {
    expect(seen(two("on view -> b { last = product }  after 5m -> b", use))).toEqual([unsure("b")]);
    expect(seen(two('on view -> b { last = product }  after 5m -> b { last = "-" }', use))).toEqual(
      [],
    );
  });

  it("is followed through calls and returns", () => {
    const call = (inside: string) =>
      two("on view { call c then -> b }", use, `part c { start x  state x { ${inside} } }`);
    expect(seen(call('on back { last = "x"  return }'))).toEqual([]);
    expect(seen(call('on back { last = "x"  return }  on cart { return }'))).toEqual([unsure("b")]);
  });

  it("is followed through `afterwards` and groups", () => {
    const always = "afterwards on any { last = key }";
    expect(seen(two("on view -> b", use, always))).toEqual([]);
    expect(seen(two("after 5m -> b  on view -> b", use, always))).toEqual([unsure("b")]);
    const guarded = 'afterwards on view if price is known { last = "x" }';
    expect(seen(two("on view -> b", use, guarded))).toEqual([unsure("b")]);
  });

  it("is followed through what happens when the stack is full", () => {
    const full = (action: string) =>
      pattern(`remember last: text?
      stack q depth 3 else -> b { ${action} }
      emits o { last: text }
      start a
      state a { on view -> b { push q  last = product } }
      state b { ${use} }`);
    expect(seen(full('last = "full"'))).toEqual([]);
    expect(seen(full(""))).toEqual([unsure("b")]);
  });
});

describe("an optional field of a frame", () => {
  const stack = "stack q { hits: integer? } depth 9 drop oldest\nemits o { hits: integer }";
  const on = (guard: string, value = "top.hits") =>
    seen(
      rules(
        stack,
        `on search { push q { hits } }\non back if ${guard} { emit o { hits: ${value} } }`,
      ),
    );
  const missing = "PDA0303 `hits` of `q` is optional, so it may be missing here";

  it("is known after a test, which also shows the frame", () => {
    expect(on("top.hits is known")).toEqual([]);
    expect(on("top is q", "top.hits or else 0")).toEqual([]);
    expect(on("top is q")).toEqual([`${missing} [top.hits]`]);
    expect(on("any q x where x.hits > 1")).toEqual([
      `${missing} [x.hits]`,
      expect.stringContaining("PDA0303"),
    ]);
    expect(on("any q x where x.hits is known and x.hits > 1 and top.hits is known")).toEqual([]);
  });

  it("is known after pushing what is known", () => {
    const push = (guard: string) =>
      seen(rules(stack, `on search if ${guard} { push q { hits } emit o { hits: top.hits } }`));
    expect(push("hits is known")).toEqual([]);
    expect(push("depth < 5")).toEqual([`${missing} [top.hits]`]);
  });
});

describe("where it is told that a value may be missing, the place could do without it", () => {
  const offered = (declared: string, action: string) =>
    compiled(rules(declared, `on view { ${action} }`)).diagnostics.flatMap(({ help }) =>
      help.map(({ text }) => text).filter((text) => text.includes("do without")),
    );

  it.each([
    [out, emit, "or let the output do without it: `emits o { price: decimal(2)?, … }`"],
    [
      "emits alert o { price: decimal(2) }",
      "emit o { price }",
      "or let the output do without it: `emits alert o { price: decimal(2)? }`",
    ],
    [
      "emits o { price: decimal(4) }",
      "emit o { price }",
      "or let the output do without it: `emits o { price: decimal(4)? }`",
    ],
    [
      "stack q { price: decimal(2) } depth 3 drop oldest",
      "push q { price }",
      "or let the frame do without it: `stack q { price: decimal(2)? }`",
    ],
    [
      "stack q depth 3 drop oldest\nemits o { price: decimal(2) }",
      "for each q { emit o { price } }",
      "or let the output do without it: `emits o { price: decimal(2)? }`",
    ],
  ])("%s", (declared, action, help) => {
    expect(offered(declared, action)).toContain(help);
  });

  it("is not said of a part of a value", () => {
    expect(offered(out, "emit o { product, price: price + 1 }")).toEqual([]);
  });
});
