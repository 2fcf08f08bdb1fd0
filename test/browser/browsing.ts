import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import { findChromium, HOW_TO_INSTALL } from "../../scripts/playground/chromium.ts";
import { type PlaygroundServer, servePlayground } from "../../src/cli/playground-server.ts";
import { comeLate, LATE } from "./late.ts";

/** Where the built page is; `PDA_PLAYGROUND` says another place. */
export const BUILT =
  process.env.PDA_PLAYGROUND ?? join(import.meta.dirname, "../../dist/playground");
/** Kept after the run, to be looked at. */
export const SHOTS = join(import.meta.dirname, "../../coverage/playground");

/** `PDA_SLOW=6`: a page so many times slower, its pieces coming late. Shows which tests hope for a fast machine. */
const SLOW = Number(process.env.PDA_SLOW ?? 1);

export interface Opened {
  readonly page: Page;
  /** What the page asked of the network, beyond its own files. */
  readonly foreign: readonly string[];
  /** Whatever the browser complained of: broken scripts, broken rules. Who expects one takes it out. */
  readonly complaints: string[];
}

/** A browser with the built playground behind it. */
export class Browsing {
  readonly #browser: Browser;
  readonly #server: PlaygroundServer;
  readonly #opened: Opened[] = [];

  private constructor(browser: Browser, server: PlaygroundServer) {
    this.#browser = browser;
    this.#server = server;
  }

  static async start(): Promise<Browsing> {
    const executablePath = findChromium(process.env);
    if (executablePath === null) throw new Error(HOW_TO_INSTALL);
    const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    const html = readFileSync(join(BUILT, "index.html"), "utf8");
    return new Browsing(browser, await servePlayground(BUILT, html, 0));
  }

  get address(): string {
    return this.#server.address;
  }

  /** A page of its own, for one test: nothing is remembered from another. */
  async open(
    where: {
      hash?: string;
      address?: string;
      width?: number;
      height?: number;
      dark?: boolean;
      /** Only a page: nothing is fetched yet. */
      blank?: boolean;
    } = {},
  ): Promise<Opened> {
    const { hash = "", address = this.address, width = 1440, height = 900, dark = false } = where;
    const context = await this.#browser.newContext({
      viewport: { width, height },
      colorScheme: dark ? "dark" : "light",
      reducedMotion: "reduce",
    });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    if (SLOW > 1) await slowDown(page);
    if (LATE) await comeLate(page);
    const foreign: string[] = [];
    const complaints: string[] = [];
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(address.replace(/[^/]*$/, "")) && !/^(data|blob):/.test(url))
        foreign.push(url);
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    const opened: Opened = { page, foreign, complaints };
    this.#opened.push(opened);
    if (where.blank === true) return opened;
    await page.goto(address + hash);
    await page.waitForFunction(
      () => performance.getEntriesByName("pushdown-interactive").length > 0,
    );
    return opened;
  }

  /** Ends it; no page may have complained or asked for anything from elsewhere. */
  async end(): Promise<void> {
    await this.#browser.close();
    this.#server.close();
    expect(this.#opened.flatMap(({ complaints }) => complaints)).toEqual([]);
    expect(this.#opened.flatMap(({ foreign }) => foreign)).toEqual([]);
  }
}

async function slowDown(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOW });
  await page.route("**/assets/**", async (route) => {
    await new Promise((later) => setTimeout(later, 100 * SLOW));
    await route.continue().catch(() => {});
  });
}

/** The editor's text, which lives under a shadow root. */
export const written = async (page: Page): Promise<string> =>
  (await page.locator(".editor .cm-line").allTextContents()).join("\n");
