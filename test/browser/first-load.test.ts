import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { firstLoad } from "../../playground/build/first-load.ts";
import { entries, example } from "../../playground/build/gallery.ts";
import { linkHash } from "../../playground/share/link.ts";
import { Browsing, BUILT } from "./browsing.ts";

/** By what is recorded and fetched, the heaviest of the gallery; `PDA_EVERY_EXAMPLE=1` measures all. */
const HEAVY = ["multi-touch-credit", "strict-funnel", "meter-peaks"];

/** Kilobytes of 1000, packed as most servers do it. */
const FIRST_LOAD_MAX = 300;

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} KB`;

it("fetches at most 300 KB at first, by the built files and by the browser's own account", async () => {
  const { files, gzip, brotli } = firstLoad(BUILT);
  console.log(`first load: ${kilobytes(gzip)} with gzip, ${kilobytes(brotli)} with brotli`);
  expect(gzip / 1000).toBeLessThanOrEqual(FIRST_LOAD_MAX);
  const browsing = await Browsing.start();
  const { page } = await browsing.open({ blank: true });
  const fetched = fetchedBy(page, browsing.address);
  await page.goto(browsing.address);
  await page.locator(".editor .cm-is-state").first().waitFor();
  // The thread is there, too: it answers what nobody has recorded.
  await page.locator("[data-place=sessions]").getByText("v1").first().click();
  await expect.poll(() => page.locator(".said").textContent()).toContain("of 6 steps");
  expect([...fetched].filter((name) => !files.includes(name))).toEqual([]);
  await browsing.end();
});

/**
 * Text, since only browsers know of frames and tasks. What is marked is told by the page itself: to be asked for it, the
 * browser's driver would first put its own scripts into the page, and a slow one compiles them for longer than ours.
 */
const WATCH = `
  globalThis.tasks = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) tasks.push([startTime, duration]);
  }).observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries()) console.debug("marked", name, Math.round(startTime));
  }).observe({ type: "mark", buffered: true });
  addEventListener("keydown", () => {
    globalThis.pressed = performance.now();
    const look = () => {
      if (/^Step 1 of/.test(document.querySelector(".said")?.textContent ?? "")) globalThis.stepped = performance.now();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, { capture: true, once: true });
`;

/** When the page says that it is so far. */
const marked = (page: Page, mark: string): Promise<number> =>
  new Promise((tell) =>
    page.on("console", (message) => {
      const [is, name, at] = message.text().split(" ");
      if (is === "marked" && name === mark) tell(Number(at));
    }),
  );

const gzip = (bytes: Buffer): Buffer => gzipSync(bytes, { level: 9 });

/** What a page and its threads ask for from now on, by name; the browser's own account leaves the threads' out. */
function fetchedBy(page: Page, address: string): ReadonlySet<string> {
  const fetched = new Set<string>();
  page.on("request", (request) => {
    const url = request.url().replace(/#.*/, "");
    if (url.startsWith(address)) fetched.add(url.slice(address.length) || "index.html");
  });
  return fetched;
}

/** With its pattern and its log inside. */
async function sharedLink(): Promise<string> {
  const { pattern, logName, log } = example("strict-funnel");
  return linkHash({ pattern, log: { name: logName, text: log } });
}

/** A page on a slow machine and a slow line, with nothing in its store. */
async function slowPage(browsing: Browsing): Promise<Page> {
  const { page } = await browsing.open({ blank: true });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", {
    ...{ offline: false, latency: 40 },
    ...{ downloadThroughput: 10_000_000 / 8, uploadThroughput: 10_000_000 / 8 },
  });
  await page.addInitScript(WATCH);
  return page;
}

/** The server packs each file once; others do that before anybody comes. The page is gone before another is measured. */
const packAll = async (browsing: Browsing, hash: string): Promise<void> => {
  const { page } = await browsing.open({ hash });
  await page.locator(".editor .cm-is-state").first().waitFor();
  await page.context().close();
};

const VISITS = 5;

it("tells of several first visits when the page can be used", async () => {
  const browsing = await Browsing.start();
  await packAll(browsing, "");
  const times: number[] = [];
  for (let visit = 0; visit < VISITS; visit++) {
    const page = await slowPage(browsing);
    const usable = marked(page, "pushdown-interactive");
    await page.goto(browsing.address);
    times.push(await usable);
    await page.context().close();
  }
  const [middle] = times.toSorted((a, b) => a - b).slice(VISITS >> 1);
  console.log(
    `${VISITS} first visits, 4 times slower, 10 Mbit/s, 40 ms: interactive after ${times.join(", ")} ms, in the middle ${middle}`,
  );
  await browsing.end();
});

it.each([
  ["the page as it is opened", ""],
  ...entries()
    .filter(({ id }) => process.env.PDA_EVERY_EXAMPLE === "1" || HEAVY.includes(id))
    .map(({ id }) => [`${id} by its link`, `#example/${id}`]),
  ["a link with pattern and log", await sharedLink()],
])(
  "tells of %s when it can be used on a slow machine and a slow line, and what is fetched till then",
  async (what, hash) => {
    const browsing = await Browsing.start();
    await packAll(browsing, hash);
    const page = await slowPage(browsing);
    const fetched = fetchedBy(page, browsing.address);
    const weight = (pack: (bytes: Buffer) => Buffer = gzip) =>
      [...fetched].reduce((sum, name) => sum + pack(readFileSync(join(BUILT, name))).length, 0);
    const [usable, editable] = ["pushdown-interactive", "pushdown-writable"].map((mark) =>
      marked(page, mark),
    );
    await page.goto(browsing.address + hash);
    const interactive = await usable!;
    const before = weight();
    await page.keyboard.press(".");
    // Asked from outside: the page's policy forbids it to wait for a text of code.
    await expect.poll(() => page.evaluate("globalThis.stepped > 0")).toBe(true);
    const step: number = await page.evaluate("Math.round(stepped - pressed)");
    const writable = await editable!;
    await page.waitForLoadState("networkidle");
    const tasks: [number, number][] = await page.evaluate("tasks");
    const longest = Math.max(
      0,
      ...tasks.filter(([at]) => at >= interactive).map(([, took]) => took),
    );
    // Times are printed and not held: this machine's other work is in them.
    console.log(
      `${what}: interactive after ${interactive} ms (4 times slower, 10 Mbit/s, 40 ms), with ${kilobytes(before)} of gzip: ` +
        `text, picture, sessions and moment are drawn; a step then takes ${step} ms; the text can be written after ` +
        `${writable} ms; the longest task in between ${Math.round(longest)} ms; left alone, ${kilobytes(weight())} of gzip in all, or ${kilobytes(weight(brotliCompressSync))} of brotli`,
    );
    if (!hash.startsWith("#1")) expect(weight() / 1000).toBeLessThanOrEqual(FIRST_LOAD_MAX);
    await browsing.end();
  },
);
