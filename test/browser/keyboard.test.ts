import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Browsing, written } from "./browsing.ts";
import { Hands } from "./hands.ts";

/** The ways that a person makes, without a pointer. */
let browsing: Browsing;
beforeAll(async () => {
  browsing = await Browsing.start();
});
afterAll(() => browsing.end());

async function sitDown(hash = "#example/search-attribution"): Promise<Hands> {
  const { page } = await browsing.open({ hash });
  await page.locator(".step").first().waitFor();
  await page.locator(".editor .cm-is-state").first().waitFor();
  const hands = new Hands(page);
  await hands.press("Tab");
  return hands;
}

it("writes a pattern with mistakes, and takes their fixes in the text and in the list", async () => {
  const hands = await sitDown();
  const { page } = hands;
  await hands.press("Alt+1", "Control+End");
  await hands.write("\npattern other on shopp { start aa state a { } ");
  await hands.press("Alt+3");
  const mend = (to: string) =>
    page.locator(".problems").getByRole("button", { name: `Change to ${to}`, exact: true });
  await mend("shop").waitFor();
  await hands.press("Alt+1", "F8", "Control+.");
  await expect.poll(() => written(page)).toContain("pattern other on shop {");
  await hands.press("Alt+3");
  // The list is of the text as it was until that is read anew.
  await expect.poll(() => mend("shop").count()).toBe(0);
  await mend("a").waitFor();
  await hands.to(/^button Change to a/);
  await hands.press("Enter");
  await expect.poll(() => written(page)).toContain("start a state a");
  await hands.see();
});

it("picks a log, says where its fields stand, and goes to a session", async () => {
  const hands = await sitDown();
  const { page } = hands;
  const rows = readFileSync("patterns/search-attribution/demo.ndjson", "utf8")
    .trimEnd()
    .split("\n");
  const other = rows.map((row) => {
    const { visitor, timestamp, type, ...rest } = JSON.parse(row) as Readonly<
      Record<string, string>
    >;
    return JSON.stringify({ who: visitor, when: timestamp, what: type, ...rest });
  });
  const asked = page.waitForEvent("filechooser", { timeout: 0 });
  await hands.tab("Log");
  await hands.to("button Pick a file");
  await hands.press("Enter");
  const buffer = Buffer.from(other.join("\n"));
  await (await asked).setFiles({ name: "other.ndjson", mimeType: "text/plain", buffer });
  await page.getByRole("button", { name: /^Say where key/ }).waitFor();
  await hands.to(/^button Say where key/);
  await hands.press("Enter");
  await page.locator("dialog option[value=who]").first().waitFor({ state: "attached" });
  for (const [field, value] of [
    ["Key", "who"],
    ["Time", "when"],
    ["Type of event", "what"],
  ] as const) {
    await hands.to(`select ${field}`);
    await hands.write(value);
  }
  await hands.to("button Read the log so");
  await hands.press("Enter");
  await page.locator(".accounting").getByText("33 taken").first().waitFor();
  // Until they are listed the last stop is the tab of the empty timeline, behind which Tab leaves the page.
  await page.locator(".session").first().waitFor();
  await hands.see();
  await hands.to("listbox Sessions");
  await hands.press("ArrowDown");
  await expect.poll(() => page.locator(".said").textContent()).toMatch(/^Before the first of/);
  await hands.see();
});

it("steps to a result and asks why it came", async () => {
  const hands = await sitDown();
  const { page } = hands;
  await hands.press("n");
  await expect.poll(() => page.locator(".said").textContent()).toMatch(/emits attribution/);
  await hands.tab("Why");
  await hands.to("button Ask");
  await hands.press("Enter");
  await expect.poll(() => page.locator(".answer .first").textContent()).toMatch(/came at/);
  await hands.see();
  expect(hands.at).toBe("button Ask");
});

it("sets a breakpoint, plays to it, and steps to the end by a button that keeps the focus", async () => {
  const hands = await sitDown();
  const { page } = hands;
  await hands.to(/^summary ● Breakpoints/);
  // Enter, Tab, however quick: what is opened is there before the next key.
  expect(
    await page.evaluate(`(async () => {
      document.activeElement.click();
      await Promise.resolve();
      return document.querySelector(".breakpoints[open] .sheet input") !== null;
    })()`),
  ).toBe(true);
  await hands.press("Escape");
  await hands.press("Enter");
  await hands.to("input found");
  await hands.press("Space", "Escape");
  expect(hands.at).toMatch(/^summary ● 1 set/);
  await hands.press("k");
  await expect.poll(() => page.locator(".said").textContent()).toMatch(/^Step 3 of .*to found/);
  await hands.see();
  await hands.to("button To the end (End)", "Shift+Tab");
  await hands.press("Enter");
  await expect.poll(() => page.locator(".said").textContent()).toMatch(/end of the session/);
  await hands.see();
  expect(hands.at).toBe("button To the end (End)");
});

it("moves an event in the lab, runs the lab, and reads its answer", async () => {
  const hands = await sitDown();
  const { page } = hands;
  await hands.tab("Lab");
  await hands.to(/^button .*search/);
  await hands.press("Alt+ArrowDown");
  await page.locator(".verdict", { hasText: /The runs part after|No result changes/ }).waitFor();
  await hands.see();
  await hands.to("input Pipeline");
  await hands.press("Control+a");
  await hands.write("collectors n=4 flush=10s | loss share=20%");
  await hands.to("input Windows");
  await hands.write("0,2s,10s");
  await hands.to("input Seeds");
  await hands.press("Control+a");
  await hands.write("2");
  await hands.to("button Simulate");
  await hands.press("Enter");
  await page.locator(".found .chart svg").first().waitFor({ timeout: 120_000 });
  await hands.see();
  expect(hands.at).toBe("button Simulate");
  await hands.to(/^summary \d+ /);
  await hands.press("Enter");
  await hands.to(/^button Step through both runs/);
  await hands.press("Enter");
  await page.locator(".both .here").first().waitFor();
  await hands.to("button Back (←)");
  await hands.press("ArrowLeft", "ArrowLeft", "ArrowRight");
});

it("shares a link, and another page opens it", async () => {
  const hands = await sitDown("#example/page-back");
  const { page } = hands;
  const text = await written(page);
  await hands.to("button Share");
  await hands.press("Enter");
  const field = page.getByLabel("Link", { exact: true });
  await expect.poll(() => field.inputValue()).toContain("#1");
  await hands.to("input Link");
  const link = await page.evaluate("getSelection().toString()");
  expect(link).toBe(await field.inputValue());
  await hands.press("Escape");
  expect(hands.at).toBe("button Share");
  const other = await browsing.open({ hash: String(link).replace(/^[^#]*/, "") });
  await expect.poll(() => written(other.page)).toBe(text);
});
