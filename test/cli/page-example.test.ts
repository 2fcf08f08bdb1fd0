import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { exampleNamed, examplesOf } from "../../src/cli/page-example.ts";
import { compile } from "../../src/compile.ts";

const docs = resolve(import.meta.dirname, "../../docs");
const page = (name: string): string => join(docs, name);
const pages = readdirSync(docs).filter((name) => name.endsWith(".md"));

/** What needs a second file, or parameters, to be wrong. */
const ELSEWHERE = ["PDA0702", "PDA0703", "PDA0704"];

describe("patterns of the docs as the playground opens them", () => {
  it.each(pages)(
    "%s: each is one text, with the mistakes that the page says and no other",
    (name) => {
      for (const [i, { names, pattern }] of examplesOf(page(name)).entries()) {
        const codes = names.filter((one) => /^PDA\d{4}$/.test(one));
        if (codes.some((code) => ELSEWHERE.includes(code))) continue;
        const main = { name: "pattern.pda", text: pattern };
        const { diagnostics } = compile({ main, load: () => null });
        expect(
          [...new Set(diagnostics.map(({ code }) => code))].sort(),
          `${name}#${i + 1}`,
        ).toEqual(codes);
      }
    },
  );

  it("come with the log on which the page runs them", () => {
    const visits = exampleNamed(page("time.md"), "visits.pda");
    expect(visits).toMatchObject({ log: { name: "morning.ndjson" } });
    const tutorial = exampleNamed(page("tutorial.md"), "waiting.pda");
    expect(tutorial).toMatchObject({ log: { name: "support.ndjson" } });
    expect(tutorial).toMatchObject({ pattern: expect.not.stringMatching(/^use /m) });
  });

  it("have the names that the page gives them; another is refused with those that are there", () => {
    expect(exampleNamed(page("errors.md"), "PDA0111")).toMatchObject({ log: null });
    expect(exampleNamed(page("time.md"), "none.pda")).toMatchObject({
      refused: expect.stringMatching(/there is no pattern #none\.pda: #1 to #\d+, #visits\.pda/),
    });
    expect(exampleNamed(page("time.md"), null)).toMatchObject({
      refused: expect.stringContaining("say which pattern of the page"),
    });
    expect(exampleNamed(page("worker.md"), "1")).toMatchObject({
      refused: expect.stringContaining("there is no pattern on this page"),
    });
  });
});
