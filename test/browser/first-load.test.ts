import { expect, it } from "vitest";
import { firstLoad } from "../../playground/build/first-load.ts";
import { Browsing, BUILT } from "./browsing.ts";

/** Kilobytes of 1000, packed as the page is served. */
const FIRST_LOAD_MAX = 300;

it("fetches at most 300 KB at first, by the built files and by the browser's own account", async () => {
  const { files, brotli } = firstLoad(BUILT);
  console.log(`first load: ${(brotli / 1000).toFixed(1)} KB with brotli`);
  expect(brotli / 1000).toBeLessThanOrEqual(FIRST_LOAD_MAX);
  const browsing = await Browsing.start();
  const { page } = await browsing.open();
  await page.locator(".editor .cm-is-state").first().waitFor();
  await page.locator("[data-place=sessions]").getByText("v4").first().waitFor();
  const fetched: string[] = await page.evaluate(
    "performance.getEntriesByType('resource').map(({ name }) => name.replace(/^.*\\/(assets\\/)/, '$1'))",
  );
  const scripts = [...new Set(fetched.filter((name) => name.startsWith("assets/")))];
  expect(scripts.filter((name) => !files.includes(name))).toEqual([]);
  await browsing.end();
});

it("tells when it can be used, on a slow machine and a slow line", async () => {
  const browsing = await Browsing.start();
  const { page } = await browsing.open({ blank: true });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", {
    ...{ offline: false, latency: 40 },
    ...{ downloadThroughput: 10_000_000 / 8, uploadThroughput: 10_000_000 / 8 },
  });
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  await page.goto(browsing.address);
  await page.waitForFunction(() => performance.getEntriesByName("pushdown-interactive").length > 0);
  const interactive: number = await page.evaluate(
    "performance.getEntriesByName('pushdown-interactive')[0].startTime",
  );
  const { metrics } = await devtools.send("Performance.getMetrics");
  const busy = metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0;
  console.log(`the page's own thread worked ${Math.round(busy * 1000)} ms of it`);
  // Printed and not held: this machine's other work is in it.
  console.log(`interactive after ${Math.round(interactive)} ms (4 times slower, 10 Mbit/s, 40 ms)`);
  await browsing.end();
});
