import { readFileSync, writeFileSync } from "node:fs";
import { pagesWithSections, wholePages, withSections } from "./docs/generated.ts";

/**
 * Writes the generated pages of docs/ and the generated sections of the others.
 * With `--check` it writes nothing and exits 1 if a page is stale.
 */
const root = new URL("../", import.meta.url);
const read = (page: string): string => {
  try {
    return readFileSync(new URL(page, root), "utf8");
  } catch {
    return "";
  }
};
const fresh = new Map([
  ...Object.entries(wholePages).map(([page, make]) => [page, make()] as const),
  ...pagesWithSections.map((page) => [page, withSections(read(page))] as const),
]);
const stale = [...fresh].filter(([page, text]) => read(page) !== text);
if (!process.argv.includes("--check"))
  for (const [page, text] of stale) writeFileSync(new URL(page, root), text);
else if (stale.length > 0) {
  console.error(`stale: ${stale.map(([page]) => page).join(", ")}; npm run generate`);
  process.exitCode = 1;
}
