import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { pagesWithSections, wholePages, withSections } from "../../scripts/docs/generated.ts";

const read = (page: string): string =>
  readFileSync(new URL(`../../${page}`, import.meta.url), "utf8");

test.each(Object.entries(wholePages))("%s is fresh (npm run generate)", (page, make) => {
  expect(read(page)).toBe(make());
});

test.each(pagesWithSections)("the generated sections of %s are fresh", (page) => {
  expect(read(page)).toBe(withSections(read(page)));
});
