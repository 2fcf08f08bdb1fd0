import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { fakeTerminal } from "../cli/fake-terminal.ts";
import { Browsing, SHOTS, written } from "./browsing.ts";

let browsing: Browsing;
beforeAll(async () => {
  browsing = await Browsing.start();
});
afterAll(() => browsing.end());

const library = resolve(import.meta.dirname, "../../patterns");
const folders = readdirSync(library, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** What the Output pane gives as a file. */
async function saved(page: Page): Promise<string> {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  return readFileSync((await (await download).path())!, "utf8");
}

/** The log as the page has it is the example's: one of the folder's. */
async function command(page: Page): Promise<readonly string[]> {
  const text = await page.locator(".command code").textContent();
  return (text ?? "").split(" ").slice(3);
}

/** Text, since only browsers know of long tasks. */
const WATCH_LONG_TASKS = `
  globalThis.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration);
  }).observe({ entryTypes: ["longtask"] });
`;

/** The thread answers as it does where its own code throws. */
const BREAK_SCENARIOS = `
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...rest) {
    if (message?.question !== "scenario") return post.call(this, message, ...rest);
    this.dispatchEvent(new MessageEvent("message", { data: { id: message.id, broken: "made up" } }));
  };
`;

/** Counts of states with a tip inside. */
const COVERED = `
  [...document.querySelectorAll(".pda .node .count")].filter((count) => {
    const { x, y, width, height } = count.getBBox();
    return [...document.querySelectorAll(".pda .edge:not(.loop)")].some((edge) => {
      const tip = edge.getPointAtLength(edge.getTotalLength());
      return x <= tip.x && tip.x <= x + width && y <= tip.y && tip.y <= y + height + 4;
    });
  }).map((count) => count.parentNode.dataset.state)
`;

/** What stands at a state, with a label of an arrow over it. */
const HIDDEN_FLAGS = `
  [...document.querySelectorAll(".pda .flag")].filter((flag) => {
    const { left, top, right, bottom } = flag.getBoundingClientRect();
    return [...document.querySelectorAll(".pda .label > rect")].some((label) => {
      const box = label.getBoundingClientRect();
      return box.left < right && left < box.right && box.top < bottom - 1 && top + 1 < box.bottom;
    });
  }).map((flag) => flag.textContent)
`;

describe("watching", () => {
  it.each(folders)("prints of %s what `pda run` prints, byte for byte", async (folder) => {
    const { page } = await browsing.open({ hash: `#example/${folder}` });
    await page.getByRole("tab", { name: "Output" }).click();
    await page.locator(".command code").waitFor();
    const [log, ...options] = await command(page);
    const terminal = fakeTerminal();
    const files = [join(library, folder, "pattern.pda"), join(library, folder, log!)];
    await runProgram(["run", ...files, ...options], terminal);
    expect(await saved(page)).toBe(terminal.written());
  });

  it("goes through a session forwards and back by key, and says each step", async () => {
    const { page } = await browsing.open({ hash: "#example/search-attribution" });
    await page.locator(".step").first().waitFor();
    const said = page.locator(".said");
    for (const step of [1, 2, 3]) {
      await page.keyboard.press(".");
      await expect.poll(() => said.textContent()).toMatch(new RegExp(`^Step ${step} of `));
    }
    await page.keyboard.press(",");
    await expect.poll(() => said.textContent()).toMatch(/^Step 2 of /);
    await page.keyboard.press("9");
    await expect.poll(() => said.textContent()).toMatch(/end of the session/);
    await page.keyboard.press("0");
    await expect.poll(() => said.textContent()).toMatch(/^Before the first of /);
  });

  it("shows the state, the edge and the stack; the table says the same", async () => {
    const { page } = await browsing.open({ hash: "#example/search-attribution" });
    await page.locator(".step").first().waitFor();
    await page.keyboard.press(".");
    const now = page.locator(".pda .node.now");
    await expect.poll(() => now.getAttribute("data-state")).toBe("searched");
    expect(await page.locator(".pda .edge.taken").count()).toBe(1);
    expect(await page.locator(".cell.new").textContent()).toMatch(/query[\s\S]*term/);
    await page.getByRole("button", { name: "Table" }).click();
    expect(await page.locator("table.rules tr.owner.now").textContent()).toMatch(/^searched/);
    expect(await page.locator("table.rules tr.taken").textContent()).toMatch(/on search/);
  });

  it.each(["search-attribution", "strict-funnel"])(
    "draws no count of %s over the tip of an arrow",
    async (example) => {
      const { page } = await browsing.open({ hash: `#example/${example}` });
      await page.locator(".pda .node .count").first().waitFor();
      expect(await page.evaluate(COVERED)).toEqual([]);
    },
  );

  it("draws `now here` under no label", async () => {
    const { page } = await browsing.open({ hash: "#example/order-payment" });
    await page.locator(".step").first().waitFor();
    await page.keyboard.press(".");
    await page.keyboard.press(".");
    await page.locator('.pda .now[data-state="closed"] .flag').waitFor();
    expect(await page.evaluate(HIDDEN_FLAGS)).toEqual([]);
  });

  it("moves in the text when a state is clicked", async () => {
    const { page } = await browsing.open({ hash: "#example/search-attribution" });
    await page.locator('.pda [data-state="carted"] .title').click();
    const pointed = page.locator(".editor .cm-pointed").first();
    await expect.poll(() => pointed.textContent()).toMatch(/state carted/);
  });

  it("answers why, compares a run without an event, makes a scenario of it", async () => {
    const { page } = await browsing.open({ hash: "#example/search-attribution" });
    await page.locator(".step").first().waitFor();
    await page.keyboard.press("n");
    await page.getByRole("tab", { name: "Why" }).click();
    await page.getByRole("button", { name: "Ask" }).click();
    await expect
      .poll(() => page.locator(".answer .first").textContent())
      .toMatch(/^attribution .*came at/);
    await page.getByRole("tab", { name: "Compare" }).click();
    await page.getByRole("button", { name: "Do it" }).click();
    await expect.poll(() => page.locator(".sides").textContent()).toMatch(/then they part/);
    await page.getByRole("tab", { name: "Scenarios" }).click();
    await page.getByRole("button", { name: /Make a scenario/ }).click();
    await expect.poll(() => page.locator(".scenarios .total").textContent()).toMatch(/^4 of 4/);
  });

  it("makes no scenario behind a text with mistakes, nor of a text that was typed on since; what was typed stays", async () => {
    const { page } = await browsing.open({ hash: "#example/search-attribution" });
    await page.locator(".step").first().waitFor();
    await page.locator(".editor .cm-line", { hasText: "start browsing" }).click();
    await page.keyboard.press("Control+Home");
    await page.keyboard.type("param wait");
    await expect.poll(() => written(page)).toMatch(/^param wait/);
    await page.getByRole("tab", { name: "Scenarios" }).click();
    const make = page.getByRole("button", { name: /Make a scenario/ });
    const note = page.locator(".scenarios .note");
    await make.click();
    await expect.poll(() => note.textContent()).toMatch(/^the text has mistakes/);
    await page.locator(".editor .cm-content").focus();
    for (let at = 0; at < "param wait".length; at++) await page.keyboard.press("Backspace");
    await expect.poll(() => written(page)).not.toMatch(/^param/);
    // In one turn: no thread answers in between.
    await page.evaluate(`{
      [...document.querySelectorAll("button")].find((one) => one.textContent.startsWith("Make a scenario")).click();
      document.execCommand("insertText", false, "// typed on");
    }`);
    await expect.poll(() => note.textContent()).toMatch(/^the text was changed meanwhile/);
    expect(await written(page)).toContain("// typed on");
    await make.click();
    await expect.poll(() => page.locator(".scenarios .total").textContent()).toMatch(/^4 of 4/);
    await page.locator(".editor .cm-content").focus();
    await page.keyboard.press("Control+Home");
    await expect.poll(() => written(page)).toContain("// typed on");
  });

  it("says that a question broke its thread", async () => {
    const { page, complaints } = await browsing.open({ hash: "#example/search-attribution" });
    await page.locator(".step").first().waitFor();
    await page.evaluate(BREAK_SCENARIOS);
    await page.getByRole("tab", { name: "Scenarios" }).click();
    const make = page.getByRole("button", { name: /Make a scenario/ });
    await make.click();
    await page.getByText("The page could not do that").waitFor();
    await expect.poll(() => make.getAttribute("aria-disabled")).toBe("false");
    expect(complaints.splice(0)).toEqual(["made up"]);
  });

  it("sets apart what would have had to be otherwise, and lists what is less likely", async () => {
    const { page } = await browsing.open({ hash: "#example/failed-logins" });
    await page.getByLabel("Which").selectOption("almost");
    await page.getByRole("option", { name: /^v1 2024-01-01/ }).click();
    await page.getByRole("tab", { name: "Why" }).click();
    await page.getByRole("button", { name: "Ask" }).click();
    const changed = page.locator(".answer .changed");
    await expect.poll(() => changed.locator("time").textContent()).toMatch(/^\* 09:32:39/);
    expect(await changed.locator("code").textContent()).toMatch(/^login_failed/);
    await page.setViewportSize({ width: 360, height: 740 });
    await page.getByRole("tab", { name: "Why" }).click();
    await page.getByRole("button", { name: "Ask" }).click();
    await changed.waitFor();
    const tooWide =
      "[...document.querySelectorAll('.answer')].some((one) => one.scrollWidth > one.clientWidth)";
    expect(await page.evaluate(tooWide)).toBe(false);
    expect(await page.locator(".answer .other").first().textContent()).toMatch(/^login_failed /);
  });

  it("reads what is pasted, and lists what it cannot read", async () => {
    const { page } = await browsing.open({ hash: "#example/search-attribution" });
    await page.locator(".step").first().waitFor();
    await page.getByRole("button", { name: "Paste" }).click();
    const line = '{"visitor":"x","timestamp":"2024-05-01T10:00:00Z","type":"search","term":"a<b>"}';
    await page.getByRole("textbox", { name: "Lines of a log" }).fill(`${line}\n{"visitor":\n`);
    await page.getByRole("button", { name: "Read these lines" }).click();
    await expect
      .poll(() => page.locator(".accounting").textContent())
      .toMatch(/2 read = 1 refused/);
    expect(await page.locator(".refused-row").textContent()).toMatch(
      /pasted\.ndjson#2[\s\S]*damaged/,
    );
  });

  it("keeps the page free while 100,000 events are read, and can stop", async () => {
    const { page } = await browsing.open({ hash: "#example/search-attribution" });
    await page.locator(".step").first().waitFor();
    const lines = Array.from({ length: 100_000 }, (_, i) => {
      const type = ["search", "view", "cart"][i % 3];
      const timestamp = 1_704_099_600_000 + i * 100;
      return `{"visitor":"v${i % 997}","timestamp":${timestamp},"type":"${type}","term":"a","product":"p"}\n`;
    });
    const path = join(SHOTS, "large.ndjson");
    mkdirSync(SHOTS, { recursive: true });
    writeFileSync(path, lines.join(""));
    await page.evaluate(WATCH_LONG_TASKS);
    await page.getByLabel("Log to read").setInputFiles(path);
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByRole("button", { name: "Read it again" }).click();
    await expect
      .poll(() => page.locator(".accounting").textContent(), { timeout: 200_000, interval: 500 })
      .toMatch(/100,000 read = 0 refused/);
    const long = await page.evaluate(
      () => (globalThis as { longTasks?: readonly number[] }).longTasks ?? [],
    );
    // Told, not asserted: a busy machine stops any page.
    console.log(`tasks over 50 ms while 100,000 events were read: ${long.length}`, long);
    await page.screenshot({ path: join(SHOTS, "large.png") });
  });
});
