import { describe, expect, it } from "vitest";
import { kindsOf } from "../../../src/simulator/explain/kind.ts";
import { explanationLines } from "../../../src/simulator/explain/text.ts";
import { explanationsOf, type Happened, type Way } from "./shop.ts";

const search = (term: string, seconds: number, way?: Way): Happened => [
  "search",
  { term },
  seconds,
  way,
];
const view = (product: string, seconds: number, way?: Way): Happened => [
  "view",
  { product },
  seconds,
  way,
];
const cart = (product: string, seconds: number, way?: Way): Happened => [
  "cart",
  { product },
  seconds,
  way,
];

const inCollector = (unit: number, at: number, waited: string) => ({
  ...{ at: [at], mechanism: "collectors", unit: unit - 1 },
  text: `waited ${waited} in collector ${unit}`,
});

/** The visitor looks at much that does not matter. */
const OVERTAKEN = [
  view("p9", 1),
  search("boots", 2, inCollector(1, 2.5, "500 ms")),
  view("p8", 3),
  cart("p1", 7.2, inCollector(3, 11.3, "4.1 s")),
  search("coats", 10, inCollector(1, 10.92, "920 ms")),
  view("p7", 12),
];

describe("an explanation", () => {
  it("says who waited while another overtook it, and how much less would have done", () => {
    const explanation = explanationsOf(OVERTAKEN).get("carted changed")!;
    expect(explanationLines(explanation, 80).join("\n")).toMatchInlineSnapshot(`
      "\`carted\` (00:00:07.2) has \`term\` "coats" instead of "boots": \`cart\` (00:00:07.2)
      waited 4.1 s in collector 3 while \`search\` (00:00:10) left through collector 1;
      381 ms less and the result would have been right.
      One exchange is the least that there can be. Of the key's 6 events 3 are left
      out.

        in order                              | as it came
      - ------------------------------------- | -------------------------------------
        00:00:02  search { term: "boots" }    | 00:00:02  search { term: "boots" }
          (idle -> searched)                  |   (idle -> searched)
          stack query { term: "boots" }       |   stack query { term: "boots" }
      *                                       | 00:00:10  search { term: "coats" }
                                              |   (searched)
                                              |   stack query { term: "coats" }
      * 00:00:07.2  cart { product: "p1" }    | 00:00:07.2  cart { product: "p1" }
          (searched -> idle)                  |   (searched -> idle)
          emit carted { term: "boots",        |   emit carted { term: "coats",
          product: "p1", seen: 0 }            |   product: "p1", seen: 0 }
          stack empty                         |   stack empty
      * 00:00:10  search { term: "coats" }    |
          (idle -> searched)                  |
          stack query { term: "coats" }       |
      * 00:30:10  end of the session, by gap  | 00:30:10  end of the session, by gap
          (searched)                          |   (idle)
          emit visit { events: 3 }            |   emit visit { events: 3 }"
    `);
    expect(explanation).toMatchObject({
      certified: true,
      swaps: 1,
      remedy: { how: "sooner", events: [1], ms: 381 },
      of: { events: 6, swaps: 1, alterations: 0 },
      label:
        "`carted` has another `term`: `search` before `cart` (collectors) in `search`, `cart`, `search`",
    });
  });

  it("stands one run below the other where there is no room", () => {
    const explanation = explanationsOf(OVERTAKEN).get("carted changed")!;
    expect(explanationLines(explanation, 60).join("\n")).toMatchInlineSnapshot(`
      "\`carted\` (00:00:07.2) has \`term\` "coats" instead of "boots":
      \`cart\` (00:00:07.2) waited 4.1 s in collector 3 while
      \`search\` (00:00:10) left through collector 1; 381 ms less
      and the result would have been right.
      One exchange is the least that there can be. Of the key's 6
      events 3 are left out.

      in order:
        00:00:02  search { term: "boots" }
          (idle -> searched)
          stack query { term: "boots" }
      * 00:00:07.2  cart { product: "p1" }
          (searched -> idle)
          emit carted { term: "boots", product: "p1", seen: 0 }
          stack empty
      * 00:00:10  search { term: "coats" }
          (idle -> searched)
          stack query { term: "coats" }
      * 00:30:10  end of the session, by gap
          (searched)
          emit visit { events: 3 }

      as it came:
        00:00:02  search { term: "boots" }
          (idle -> searched)
          stack query { term: "boots" }
      * 00:00:10  search { term: "coats" }
          (searched)
          stack query { term: "coats" }
      * 00:00:07.2  cart { product: "p1" }
          (searched -> idle)
          emit carted { term: "coats", product: "p1", seen: 0 }
          stack empty
      * 00:30:10  end of the session, by gap
          (idle)
          emit visit { events: 3 }"
    `);
  });

  it("is plain JSON", () => {
    for (const explanation of explanationsOf(OVERTAKEN).values())
      expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
  });

  it("keeps to the width wherever it is", () => {
    for (const explanation of explanationsOf(OVERTAKEN).values())
      for (let width = 30; width <= 120; width++)
        for (const line of explanationLines(explanation, width))
          expect(line.length, `${width}: ${line}`).toBeLessThanOrEqual(width);
  });

  it("names the event that was lost", () => {
    const lost = { at: [], mechanism: "loss", text: "was lost" };
    const found = explanationsOf([search("boots", 1, lost), view("p1", 2), cart("p1", 3)]);
    expect(
      [...found].map(([name, { text, proof }]) => `${name}: ${text} ${proof}`).join("\n"),
    ).toMatchInlineSnapshot(`
      "carted false negative: \`carted\` (00:00:03) is missing: \`search\` (00:00:01) was lost; without that the result would have been right. One change is the least that there can be.
      visit changed: \`visit\` (00:30:03) has \`events\` 2 instead of 3: \`search\` (00:00:01) was lost; without that the result would have been right. One change is the least that there can be."
    `);
  });

  it("names the copy that should not have come", () => {
    const copied = { at: [2, 5], mechanism: "copies", text: "was sent again 3 s later" };
    const found = explanationsOf([search("boots", 1), cart("p1", 2, copied), search("coats", 3)]);
    expect(
      [...found].map(([name, { text }]) => `${name}: ${text}`).join("\n"),
    ).toMatchInlineSnapshot(`
      "carted duplicate: \`carted\` (00:00:02) came once more than it should: the copy of \`cart\` (00:00:02) was sent again 3 s later, and \`search\` (00:00:03) came before it; without that the result would have been right.
      visit changed: \`visit\` (00:30:03) has \`events\` 4 instead of 3: the copy of \`cart\` (00:00:02) was sent again 3 s later; without that the result would have been right."
    `);
  });

  it("names the wrong date that cut the session in two", () => {
    const skewed = { at: [1801], shift: 60, mechanism: "skew", text: "was stamped 1 min too late" };
    const found = explanationsOf([search("boots", 1), cart("p1", 1800, skewed)]);
    expect(
      [...found].map(([name, { text }]) => `${name}: ${text}`).join("\n"),
    ).toMatchInlineSnapshot(`
      "visit changed: \`visit\` (01:00:00) has \`events\` 1 instead of 2: \`cart\` (00:30:00) was stamped 1 min too late; without that the result would have been right.
      carted false negative: \`carted\` (00:30:00) is missing: \`cart\` (00:30:00) was stamped 1 min too late; without that the result would have been right.
      visit false positive: \`visit\` (01:01:00) should not have come: \`cart\` (00:30:00) was stamped 1 min too late; without that the result would have been right."
    `);
  });

  it("leaves out what came in between", () => {
    const late = inCollector(2, 9, "8 s");
    const found = explanationsOf([cart("p1", 1, late), search("boots", 2), search("coats", 3)]);
    expect(
      [...found].map(([name, { text, proof }]) => `${name}: ${text} ${proof}`).join("\n"),
    ).toMatchInlineSnapshot(
      `"carted false positive: \`carted\` (00:00:01) should not have come: \`cart\` (00:00:01) waited 8 s in collector 2, and \`search\` (00:00:03) came before it; 7.001 s less and the result would have been right. One exchange is the least that there can be."`,
    );
  });
});

describe("kinds of explanations", () => {
  it("gather what is alike, the most frequent first", () => {
    const overtaken = () => [...explanationsOf(OVERTAKEN).values()];
    const lost = { at: [], mechanism: "loss", text: "was lost" };
    const other = [...explanationsOf([search("hats", 1, lost), cart("p1", 3)]).values()];
    const kinds = kindsOf([...other, ...overtaken(), ...overtaken(), ...overtaken()]);
    expect(kinds.map(({ label, count }) => `${count} ${label}`)).toMatchInlineSnapshot(`
      [
        "3 \`carted\` has another \`term\`: \`search\` before \`cart\` (collectors) in \`search\`, \`cart\`, \`search\`",
        "1 \`carted\` is missing: \`search\` lost (loss) in \`search\`, \`cart\`",
        "1 \`visit\` has another \`events\`: \`search\` lost (loss) in \`search\`, \`cart\`",
      ]
    `);
    expect(kinds.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  });
});
