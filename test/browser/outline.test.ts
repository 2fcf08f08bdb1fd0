import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { goTo, stepTo } from "./acts.ts";
import { Browsing } from "./browsing.ts";

/** Roles, names and levels in the order in which they are read aloud; `UPDATE=1` writes them anew. */
const OUTLINES = join(import.meta.dirname, "outlines");

let browsing: Browsing;
beforeAll(async () => {
  mkdirSync(OUTLINES, { recursive: true });
  browsing = await Browsing.start();
});
afterAll(() => browsing.end());

function expectOutline(name: string, outline: string): void {
  const path = join(OUTLINES, `${name}.txt`);
  if (process.env.UPDATE === "1") writeFileSync(path, `${outline}\n`);
  expect(`${outline}\n`).toBe(readFileSync(path, "utf8"));
}

it("is read in order: the first view at a step, with an example and its log", async () => {
  const { page } = await browsing.open({ hash: "#example/search-attribution" });
  await stepTo(page, 5);
  await page.locator(".pda .flag").first().waitFor();
  await page.locator(".accounting").waitFor();
  await page.getByRole("textbox", { name: /^Text of the pattern\. Escape/ }).waitFor();
  expectOutline("first", await page.locator("body").ariaSnapshot());
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByRole("dialog").waitFor();
  await expect.poll(() => page.getByLabel("Link", { exact: true }).inputValue()).toMatch(/#1/);
  const dialog = await page.getByRole("dialog").ariaSnapshot();
  // The address is another with each run.
  expectOutline("share", dialog.replace(/http:\S+/g, "LINK"));
});

it("is read in order: a place in tabs on a telephone", async () => {
  const { page } = await browsing.open({
    ...{ hash: "#example/search-attribution", width: 360, height: 740 },
  });
  await page.locator(".step").first().waitFor();
  await goTo(page, "Compare");
  await page.getByRole("button", { name: "Do it" }).click();
  await page.locator(".sides").waitFor();
  expectOutline("compare", await page.locator("main").ariaSnapshot());
});
