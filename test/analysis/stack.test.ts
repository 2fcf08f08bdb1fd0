import { describe, expect, it } from "vitest";
import { analysed, diagnosticsOf, told } from "./compiled.ts";

const head = `session gap 30m
stack query { term: text }, filter { facet: text }
emits found { term: text? }
start browsing`;

const bounded = (body: string, depth = "") =>
  analysed(body.replace("DEPTH", depth)).facts.stackBound;

describe("the bound of the stack", () => {
  it("is proved where pushes alternate with clears", () => {
    const { facts } = analysed(`${head}
      state browsing { on search -> searched { push query { term } } }
      state searched {
        on view { emit found { term: top.term } }
        on cart -> filtered { push filter { facet: product } }
      }
      state filtered { on view { emit found { term: nearest query.term } }  on back -> browsing { clear } }`);
    expect(facts.stackBound).toBe(2);
    expect(facts.tops.get("filtered")).toEqual(["filter"]);
    expect(facts.tops.get("browsing")).toEqual([null]);
  });

  it("is what no rule pops beyond, whatever happens there", () => {
    for (const word of ["drop oldest", "refuse", "else -> full { clear }"]) {
      const body = (pops: string) => `session gap 30m
        stack query { term: text } depth 2 ${word}
        emits found { term: text }
        start browsing
        state browsing {
          on search { push query { term } }
          on view if depth = 3 { emit found { term: "three" } }
          on back { ${pops}  emit found { term: "back" } }
        }
        state full { on view -> browsing }`;
      const never = told(body("pop  pop  pop")).filter((line) => line.startsWith("PDA050"));
      expect(never.map((line) => line.slice(0, 7))).toContain("PDA0502");
      expect(never.join("\n")).toContain(
        "`on back` of state `browsing` can never fire, because the stack never has that many frames there",
      );
      expect(told(body("pop  pop")).join("\n")).not.toContain("PDA0504");
      expect(told(body('pop  pop  push query { term: "a" }  pop')).join("\n")).not.toContain(
        "PDA0504",
      );
    }
  });

  it("is what no rule pushes beyond, where that is refused, and what it would lead to is never entered", () => {
    const body = (depth: number) => `session gap 30m
      stack query { term: text } depth ${depth} refuse
      emits found
      start browsing
      state browsing { on search -> one { push query { term } } }
      state one { on search -> two { push query { term } }  on view if depth > 5 -> two { push query { term: "v" } } }
      state two { on search -> three { push query { term } }  on back { pop  push query { term: "again" } } }
      state three { on view { emit found } }`;
    expect(told(body(2)).join("\n")).toContain(
      "PDA0505 `on search` of state `two` can never fire, because the stack is always full there",
    );
    expect(told(body(2)).join("\n")).toContain("PDA0500 state `three` can never be entered");
    // Popped before it is pushed, there is room.
    expect(told(body(2)).join("\n")).not.toContain("`on back`");
    const early = told(body(1)).join("\n");
    expect(early).toContain("`on search` of state `one` can never fire");
    expect(early).toContain("PDA0500 state `two` can never be entered");
    expect(told(body(3)).join("\n")).not.toMatch(/PDA050[05]/);
    // A frame that is no longer there leaves room.
    expect(
      told(body(2).replace("{ term: text }", "{ term: text } expires 1m")).join("\n"),
    ).not.toMatch(/PDA050[05]/);
  });

  it("asks for a word where none is proved, with the three edits", () => {
    const [one] = diagnosticsOf(`${head}
      state browsing { on search -> searched { push query { term } } }
      state searched { on back -> browsing { push filter { facet: "f" } }  on view { emit found { term: top.term or else "" } } }`);
    expect(one!.code).toBe("PDA0511");
    expect(one!.message).toBe("the stack can grow without bound");
    expect(one!.help.flatMap((help) => help.edits ?? []).map((edit) => edit.replacement)).toEqual([
      " depth 32 drop oldest",
      " depth 32 refuse",
      " depth 32 else -> browsing { clear }",
    ]);
  });

  it("says may where a guard decides whether a round can be run again", () => {
    const body = `${head}
      state browsing { on search if depth < 5 { push query { term } }  on view { emit found { term: bottom.term or else "" } } }`;
    expect(told(body.replace("bottom.term", "nearest query.term"))).toEqual([
      "PDA0511 the stack may grow without bound",
    ]);
  });

  it("counts what lies between the calls that can be nested", () => {
    const body = `session gap 30m
      calls 4
      stack query { term: text }
      emits found { term: text }
      start browsing
      state browsing { on view { call looking then -> browsing } }
      part looking {
        start looked
        state looked {
          on search -> again { push query { term } }
          on back { return }
        }
        state again {
          on view { emit found { term: top.term } }
          on cart { call looking then -> again }
          on back { return }
        }
      }`;
    expect(analysed(body).facts.stackBound).toBe(4);
  });

  const trail = `session gap 30m
    stack page { product: text } DEPTH
    emits left { product: text }
    start reading
    state reading {
      on view { push page { product } }
      on back { emit left { product: top.product or else "" } pop }
    }
    state full { on view -> reading { clear } }`;

  it("is the depth where the word takes effect", () => {
    expect(bounded(trail.replace(/state full.*/, ""), "depth 7 drop oldest")).toBe(7);
    expect(bounded(trail.replace(/state full.*/, ""), "depth 7 refuse")).toBe(7);
    expect(bounded(trail, "depth 7 else -> full { clear }")).toBe(7);
  });

  it("is less than the depth where the word never takes effect", () => {
    const body = `${head.replace("}\nemits", "} depth 9 drop oldest\nemits")}
      state browsing { on search -> searched { push query { term } } }
      state searched { on back -> browsing { emit found { term: top.term } clear } }`;
    expect(bounded(body)).toBe(1);
  });

  it("enters the state of the overflow only where there is one", () => {
    expect(told(trail.replace("DEPTH", "depth 7 refuse"))).toContain(
      "PDA0500 state `full` can never be entered",
    );
    expect(told(trail.replace("DEPTH", "depth 7 else -> full"))).toEqual([]);
  });
});

describe("what is on top", () => {
  it("may have been dropped below a full stack, but not at its top", () => {
    const body = `session gap 30m
      stack page { product: text } depth 2 drop oldest
      emits seen { product: text }
      start reading
      state reading { on view -> reader { push page { product } } }
      state reader {
        on view { emit seen { product: top.product }  push page { product } }
        on back -> popped { pop }
      }
      state popped { on view -> reader { push page { product } } }`;
    const { facts } = analysed(body);
    expect(facts.tops.get("reader")).toEqual(["page"]);
    expect(facts.tops.get("popped")).toEqual(expect.arrayContaining(["page", null]));
  });

  it("may have expired, and what lies below may be laid bare", () => {
    const body = `session gap 30m
      stack query { term: text } expires 5m, filter { facet: text }
      emits found { term: text }
      start browsing
      state browsing { on search -> searched { push filter { facet: "f" }  push query { term } } }
      state searched { on view { emit found { term: top.term or else "" } }  on back -> browsing { clear } }`;
    expect([...analysed(body).facts.tops.get("searched")!].sort()).toEqual(["filter", "query"]);
    expect(told(body.replace(' or else ""', ""))).toEqual([
      "PDA0513 `top` can be `filter` here, not only `query`",
    ]);
  });

  it("is read through a return address, and popped only down to it", () => {
    const part = (rule: string) => `session gap 30m
      stack query { term: text }
      emits found { term: text }
      start browsing
      state browsing { on search -> searched { push query { term } } }
      state searched {
        on view { call looking then -> searched }
        on back -> browsing { clear }
      }
      part looking {
        start looked
        state looked { ${rule}  on back { return } }
      }`;
    expect(told(part("on view { emit found { term: top.term } }"))).toEqual([]);
    expect(told(part("on view { emit found { term: top.term } pop }"))).toContain(
      "PDA0504 `on view` of state `looked` can never fire, because the stack is always empty there",
    );
  });
});
