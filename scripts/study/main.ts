import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { BURST, READING } from "../../src/simulator/visits.ts";
import { creditTable, type Extent, ROOT, tabLine } from "./figures.ts";
import { studyPage, type Tables, WHOLE } from "./page.ts";

/**
 * `npm run study` writes docs/study.md. With `--check` it writes nothing and exits 1 if the page is stale: a small
 * study is made anew, in seconds, and has to give the figures of which the page holds a hash; the page's words have
 * to be those of page.ts, and its figures those that were written.
 */
const PAGE = new URL("docs/study.md", ROOT);
const SMALL: Extent = { journeys: 120, seeds: [1] };

const tablesOf = (extent: Extent): Omit<Tables, "trial" | "whole"> => ({
  reading: creditTable(READING, extent),
  burst: creditTable(BURST, extent),
  tabs: [0, 0.1, 0.3].map((share) => tabLine(share, extent)),
});

const nameOf = (tables: unknown): string =>
  createHash("sha256").update(JSON.stringify(tables)).digest("hex").slice(0, 16);

const trial = nameOf(tablesOf(SMALL));

const written = (tables: Omit<Tables, "trial" | "whole">): string =>
  studyPage({ ...tables, trial, whole: nameOf(tables) });

/** The rows of figures of a page, as they stand there. */
function tablesIn(page: string): Omit<Tables, "trial" | "whole"> {
  const tables = page
    .split(/\n(?!\|)/)
    .map((part) => part.split("\n").filter((line) => line.startsWith("|")))
    .filter((lines) => lines.length > 2)
    .map((lines) => lines.slice(2));
  const [reading = [], burst = [], tabs = []] = tables;
  return { reading, burst, tabs };
}

if (process.argv.includes("--check")) {
  const page = readFileSync(PAGE, "utf8");
  if (page !== written(tablesIn(page))) {
    console.error("stale: docs/study.md; npm run study");
    process.exitCode = 1;
  }
} else writeFileSync(PAGE, written(tablesOf(WHOLE)));
