import { afterAll, beforeAll, expect, it } from "vitest";
import { Browsing } from "./browsing.ts";

let browsing: Browsing;
beforeAll(async () => {
  browsing = await Browsing.start();
});
afterAll(() => browsing.end());

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
