import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { servePlayground } from "../../src/cli/playground-server.ts";
import { findChromium, HOW_TO_INSTALL } from "./chromium.ts";

/** `npm run playground:picture` writes the README's picture of the playground, as it is built. */
const ROOT = join(import.meta.dirname, "../..");
const BUILT = join(ROOT, "dist/playground");
const STEPS = 5;

const executablePath = findChromium(process.env);
if (executablePath === null) {
  console.error(HOW_TO_INSTALL);
  process.exit(1);
}
const server = await servePlayground(BUILT, readFileSync(join(BUILT, "index.html"), "utf8"), 0);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    colorScheme: "light",
    reducedMotion: "reduce",
  });
  await page.goto(server.address);
  await page.getByText("now here").waitFor();
  await page.getByRole("tab", { name: "Timeline" }).click();
  for (let step = 0; step < STEPS; step++) await page.keyboard.press(".");
  await page.getByText(`${STEPS} / `).waitFor();
  await page.screenshot({ path: join(ROOT, "docs/playground.png") });
} finally {
  await browser.close();
  server.close();
}
