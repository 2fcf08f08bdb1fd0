import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import type { SimulationResult } from "../../../src/simulator/experiment/result.ts";
import { reportPage } from "../../../src/simulator/page/page.ts";
import { drawing } from "../../../src/simulator/page/plot.ts";
import { sample } from "./sample.ts";

const page = (result: SimulationResult): string => reportPage(result, "pda simulate …", drawing());
const full = page(sample());
const { document } = parseHTML(full);
const textOf = (selector: string): string[] =>
  [...document.querySelectorAll(selector)].map(({ textContent }) =>
    (textContent ?? "").replaceAll("\u00a0%", " %"),
  );

describe("the report", () => {
  it("fetches nothing and runs nothing", () => {
    expect(document.querySelectorAll("script, link, img, iframe, [src]")).toHaveLength(0);
    const policy = document.querySelector('meta[http-equiv="Content-Security-Policy"]')!;
    expect(policy.getAttribute("content")).toContain("default-src 'none'");
    expect(full).not.toMatch(/url\(|@import|https?:\/\/(?!www\.w3\.org)/);
  });

  it("shows names and values as text, whatever is in them", () => {
    expect(full).not.toContain("<script>");
    expect(textOf("p.muted")[0]).toContain("<script>alert(1)</script>.ndjson");
    expect(textOf("summary").join()).toContain("key u<17>");
  });

  it("has a table behind every chart, and the chart for wide and narrow pages", () => {
    const figures = [...document.querySelectorAll("figure")];
    expect(figures.map((one) => one.querySelector("h3")!.textContent)).toEqual([
      "What goes wrong with each output",
      "What the errors come from",
      "Sessions with an error",
      "Window against disorder",
      "What a wider window costs",
      "Ways to meet the disorder",
      "When results have settled",
    ]);
    for (const one of figures) {
      expect(one.querySelectorAll("details table").length).toBeGreaterThan(0);
      expect(one.querySelectorAll(".wide svg")).toHaveLength(1);
      expect(one.querySelectorAll(".narrow svg")).toHaveLength(1);
    }
  });

  it("gives the figures of the result", () => {
    expect(textOf(".lead")).toEqual(["8.4 % of sessions have an error (8.1 % to 8.8 %)."]);
    expect(textOf(".advice")[0]).toContain("reorder within 2s leaves 0.08 %");
    expect(textOf(".cards strong")[0]).toBe("8.4 %");
    expect(textOf("figure table").join("\n")).toContain("667");
    expect(textOf(".error h3")).toEqual(["28\u202f000 × attribution other term, by collectors"]);
    expect(textOf("figure p").join("\n")).toContain("With late retract within 4s, ");
    expect(textOf(".error p")[0]).toContain("waited 4.1 s in collector 3");
  });

  it("draws every drop of its charts as numbers", () => {
    expect(full).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("leaves out what there is nothing to say of", () => {
    const { outcome, ...rest } = sample();
    const nothing = page({
      ...rest,
      outcome: { ...outcome, outputs: [], mechanisms: [] },
      ...{ sentences: [], sweep: null, strategies: null, settle: null, worst: [] },
    });
    const bare = parseHTML(nothing).document;
    expect(bare.querySelectorAll("figure")).toHaveLength(0);
    expect(bare.querySelector(".lead")!.textContent).toContain("Nothing goes wrong");
    expect([...bare.querySelectorAll("h2")].map(({ textContent }) => textContent)).toEqual([
      "What these figures rest on",
    ]);
  });

  it("is the same bytes for the same result", () => {
    expect(page(sample())).toBe(full);
  });
});
