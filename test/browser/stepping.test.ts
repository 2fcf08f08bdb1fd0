import { afterAll, beforeAll, expect, it } from "vitest";
import { Browsing } from "./browsing.ts";

let browsing: Browsing;
beforeAll(async () => {
  browsing = await Browsing.start();
});
afterAll(() => browsing.end());

const EVENTS = 10_000;
const STEPS = 100;

/** Text, since only browsers know of frames and long tasks. */
const WATCH = `
  globalThis.seen = { tasks: [], frames: [] };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.tasks.push(duration);
  }).observe({ type: "longtask" });
  let last = performance.now();
  const frame = (now) => {
    seen.frames.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
`;

/** A session that goes on for as long as there are events. */
const logs: Readonly<Record<string, (i: number, at: number) => object>> = {
  "search-attribution": (i, timestamp) => ({
    ...{ visitor: "traveller", timestamp, term: "a", product: "p" },
    type: ["search", "view", "cart"][i % 3],
  }),
};

it("goes through 10,000 steps without dropping a frame for long, and tells how long", async () => {
  for (const [example, event] of Object.entries(logs)) {
    const { page } = await browsing.open({ hash: `#example/${example}` });
    const line = (_: unknown, i: number) =>
      `${JSON.stringify(event(i, 1_704_099_600_000 + i * 1000))}\n`;
    await page.getByLabel("Log to read").setInputFiles({
      ...{ name: "long.ndjson", mimeType: "application/x-ndjson" },
      buffer: Buffer.from(Array.from({ length: EVENTS }, line).join("")),
    });
    const said = page.locator(".said");
    await page.locator("[data-place=sessions]").getByText("traveller").first().waitFor();
    // Every step of a session that was read anew is told, from the one before the first.
    await expect.poll(() => said.textContent()).toMatch(/^Before the first of 1000\d steps/);
    await page.locator(".bar h1").click();
    await page.evaluate(WATCH);
    const busy = async (what: string): Promise<void> => {
      const { tasks, frames }: { tasks: number[]; frames: number[] } = await page.evaluate("seen");
      const longest = (all: readonly number[]) => Math.round(Math.max(0, ...all));
      const slow = frames.filter((one) => one > 50).length;
      // Told, not asserted: a busy machine stops any page.
      console.log(
        `${example}, ${what}: ${slow} of ${frames.length} frames over 50 ms, the longest ${longest(frames)} ms; ` +
          `${tasks.length} tasks over 50 ms, the longest ${longest(tasks)} ms`,
      );
      await page.evaluate("seen.tasks.length = seen.frames.length = 0");
    };
    for (let step = 0; step < STEPS; step++) await page.keyboard.press(".");
    await expect.poll(() => said.textContent()).toMatch(new RegExp(`^Step ${STEPS} of `));
    await busy(`${STEPS} steps`);
    await page.keyboard.press("9");
    await expect.poll(() => said.textContent()).toMatch(/^Step 1000\d of /);
    await page.keyboard.press(",");
    await expect.poll(() => said.textContent()).toMatch(/^Step 10000 of /);
    await busy("to the end and a step back");
    await page.getByLabel("Steps a second").selectOption("20");
    await page.keyboard.press("0");
    await expect.poll(() => said.textContent()).toMatch(/^Before the first/);
    await page.locator(".bar h1").click();
    await page.keyboard.press("k");
    await expect.poll(() => said.textContent()).toMatch(/^Step [3-9]\d of /);
    await page.keyboard.press("k");
    await busy("playing 20 steps a second");
  }
});
