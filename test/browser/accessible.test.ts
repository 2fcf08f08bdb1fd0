import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Result } from "axe-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Browsing, SHOTS } from "./browsing.ts";
import { views } from "./views.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browsing: Browsing;
beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true });
  browsing = await Browsing.start();
});
afterAll(() => browsing.end());

it.each([
  ["light", false],
  ["dark", true],
])("has no violation in any view, in %s colours", async (scheme, dark) => {
  const { page } = await browsing.open({ dark });
  await page.locator(".editor .cm-is-state").first().waitFor();
  const told: string[] = [];
  for (const view of views) {
    await view.reach(page);
    await page.screenshot({ path: join(SHOTS, `${view.name}-${scheme}.png`) });
    // The browser's debugging protocol may do what the page's own policy forbids to scripts.
    await page.evaluate(axe);
    const violations: Result[] = await page.evaluate("axe.run().then((run) => run.violations)");
    for (const { id, nodes } of violations)
      for (const { target, failureSummary } of nodes)
        told.push(`${view.name}: ${id} ${target.join(" ")} ${failureSummary}`);
    await page.keyboard.press("Escape");
  }
  expect(told).toEqual([]);
});

it("moves a border by keyboard, and remembers it", async () => {
  const { page } = await browsing.open();
  const border = page.getByRole("separator", { name: "Width of the text" });
  const before = Number(await border.getAttribute("aria-valuenow"));
  await border.focus();
  await page.keyboard.press("Shift+ArrowRight");
  expect(Number(await border.getAttribute("aria-valuenow"))).toBe(before + 10);
  await page.reload();
  await page.getByRole("separator", { name: "Width of the text" }).waitFor();
  expect(Number(await border.getAttribute("aria-valuenow"))).toBe(before + 10);
});

it("leaves the text by Escape and Tab, and goes from tab to tab with arrows", async () => {
  const { page } = await browsing.open();
  await page.locator(".editor .cm-content").click();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement.getAttribute('role')")).toBe("separator");
  await page.getByRole("tab", { name: "Log" }).focus();
  await page.keyboard.press("ArrowRight");
  expect(await page.getByRole("tab", { name: "Problems" }).getAttribute("aria-selected")).toBe(
    "true",
  );
});
