import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { write } from "./acts.ts";
import { Browsing, written } from "./browsing.ts";

let browsing: Browsing;
beforeAll(async () => {
  browsing = await Browsing.start();
});
afterAll(() => browsing.end());

const type = (page: Page, text: string) => page.keyboard.type(text, { delay: 5 });

/** Once `holdExamining` is set, the text is no longer examined: as on a machine that takes its time. */
const HOLD_EXAMINING = `
  globalThis.holdExamining = false;
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...rest) {
    if (holdExamining && message?.question === "examine") return;
    return post.call(this, message, ...rest);
  };
`;

/** Files so called come only after what this gives back was called. */
async function hold(page: Page, called: RegExp): Promise<() => void> {
  let go = () => {};
  const gone = new Promise<void>((resolve) => {
    go = resolve;
  });
  await page.route(called, async (route) => {
    await gone;
    await route.continue();
  });
  return go;
}

/** All of its lines are in sight. */
const SHORT = `events shop { key visitor time timestamp event view { product: text } }`;

describe("writing", () => {
  it("opens an example with its log from the gallery", async () => {
    const { page } = await browsing.open();
    await page.getByRole("button", { name: "Examples" }).click();
    await page.getByRole("button", { name: /A strict funnel/ }).click();
    await page.waitForURL(/#example\/strict-funnel$/);
    await expect.poll(() => written(page)).toContain("Who goes from a landing page");
  });

  it("tells mistakes as one types, and mends them with one click", async () => {
    const { page } = await browsing.open();
    await page.locator(".editor .cm-content").click();
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("Control+End");
    await type(page, "\npattern other on shopp { start a state a { } ");
    await page.getByRole("tab", { name: "Problems" }).click();
    const mend = page.getByRole("button", { name: /Change to shop/ });
    // The list may still be of what was there between two letters: then it says so, and is asked once more.
    const mended = async (): Promise<string> => {
      await mend
        .first()
        .click({ timeout: 2000 })
        .catch(() => {});
      return written(page);
    };
    await expect.poll(mended).toContain("pattern other on shop {");
  });

  it("drops a fix of a text that was typed on since, in the list and beside the text, and says so", async () => {
    const { page } = await browsing.open({ blank: true });
    await page.addInitScript(HOLD_EXAMINING);
    await page.goto(browsing.address);
    await page.locator(".step").first().waitFor();
    await write(page, `${SHORT}\npattern other on shopp { start a state a { } }\n`);
    await page.getByRole("tab", { name: "Problems" }).click();
    const inList = page.locator(".problems").getByRole("button", { name: "Change to shop" });
    await inList.first().waitFor();
    await page.locator(".editor .cm-content").focus();
    await page.keyboard.press("Control+Shift+M");
    const besideText = page.locator(".cm-panel-lint .cm-diagnosticAction", {
      hasText: "Change to shop",
    });
    await besideText.first().waitFor();
    await page.evaluate("holdExamining = true");
    await page.locator(".editor .cm-line").first().click();
    await page.keyboard.press("Control+Home");
    await type(page, "// more\n");
    const before = await written(page);
    for (const fix of [inList, besideText]) {
      await fix.first().click();
      await expect.poll(() => page.locator(".said").textContent()).toMatch(/has changed since/);
      expect(await written(page)).toBe(before);
    }
  });

  it("offers what can stand at the cursor", async () => {
    const { page } = await browsing.open();
    await page.locator(".editor .cm-line", { hasText: "start browsing" }).click();
    await page.keyboard.press("End");
    for (let at = 0; at < "browsing".length; at++) await page.keyboard.press("Backspace");
    await page.keyboard.press("Control+Space");
    const offered = page.locator(".cm-tooltip-autocomplete li");
    await offered.first().waitFor();
    await expect
      .poll(() => offered.locator(".cm-completionLabel").allInnerTexts())
      .toEqual(expect.arrayContaining(["browsing", "searched", "found", "carted"]));
  });

  it("takes Enter for a new line where a word is typed in full", async () => {
    const { page } = await browsing.open();
    await page.locator(".editor .cm-line", { hasText: "start browsing" }).click();
    await page.keyboard.press("End");
    await page.keyboard.press("Backspace");
    await type(page, "g");
    await page.locator(".cm-tooltip-autocomplete li[aria-selected]").first().waitFor();
    // What is offered is not taken in the first moment after it came.
    await page.waitForTimeout(200);
    await page.keyboard.press("Enter");
    await type(page, "// more");
    await expect.poll(() => written(page)).toMatch(/ {2}start browsing\n {2}\/\/ more\n/);
  });

  it("says what stands under the pointer, with its effect on the stack", async () => {
    const { page } = await browsing.open();
    await page.locator(".editor .cm-is-state").first().waitFor();
    const state = page.locator(".editor .cm-is-state", { hasText: "searched" }).first();
    const told = page.locator(".cm-tooltip .cm-told");
    // As a hand does it: the pointer moves on until something is told.
    for (let x = 2; (await told.count()) === 0 && x < 60; x++) {
      await state.hover({ position: { x: 2 + (x % 8) * 3, y: 8 } });
      await page.waitForTimeout(800);
    }
    expect(await page.locator(".cm-tooltip .cm-told").textContent()).toMatch(/searched/);
  });

  it("goes to a definition and renames what is named in many places", async () => {
    const { page } = await browsing.open();
    const place = page.locator(".editor .cm-is-state", { hasText: "searched" }).first();
    await place.waitFor();
    await place.click();
    await page.keyboard.press("F2");
    const field = page.locator(".cm-panel input");
    await field.fill("looked_for");
    await field.press("Enter");
    await expect.poll(() => written(page)).toContain("-> looked_for");
    expect(await written(page)).not.toContain("-> searched");
  });

  it("does what was asked before it had fetched what it needs for that, in order", async () => {
    const { page } = await browsing.open();
    const go = await hold(page, /\/writer-/);
    await page.locator(".editor .cm-line", { hasText: "start browsing" }).click();
    for (const key of ["Control+End", "Control+Home"]) await page.keyboard.press(key);
    await page.keyboard.type("param a: number = 1(");
    for (const key of ["Backspace", "Enter", "Control+Home", "F2"]) await page.keyboard.press(key);
    expect(await written(page)).not.toContain("param");
    go();
    await expect.poll(() => written(page)).toMatch(/^param a: number = 1\n/);
    await expect.poll(() => page.locator(".said").textContent()).toMatch(/^Nothing to rename/);
    await page.locator(".cm-tooltip", { hasText: "Nothing to rename" }).waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.locator(".cm-tooltip").count()).toBe(0);
  });

  it.each([
    ["mistakes are shown", /\/mistakes-/],
    ["keys are known", /\/writer-/],
  ])("goes to a mistake and mends it by keys that come before %s", async (_, late) => {
    const { page } = await browsing.open({ blank: true });
    await page.addInitScript(HOLD_EXAMINING);
    const go = await hold(page, late);
    await page.goto(browsing.address);
    await page.locator(".step").first().waitFor();
    await write(page, `${SHORT}\npattern other on shopp { start a state a { } }\n`);
    await page.getByRole("tab", { name: "Problems" }).click();
    await page.locator(".problems").getByRole("button", { name: "Change to shop" }).waitFor();
    await page.locator(".editor .cm-line").first().click();
    for (const key of ["F8", "Control+."]) await page.keyboard.press(key);
    expect(await written(page)).toContain("shopp");
    go();
    await expect.poll(() => written(page)).toContain("pattern other on shop {");
  });

  it("goes to a mistake and mends it by keys that come before the text was read; typing on drops them", async () => {
    const { page } = await browsing.open({ blank: true });
    await page.addInitScript(HOLD_EXAMINING);
    await page.goto(browsing.address);
    await page.locator(".step").first().waitFor();
    await write(page, `${SHORT}\n`);
    await page.locator(".editor .cm-line", { hasText: "events shop" }).click();
    await page.keyboard.press("Control+End");
    await page.evaluate("holdExamining = true");
    await type(page, "pattern other on shopp { start a state a { } ");
    for (const key of ["F8", "Control+."]) await page.keyboard.press(key);
    await page.waitForTimeout(500);
    await page.evaluate("holdExamining = false");
    await type(page, "// more");
    await page.getByRole("tab", { name: "Problems" }).click();
    await page.locator(".problems").getByRole("button", { name: "Change to shop" }).waitFor();
    expect(await written(page)).toContain("shopp");
    await page.locator(".editor .cm-content").focus();
    await page.keyboard.press("Space");
    for (const key of ["F8", "Control+."]) await page.keyboard.press(key);
    await expect.poll(() => written(page)).toContain("pattern other on shop {");
  });

  it("says why it cannot go anywhere or format", async () => {
    const { page } = await browsing.open();
    const said = page.locator(".said");
    await page.locator(".editor .cm-content").click();
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("F8");
    await expect.poll(() => said.textContent()).toMatch(/^Nothing is wrong with the text/);
    await page.keyboard.press("F12");
    await expect.poll(() => said.textContent()).toMatch(/^Nothing to go to/);
    await page.keyboard.press("Control+Shift+f");
    await expect.poll(() => said.textContent()).toMatch(/in its form already/);
    await page.keyboard.press("Control+End");
    await type(page, "\nparam a number");
    await page.keyboard.press("Control+Shift+f");
    await expect.poll(() => said.textContent()).toMatch(/^Not formatted: a mistake/);
  });

  it("formats, and folds a block", async () => {
    const { page } = await browsing.open();
    await page.locator(".editor .cm-line", { hasText: "start browsing" }).click();
    await page.keyboard.press("Home");
    await type(page, "      ");
    await page.keyboard.press("Control+Shift+f");
    await expect.poll(() => written(page)).toMatch(/\n {2}start browsing/);
  });

  it("lists what the text declares", async () => {
    const { page } = await browsing.open();
    await page.getByRole("tab", { name: "Outline" }).click();
    await page.getByRole("button", { name: /pattern search_attribution/ }).waitFor();
  });
});
