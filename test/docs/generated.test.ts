import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { wordFacts } from "../../grammar/tokens.ts";
import { pagesWithSections, wholePages, withSections } from "../../scripts/docs/generated.ts";

const read = (page: string): string =>
  readFileSync(new URL(`../../${page}`, import.meta.url), "utf8");

test.each(Object.entries(wholePages))("%s is fresh (npm run generate)", (page, make) => {
  expect(read(page)).toBe(make());
});

test.each(pagesWithSections)("the generated sections of %s are fresh", (page) => {
  expect(read(page)).toBe(withSections(read(page)));
});

test("every word of the language stands on its one page", () => {
  const page = read("docs/language.md");
  const examples = [...page.matchAll(/```pda\n([\s\S]*?)```|`([^`]+)`/g)].map(
    ([, block, inline]) => block ?? inline,
  );
  const written = new Set(examples.join(" ").match(/\w+/g));
  const missing = wordFacts.filter(({ use, text }) => use !== "reserved" && !written.has(text));
  expect(missing.map(({ text }) => text)).toEqual([]);
});

test("the reference has the rules 1 to 37, and all are built", () => {
  const rules = [...read("docs/reference.md").matchAll(/^\*\*(\d+)\..*$/gm)];
  expect(rules.map(([, number]) => Number(number))).toEqual(
    Array.from({ length: 37 }, (_, at) => at + 1),
  );
  expect(rules.filter(([rule]) => rule.includes("not built"))).toEqual([]);
});
