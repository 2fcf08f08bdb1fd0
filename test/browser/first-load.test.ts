import { expect, it } from "vitest";
import { firstLoad } from "../../playground/build/first-load.ts";
import { Browsing, BUILT } from "./browsing.ts";

/** Kilobytes of 1000, packed as most servers do it. */
const FIRST_LOAD_MAX = 300;

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} KB`;

it("fetches at most 300 KB at first, by the built files and by the browser's own account", async () => {
  const { files, gzip, brotli } = firstLoad(BUILT);
  console.log(`first load: ${kilobytes(gzip)} with gzip, ${kilobytes(brotli)} with brotli`);
  expect(gzip / 1000).toBeLessThanOrEqual(FIRST_LOAD_MAX);
  const browsing = await Browsing.start();
  const { page } = await browsing.open();
  await page.locator(".editor .cm-is-state").first().waitFor();
  // The thread is there, too: it answers what nobody has recorded.
  await page.locator("[data-place=sessions]").getByText("v1").first().click();
  await expect.poll(() => page.locator(".said").textContent()).toContain("of 6 steps");
  const fetched: string[] = await page.evaluate(
    "performance.getEntriesByType('resource').map(({ name }) => name.replace(/^.*\\/(assets\\/)/, '$1'))",
  );
  const scripts = [...new Set(fetched.filter((name) => name.startsWith("assets/")))];
  expect(scripts.filter((name) => !files.includes(name))).toEqual([]);
  await browsing.end();
});

/** Text, since only browsers know of frames and tasks. */
const WATCH = `
  globalThis.tasks = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) tasks.push([startTime, duration]);
  }).observe({ type: "longtask", buffered: true });
  addEventListener("keydown", () => { globalThis.pressed = performance.now(); }, true);
  const look = () => {
    if (/^Step 1 of/.test(document.querySelector(".said")?.textContent ?? "")) globalThis.stepped ??= performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
`;

it("tells when it can be used, on a slow machine and a slow line", async () => {
  const browsing = await Browsing.start();
  // The server packs each file once; others do that before anybody comes.
  await (await browsing.open()).page.locator(".editor .cm-is-state").first().waitFor();
  const { page } = await browsing.open({ blank: true });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", {
    ...{ offline: false, latency: 40 },
    ...{ downloadThroughput: 10_000_000 / 8, uploadThroughput: 10_000_000 / 8 },
  });
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  await page.addInitScript(WATCH);
  await page.goto(browsing.address);
  const marked = async (mark: string): Promise<number> => {
    await page.waitForFunction((name) => performance.getEntriesByName(name).length > 0, mark);
    return Math.round(await page.evaluate(`performance.getEntriesByName("${mark}")[0].startTime`));
  };
  const interactive = await marked("pushdown-interactive");
  await page.keyboard.press(".");
  await page.waitForFunction("globalThis.stepped > 0");
  const step: number = await page.evaluate("Math.round(stepped - pressed)");
  const writable = await marked("pushdown-writable");
  const tasks: [number, number][] = await page.evaluate("tasks");
  const longest = Math.max(0, ...tasks.filter(([at]) => at >= interactive).map(([, took]) => took));
  // Printed and not held: this machine's other work is in it.
  console.log(
    `interactive after ${interactive} ms (4 times slower, 10 Mbit/s, 40 ms): text, picture, sessions and moment are ` +
      `drawn; a step then takes ${step} ms; the text can be written after ${writable} ms; the longest task ` +
      `in between ${Math.round(longest)} ms`,
  );
  await browsing.end();
});
