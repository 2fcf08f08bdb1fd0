import { spawnSync } from "node:child_process";
import { findChromium, HOW_TO_INSTALL } from "./chromium.ts";

/**
 * `npm run test:browser`: the playground as it is built, in a real browser. Where none is installed and this is a
 * machine that may be changed (root on Debian), it is installed.
 */
const run = (program: string, ...rest: string[]): boolean =>
  spawnSync(program, rest, { stdio: "inherit" }).status === 0;

function chromium(): string | null {
  const found = findChromium(process.env);
  if (found !== null || process.env.PDA_CHROMIUM !== undefined) return found;
  if (process.getuid?.() !== 0) return null;
  console.log("No Chromium is here; installing Debian's.");
  const installed =
    run("apt-get", "update", "-q") &&
    run(
      "apt-get",
      "install",
      "-y",
      "-q",
      "--no-install-recommends",
      "chromium",
      "fonts-dejavu-core",
    );
  return installed ? findChromium(process.env) : null;
}

const browser = chromium();
if (browser === null) {
  console.error(HOW_TO_INSTALL);
  process.exit(1);
}
process.env.PDA_CHROMIUM = browser;
const good =
  run("npm", "run", "--silent", "playground:build") &&
  run("npx", "vitest", "run", "--config", "vitest.browser.config.ts", ...process.argv.slice(2));
process.exitCode = good ? 0 : 1;
