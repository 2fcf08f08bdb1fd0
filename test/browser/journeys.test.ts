import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accounted, goTo, pickLog, stepTo, write } from "./acts.ts";
import { Browsing, written } from "./browsing.ts";

let browsing: Browsing;
beforeAll(async () => {
  browsing = await Browsing.start();
});
afterAll(() => browsing.end());

const folder = resolve(import.meta.dirname, "../../patterns/search-attribution");
const demo = readFileSync(join(folder, "demo.ndjson"), "utf8");
const rows = demo
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as Readonly<Record<string, string>>);

/** The first example, run. */
async function opened(): Promise<Page> {
  const { page } = await browsing.open({ hash: "#example/search-attribution" });
  await page.locator(".step").first().waitFor();
  await page.locator(".editor .cm-is-state").first().waitFor();
  return page;
}

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
/** Whether each ends where what is around it ends, or before. */
const INSIDE = (all: readonly Element[], around: string): readonly boolean[] =>
  all.map(
    (one) =>
      one.getBoundingClientRect().right <=
      (one.closest(around)?.getBoundingClientRect().right ?? 0),
  );
const said = (page: Page) => page.locator(".said");

describe("writing", () => {
  it("goes to the definition of a state, and shows what the checker knows of it", async () => {
    const page = await opened();
    const use = page.locator(".editor .cm-line", { hasText: "on search -> searched" }).first();
    await use.locator(".cm-is-state").click();
    await page.keyboard.press("F12");
    const line = page.locator(".editor .cm-activeLine");
    await expect.poll(() => line.textContent()).toMatch(/state searched/);
    await expect.poll(() => line.locator(".cm-hint").textContent()).toMatch(/^top: query/);
  });

  it("says which argument of a function stands at the cursor", async () => {
    const page = await opened();
    await page.locator(".editor .cm-line", { hasText: "on view -> found" }).click();
    await page.keyboard.press("Home");
    await page.keyboard.type("on view if starts_with(");
    const help = page.locator(".cm-tooltip", { hasText: "starts_with(" });
    await help.first().waitFor();
  });

  it("says in words that there are no files beside the text", async () => {
    const page = await opened();
    await write(page, 'use "shop.events.pda"\n\npattern x on shop { start a state a {} }');
    await goTo(page, "Problems");
    await page.getByText("The playground holds one text").waitFor();
  });
});

describe("logs", () => {
  it("begins with a log: its events, and a first pattern on them", async () => {
    const { page } = await browsing.open();
    const csv = `visitor,timestamp,type\n${rows.map((row) => `${row.visitor},${row.timestamp},${row.type}`).join("\n")}\n`;
    await page
      .getByLabel("Log to begin with")
      .setInputFiles({ name: "visits.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
    await expect
      .poll(() => written(page))
      .toMatch(/events visits \{[\s\S]*pattern found on visits/);
    await accounted(page, new RegExp(`^${rows.length} read = 0 refused`));
  });

  it("reads CSV, and gzip whatever it is called", async () => {
    const page = await opened();
    const columns = ["visitor", "timestamp", "type", "term", "product", "amount"];
    const lines = rows.map((row) => columns.map((name) => row[name] ?? "").join(","));
    const csv = [columns.join(","), ...lines].join("\n");
    for (const [name, bytes] of [
      ["demo.csv", csv],
      ["demo.csv.gz", gzipSync(csv)],
      ["demo.ndjson", gzipSync(demo)],
    ] as const) {
      await pickLog(page, name, bytes);
      await page.locator(".log .name", { hasText: name }).waitFor();
      await expect
        .poll(() => page.locator(".log").textContent())
        .toMatch(/36 read = 0 refused[\s\S]*36 stepped = 33 taken/);
    }
  });

  it("says how an Avro file is read, and that a gzip is damaged", async () => {
    const page = await opened();
    await pickLog(page, "visits.avro", "Obj\u0001 and more");
    await page.locator(".note.error", { hasText: "pda records LOG.avro > LOG.ndjson" }).waitFor();
    await pickLog(page, "cut.ndjson.gz", gzipSync(demo).subarray(0, 200));
    await page.locator(".note.error", { hasText: "data are damaged or end early" }).waitFor();
  });

  it("asks where key, time and type stand, and reads the log so", async () => {
    const page = await opened();
    const other = rows.map(({ visitor, timestamp, type, ...rest }) =>
      JSON.stringify({ who: visitor, when: timestamp, what: type, ...rest }),
    );
    await pickLog(page, "other.ndjson", other.join("\n"));
    await page.getByRole("button", { name: /^Say where key, time and type stand/ }).click();
    for (const [name, place] of [
      ["Key", "who"],
      ["Time", "when"],
      ["Type of event", "what"],
    ] as const) {
      const choice = page.locator(`dialog label:has(> span:text-is("${name}")) select`);
      await choice.locator(`option[value="${place}"]`).waitFor({ state: "attached" });
      await choice.selectOption(place);
    }
    await button(page, "Read the log so").click();
    await accounted(page, /^36 read = 0 refused/);
    await expect
      .poll(() => page.locator(".accounting").textContent())
      .toMatch(/36 stepped = 33 taken/);
    await goTo(page, "Output");
    await page.locator(".command", { hasText: "--key who --time when --type what" }).waitFor();
  });
});

describe("watching", () => {
  it("plays to a breakpoint and stops there; runs to the next one", async () => {
    const page = await opened();
    await page.locator(".breakpoints summary").click();
    await page.getByLabel("found", { exact: true }).check();
    await page.locator(".breakpoints summary").click();
    await page.getByLabel("Steps a second").selectOption("20");
    await button(page, "Play (k)").click();
    await button(page, "Play (k)").waitFor();
    await expect.poll(() => said(page).textContent()).toMatch(/^Step 3 of .*searched to found/);
    await page.keyboard.press("b");
    await expect.poll(() => said(page).textContent()).toMatch(/^Step [4-9] of .*searched to found/);
  });

  it("tells what the log touched, in the drawing, the table and beside the scenarios", async () => {
    const page = await opened();
    const counts = page.locator(".pda .count");
    await expect.poll(async () => (await counts.allTextContents()).length).toBeGreaterThan(8);
    await button(page, "Table").click();
    const rule = page.locator("table.rules tr", { hasText: "on view -> found" });
    await expect.poll(() => rule.locator(".number").textContent()).toMatch(/^\d+$/);
    await goTo(page, "Scenarios");
    await page.getByText("the log does all of it").first().waitFor();
  });

  it("finds the sessions that had an event, and forgets another log's", async () => {
    const page = await opened();
    const list = page.getByRole("listbox", { name: "Sessions" });
    await page.getByLabel("With an event").selectOption("purchase");
    await expect.poll(() => list.getByRole("option").count()).toBeLessThan(4);
    await page.getByLabel("With an event").selectOption("");
    await pickLog(
      page,
      "one.ndjson",
      '{"visitor":"new","timestamp":"2024-05-01T10:00:00Z","type":"search","term":"a"}\n',
    );
    await expect.poll(() => list.getByRole("option").allTextContents()).toHaveLength(1);
    // The first session of the new log is looked at without a click.
    await expect.poll(() => page.locator(".step").count()).toBe(2);
  });

  it("cuts a long key and a long output, never the date or the edge behind them", async () => {
    const page = await opened();
    const chips = page.locator(".step .output");
    await expect.poll(() => chips.evaluateAll(INSIDE, ".outputs")).toContain(true);
    expect(await chips.evaluateAll(INSIDE, ".outputs")).not.toContain(false);
    const key = "a".repeat(200);
    await pickLog(
      page,
      "one.ndjson",
      `{"visitor":"${key}","timestamp":"2024-05-01T10:00:00Z","type":"search","term":"a"}\n`,
    );
    const dates = page.locator(".session", { hasText: key }).locator("time");
    await dates.waitFor({ state: "attached" });
    expect(await dates.evaluateAll(INSIDE, ".sessions")).toEqual([true]);
  });

  it("lets a log wait for a pattern, and takes it through the next one", async () => {
    const page = await opened();
    await write(page, "// nothing yet\n");
    await page.locator(".log .note", { hasText: "waits for a pattern" }).waitFor();
    expect(await page.locator(".log .error, .log .accounting").count()).toBe(0);
    await write(page, readFileSync(join(folder, "pattern.pda"), "utf8"));
    await accounted(page, /^36 read = 0 refused/);
    await page.locator(".step").first().waitFor();
  });

  it("adds an event to a session, and tells what else would have come", async () => {
    const page = await opened();
    await stepTo(page, 1);
    await goTo(page, "Compare");
    await button(page, "Add an event …").click();
    const form = page.getByRole("form", { name: "An event to add" });
    await form.getByLabel("Event").selectOption("search");
    await form.getByLabel(/^term/).fill('a "new" word');
    await button(page, "Add it").click();
    await page
      .locator(".sides .results", { hasText: 'term: "a \\"new\\" word"' })
      .first()
      .waitFor();
    await form.getByLabel("Event").selectOption("purchase");
    await form.getByLabel(/^product/).fill("p1");
    await form.getByLabel(/^amount/).fill("much");
    await button(page, "Add it").click();
    await form.getByRole("alert").waitFor();
  });

  it("keeps a run, and lists the sessions in which a changed pattern says something else", async () => {
    const page = await opened();
    await goTo(page, "Compare");
    await button(page, "Keep this run").click();
    const text = readFileSync(join(folder, "pattern.pda"), "utf8");
    await write(page, text.replace("on view -> found", "on cart -> found"));
    await expect.poll(() => page.locator(".accounting").textContent()).not.toMatch(/33 taken/);
    await button(page, "Compare with the kept one").click();
    await page.locator(".compare .changed").getByRole("button").last().click();
    await page.locator(".sides").first().waitFor();
  });
});

describe("the lab", () => {
  it("moves an event by key and by hand, and says what would come of it", async () => {
    const page = await opened();
    await goTo(page, "Lab");
    const events = page.getByRole("list", { name: "Order of arrival" }).getByRole("listitem");
    const first = await events.first().textContent();
    await events.first().getByRole("button").focus();
    await page.keyboard.press("Alt+ArrowDown");
    await expect.poll(() => events.nth(1).textContent()).toContain(`${first} was 1.`);
    await page.locator(".verdict", { hasText: /The runs part after|No result changes/ }).waitFor();
    // The event keeps the focus: it can be moved on.
    await page.keyboard.press("Alt+ArrowDown");
    await expect.poll(() => events.nth(2).textContent()).toContain(`${first} was 1.`);
    await button(page, "As they were").click();
    await expect.poll(() => events.first().textContent()).toBe(first);
    await events.nth(3).dragTo(events.first());
    await page.locator(".verdict", { hasText: /The runs part after/ }).waitFor();
  });

  it("varies a parameter of the pattern, and steps through what goes wrong", async () => {
    const { page } = await browsing.open({ hash: "#example/failed-logins" });
    await page.locator(".step").first().waitFor();
    await goTo(page, "Lab");
    await page.getByLabel("Vary").selectOption("enough");
    await page.getByLabel(/^Values, now 3/).fill("2,3,4");
    await page.getByLabel("Pipeline").fill("collectors n=4 flush=30s | loss share=20%");
    await page.getByLabel("Seeds", { exact: true }).fill("2");
    await button(page, "Simulate").click();
    await page.locator(".found .chart svg").first().waitFor({ timeout: 120_000 });
    await page.locator(".wrong summary").first().click();
    await button(page, "Step through both runs").first().click();
    const here = page.locator(".both .here");
    await here.first().waitFor();
    const before = await page.locator(".both .tools .quiet").textContent();
    await button(page, "Back (←)").focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => page.locator(".both .tools .quiet").textContent()).not.toBe(before);
    await button(page, "Where they part").click();
    await expect.poll(() => page.locator(".both .tools .quiet").textContent()).toBe(before);
  });
});
