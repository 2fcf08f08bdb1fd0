import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { BURST, READING } from "../../src/simulator/visits.ts";
import { creditTable, type Extent, generatedCredit, ROOT, tabLine } from "./figures.ts";
import { studyPage, type Tables, WHOLE } from "./page.ts";
import { recordedTouches } from "./recorded.ts";

/**
 * `npm run study` writes docs/study.md. With `--check` it writes nothing and exits 1 if the page is stale: a small
 * study is made anew, in seconds, and has to give the figures of which the page holds a hash; the page's words have
 * to be those of page.ts, and its figures those that were written.
 */
const PAGE = new URL("docs/study.md", ROOT);
const SMALL: Extent = { journeys: 120, seeds: [1] };

const tablesOf = (extent: Extent) => ({
  reading: generatedCredit(READING, extent),
  burst: generatedCredit(BURST, extent),
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
  const [reading = [], burst = [], recorded = [], tabs = []] = tables;
  return { reading, burst, recorded, tabs };
}

function recordedTable(): readonly string[] {
  const events = recordedTouches(process.env.PDA_LOGS);
  return events === null
    ? tablesIn(readFileSync(PAGE, "utf8")).recorded
    : creditTable(events, WHOLE.seeds);
}

if (process.argv.includes("--check")) {
  const page = readFileSync(PAGE, "utf8");
  if (page !== written(tablesIn(page))) {
    console.error("stale: docs/study.md; npm run study");
    process.exitCode = 1;
  }
} else {
  const { reading, burst, tabs } = tablesOf(WHOLE);
  writeFileSync(PAGE, written({ reading, burst, recorded: recordedTable(), tabs }));
}
