import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InvalidArgumentError } from "commander";
import { type Context, command } from "./command.ts";
import { exitCodes, Failure, usageFailure } from "./exit.ts";
import { fileFailure, readPattern, writeText } from "./files.ts";
import { packageFolder } from "./package.ts";
import { exampleNamed } from "./page-example.ts";
import { type Carried, carriedLog, pageWith } from "./playground-page.ts";
import { type PlaygroundServer, servePlayground } from "./playground-server.ts";
import type { Terminal } from "./terminal.ts";

interface Options {
  readonly export?: string;
  readonly port?: number;
  readonly open: boolean;
}

export const playgroundCommand = ({ terminal, finish }: Context) =>
  command("playground", "see a pattern think: write, watch and debug it in the browser", [
    "pda playground",
    "pda playground search.pda visits.ndjson",
    "pda playground --export report.html search.pda visits.ndjson",
    "pda playground docs/time.md#visits.pda",
  ])
    .argument(
      "[file]",
      "a pattern file, - for standard input, or an example of a page: docs/time.md#1",
    )
    .argument("[log]", "a log to watch it on; it goes into the page and nowhere else")
    .option("--export <page>", "write one HTML file with all inside, instead of serving")
    .option("--port <number>", "serve there; a free one if not said", port)
    .option("--no-open", "print the address, and open no browser")
    .action(async (file: string | undefined, log: string | undefined, options: Options) => {
      const carried = await read(file, log, terminal);
      if (options.export !== undefined) {
        if (carried === null)
          throw usageFailure("--export: say which pattern: pda playground --export page.html FILE");
        const page = pageWith(built("pushdown.html"), carried);
        await writeText(options.export, page);
        const size = (Buffer.byteLength(page) / 1024 / 1024).toFixed(1);
        terminal.note(
          `wrote ${options.export} (${size} MB): it opens in any browser, without a network\n`,
        );
        return finish(exitCodes.good);
      }
      const html = built("index.html");
      const page = carried === null ? html : pageWith(html, carried);
      await serve(page, options, terminal);
      finish(exitCodes.good);
    });

async function read(
  file: string | undefined,
  log: string | undefined,
  terminal: Terminal,
): Promise<Carried | null> {
  if (file === undefined) return null;
  const page = /^(.+\.md)(?:#(.+))?$/.exec(file);
  if (page !== null) return fromPage(page[1]!, page[2] ?? null, log);
  const { text } = await readPattern(file, terminal);
  return { pattern: text, log: log === undefined ? null : await carriedLog(log) };
}

async function fromPage(
  page: string,
  name: string | null,
  log: string | undefined,
): Promise<Carried> {
  let example: ReturnType<typeof exampleNamed>;
  try {
    example = exampleNamed(page, name);
  } catch (error) {
    throw fileFailure(page, error);
  }
  if ("refused" in example) throw usageFailure(example.refused);
  const { pattern } = example;
  return { pattern, log: log === undefined ? example.log : await carriedLog(log) };
}

const folder = (): string => join(packageFolder(), "dist/playground");

function built(name: string): string {
  try {
    return readFileSync(join(folder(), name), "utf8");
  } catch {
    const way = "`npm run playground:build` builds it";
    throw new Failure(exitCodes.inputOutput, `the playground's page is not built; ${way}`);
  }
}

async function serve(page: string, { port = 0, open }: Options, terminal: Terminal): Promise<void> {
  let server: PlaygroundServer;
  try {
    server = await servePlayground(folder(), page, port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE")
      throw new Failure(
        exitCodes.inputOutput,
        `port ${port} is taken; without --port a free one is found`,
      );
    throw fileFailure(`port ${port}`, error);
  }
  terminal.write(`${server.address}\n`);
  terminal.note("the playground is there until Ctrl-C; nothing leaves this machine\n");
  if (open) openBrowser(server.address);
  await new Promise<void>((resolve) => terminal.onStop(() => resolve()));
  server.close();
}

/** As each system does it; where there is no browser, the printed address has to do. */
function openBrowser(address: string): void {
  const [program, ...rest] =
    process.platform === "darwin"
      ? ["open"]
      : process.platform === "win32"
        ? ["cmd", "/c", "start", ""]
        : ["xdg-open"];
  const child = spawn(program!, [...rest, address], { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}

function port(written: string): number {
  const number = Number(written);
  if (!Number.isSafeInteger(number) || number < 1 || number > 65_535)
    throw new InvalidArgumentError("Write a number from 1 to 65535.");
  return number;
}
