import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { accounted, goTo, pickLog, stepTo, write } from "./acts.ts";

/** What there is to be looked at, one after the other on one page: each goes on from the one before. */
export interface Look {
  readonly name: string;
  /** Looked at in both colours and at every width; the others once, unless `PDA_LOOKS=all`. */
  readonly main?: true;
  readonly reach: (page: Page) => Promise<void>;
}

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

const dialog = (name: string) => async (page: Page) => {
  await button(page, name).first().click();
  await page.getByRole("dialog").waitFor();
};

export const closeDialog = async (page: Page): Promise<void> => {
  const open = page.locator("dialog[open]");
  if ((await open.count()) > 0) {
    await page.keyboard.press("Escape");
    await open.waitFor({ state: "detached" });
  }
};

const EVENT = '{"visitor":"x","timestamp":"2024-05-01T10:00:00Z","type":"search","term":"a"}\n';
const many = (count: number, keys: number): string =>
  Array.from({ length: count }, (_, i) =>
    JSON.stringify({
      ...{ visitor: `v${i % keys}`, timestamp: 1_704_099_600_000 + i * 1000 },
      ...[
        { type: "search", term: "a" },
        { type: "view", product: "p" },
      ][i % 2],
    }),
  ).join("\n");

const large = (states: number): string =>
  [
    "events shop { key visitor time timestamp event view { product: text } }",
    "pattern large on shop { session gap 30m start s0",
    ...Array.from({ length: states }, (_, i) => `state s${i} { on view -> s${(i + 1) % states} }`),
    "}",
  ].join("\n");

/** With the search attribution and its log, as the page begins. */
export const looks: readonly Look[] = [
  { name: "start", main: true, reach: (page) => page.locator(".step").first().waitFor() },
  { name: "pattern", reach: (page) => goTo(page, "Pattern") },
  { name: "outline", reach: (page) => goTo(page, "Outline") },
  { name: "log", reach: (page) => goTo(page, "Log") },
  {
    name: "log-paste",
    reach: async (page) => {
      await button(page, "Paste").click();
      await page.getByLabel("Lines of a log").waitFor();
    },
  },
  {
    name: "log-fields",
    reach: async (page) => {
      await button(page, "Paste").click();
      await dialog("Fields …")(page);
      await page.locator("dialog pre.first").waitFor();
    },
  },
  { name: "sessions", main: true, reach: (page) => goTo(page, "Sessions") },
  { name: "timeline", main: true, reach: (page) => stepTo(page, 5) },
  {
    name: "breakpoints",
    reach: async (page) => {
      await page.locator(".breakpoints summary").click();
      await page.locator(".sheet").waitFor();
    },
  },
  {
    name: "memory",
    reach: async (page) => {
      await page.keyboard.press("Escape");
      await page.locator(".sheet").waitFor({ state: "detached" });
      await goTo(page, "Memory");
    },
  },
  {
    name: "diagram",
    main: true,
    reach: async (page) => {
      await goTo(page, "Diagram");
      await page.locator(".pda .count").first().waitFor();
    },
  },
  {
    name: "diagram-table",
    main: true,
    reach: async (page) => {
      await button(page, "Table").click();
      await page.locator("table.rules").waitFor();
    },
  },
  {
    name: "why",
    main: true,
    reach: async (page) => {
      await button(page, "Table").click();
      await goTo(page, "Why");
      await button(page, "Ask").click();
      await page.locator(".answer .first").waitFor();
    },
  },
  {
    name: "output",
    main: true,
    reach: async (page) => {
      await goTo(page, "Output");
      await page.locator(".output-line").first().waitFor();
    },
  },
  { name: "scenarios", reach: (page) => goTo(page, "Scenarios") },
  {
    name: "compare",
    main: true,
    reach: async (page) => {
      await goTo(page, "Compare");
      await button(page, "Add an event …").click();
      await page.getByLabel("An event to add").waitFor();
      await button(page, "Do it").click();
      await page.locator(".sides").waitFor();
    },
  },
  { name: "lab", main: true, reach: (page) => goTo(page, "Lab") },
  {
    name: "lab-results",
    reach: async (page) => {
      await page.getByLabel("Seeds", { exact: true }).fill("2");
      await page.getByLabel("Pipeline").fill("collectors n=4 flush=10s | loss share=20%");
      await page.getByLabel("Windows").fill("0,2s,10s");
      await button(page, "Simulate").click();
      await page.locator(".found .chart svg").first().waitFor({ timeout: 120_000 });
      await page.locator(".found").scrollIntoViewIfNeeded();
    },
  },
  {
    name: "lab-both-runs",
    reach: async (page) => {
      await page.locator(".wrong summary").first().click();
      await button(page, "Step through both runs").first().click();
      await page.locator(".both .here").first().waitFor();
      await page.locator(".both").first().scrollIntoViewIfNeeded();
    },
  },
  { name: "examples", reach: dialog("Examples") },
  { name: "share", main: true, reach: dialog("Share") },
  { name: "keys", reach: dialog("Keys") },
  {
    name: "log-refused",
    reach: async (page) => {
      await pickLog(page, "some.ndjson", `${EVENT}{"visitor":\n{"visitor":"y"}\n`);
      await accounted(page, /3 read/);
    },
  },
  {
    name: "log-elsewhere",
    reach: async (page) => {
      await pickLog(page, "other.csv", "who,when,what\na,2024-05-01T10:00:00Z,search\n");
      await page.locator(".note.warning").first().waitFor();
    },
  },
  {
    name: "log-avro",
    reach: async (page) => {
      await pickLog(page, "visits.avro", "Obj\u0001 and more");
      await page.locator(".note.error").first().waitFor();
    },
  },
  {
    name: "log-damaged",
    reach: async (page) => {
      await pickLog(page, "cut.ndjson.gz", gzipSync(EVENT.repeat(50)).subarray(0, 40));
      await page.locator(".note.error", { hasText: "gzip" }).waitFor();
    },
  },
  {
    name: "sessions-many",
    reach: async (page) => {
      await pickLog(page, "many.ndjson", many(20_000, 5000));
      await accounted(page, /20,000 read/);
      await goTo(page, "Sessions");
    },
  },
  {
    name: "timeline-long",
    reach: async (page) => {
      await pickLog(page, "long.ndjson", many(2000, 1));
      await accounted(page, /^2,000 read/);
      await stepTo(page, 1000);
    },
  },
  { name: "lab-long", reach: (page) => goTo(page, "Lab") },
  ...["Log", "Timeline", "Sessions", "Memory", "Why", "Output", "Compare", "Lab"].map((place) => ({
    name: `empty-${place.toLowerCase()}`,
    reach: async (page: Page) => {
      await goTo(page, "Log");
      const remove = button(page, "Remove the log");
      if ((await remove.count()) > 0) await remove.click();
      await goTo(page, place);
    },
  })),
  {
    name: "problems",
    main: true,
    reach: async (page) => {
      await write(page, "pattern x on nothing { start a }");
      await goTo(page, "Problems");
      await page.locator(".problems li").first().waitFor();
    },
  },
  {
    name: "files-beside",
    reach: async (page) => {
      await write(page, 'use "shop.events.pda"\n\npattern x on shop { start a state a {} }');
      await goTo(page, "Problems");
      await page.locator(".problems li", { hasText: "shop.events.pda" }).first().waitFor();
    },
  },
  {
    name: "diagram-large",
    reach: async (page) => {
      await write(page, large(120));
      await goTo(page, "Diagram");
      await page.locator("table.rules").waitFor();
    },
  },
  {
    name: "refused-link",
    reach: async (page) => {
      await page.evaluate("location.hash = '#1abc'");
      await page.getByRole("alert").waitFor();
    },
  },
];
