import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Result } from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Browsing, SHOTS } from "./browsing.ts";
import { closeDialog, looks } from "./looks.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LOOKS = join(SHOTS, "looks");

let browsing: Browsing;
beforeAll(async () => {
  mkdirSync(LOOKS, { recursive: true });
  browsing = await Browsing.start();
});
afterAll(() => browsing.end());

/** Wider than the window: the page scrolls sideways, or something is cut off. */
const TOO_WIDE = "document.documentElement.scrollWidth - innerWidth";

/** What can be pressed and of which a part is out of reach: outside the window, and nothing around it scrolls there. */
const CUT_OFF = `
  [...document.querySelectorAll("button, summary, select, input")].filter((element) => {
    if (!element.checkVisibility({ visibilityProperty: true })) return false;
    const box = element.getBoundingClientRect();
    if (box.width < 2 || getComputedStyle(element).opacity === "0") return false;
    for (let around = element.parentElement; around !== null; around = around.parentElement) {
      const frame = around.getBoundingClientRect();
      const style = getComputedStyle(around);
      if (style.position === "fixed") break;
      if (style.clipPath !== "none") return false;
      if (/auto|scroll/.test(style.overflowX)) return false;
      if (style.overflowX === "hidden" && (box.right > frame.right + 1 || box.left < frame.left - 1)) return true;
    }
    return box.right > innerWidth + 1 || box.left < -1;
  }).map((element) => element.outerHTML.slice(0, 120))
`;

/** What a finger would miss; a box to tick is as large as its label. */
const TOO_SMALL = `
  [...document.querySelectorAll("button, summary, select, input")].filter((element) => {
    if (!element.checkVisibility({ visibilityProperty: true })) return false;
    const target = element.type === "checkbox" ? (element.closest("label") ?? element) : element;
    const { width, height } = target.getBoundingClientRect();
    return width >= 2 && (width < 24 || height < 24);
  }).map((element) => element.outerHTML.slice(0, 120))
`;

/** Names are the same everywhere, contrasts at every width: each is asked for where it can differ. */
const ASKED = ["360 light", "1024 dark"];
const ALL = process.env.PDA_LOOKS === "all";

async function violations(page: Page): Promise<readonly string[]> {
  // The browser's debugging protocol may do what the page's own policy forbids to scripts.
  await page.evaluate(axe);
  const found: Result[] = await page.evaluate("axe.run().then((run) => run.violations)");
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(" ")} ${failureSummary}`),
  );
}

it.each([
  [360, 740, "light"],
  [360, 740, "dark"],
  [1024, 768, "light"],
  [1024, 768, "dark"],
  [1920, 1080, "light"],
  [1920, 1080, "dark"],
] as const)("looks well, %s by %s, %s: pictures are kept", async (width, height, scheme) => {
  const { page } = await browsing.open({ width, height, dark: scheme === "dark" });
  await page.locator(".editor .cm-line").first().waitFor({ state: "attached" });
  const combination = `${width} ${scheme}`;
  const told: string[] = [];
  for (const { name, main = false, reach } of looks) {
    if (!main && !ALL && combination !== "360 light") continue;
    await reach(page);
    await page.screenshot({ path: join(LOOKS, `${name}-${width}-${scheme}.png`) });
    const say = (what: string) => told.push(`${name}: ${what}`);
    const wide = Number(await page.evaluate(TOO_WIDE));
    if (wide > 0) say(`${wide} pixels too wide`);
    for (const one of (await page.evaluate(CUT_OFF)) as readonly string[]) say(`cut off: ${one}`);
    for (const one of (await page.evaluate(TOO_SMALL)) as readonly string[])
      say(`too small: ${one}`);
    if (ASKED.includes(combination)) for (const one of await violations(page)) say(one);
    await closeDialog(page);
  }
  expect(told).toEqual([]);
});

it("is printed with what was looked at, on white, and without what only a screen can do", async () => {
  const { page } = await browsing.open({ dark: true });
  await page.locator(".step").first().waitFor();
  await page.locator(".editor .cm-line").first().waitFor();
  await page.emulateMedia({ media: "print", colorScheme: "light" });
  await page.screenshot({ path: join(LOOKS, "print.png"), fullPage: true });
  const paper = await page.pdf({ format: "A4" });
  writeFileSync(join(LOOKS, "print.pdf"), paper);
  for (const name of ["Examples", "Pick a file", "Table", "Play (k)"])
    expect(await page.getByRole("button", { name }).isVisible()).toBe(false);
  expect(await page.locator(".pda").isVisible()).toBe(true);
  expect(await page.locator(".editor .cm-line").first().isVisible()).toBe(true);
});

it("moves nothing where less motion is asked for", async () => {
  const { page } = await browsing.open();
  await page.locator(".pda .node").first().waitFor();
  const moving = await page.evaluate(
    "[...document.querySelectorAll('*')].filter((one) => { const s = getComputedStyle(one); return s.transitionDuration.split(', ').some((d) => d !== '0s') || s.animationName !== 'none' }).length",
  );
  expect(moving).toBe(0);
});
