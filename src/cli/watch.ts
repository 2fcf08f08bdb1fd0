import { normalize } from "node:path";
import { watch as watchFiles } from "chokidar";
import { exitCodes, usageFailure } from "./exit.ts";
import { failed } from "./failed.ts";
import { STANDARD_INPUT } from "./files.ts";
import type { Terminal } from "./terminal.ts";

export const WATCH_OPTION = "--watch";
export const WATCH_HELP = "run again whenever one of the files changes, until Ctrl-C";

/** Told the name of each file that is read. */
export type Reads = (file: string) => void;

/** Writers often write in several goes. */
const SETTLE_MS = 100;

/**
 * Runs at once and again after each change of the files, until it is interrupted. `run` tells of every file
 * that it reads: patterns use others. What was printed stays; a line says why it runs again.
 */
export async function watch(
  files: readonly string[],
  terminal: Terminal,
  run: (reads: Reads) => Promise<unknown>,
): Promise<typeof exitCodes.interrupted> {
  if (files.length === 0 || files.includes(STANDARD_INPUT))
    throw usageFailure("--watch needs files: standard input comes only once");
  const watcher = watchFiles([...files], {
    ignoreInitial: true,
    awaitWriteFinish: { stabilityThreshold: SETTLE_MS, pollInterval: SETTLE_MS / 4 },
  });
  const changed = new Set<string>();
  let wake = (): void => {};
  let stopped = false;
  watcher.on("all", (_event, path) => {
    changed.add(path);
    wake();
  });
  terminal.onInterrupt(() => {
    stopped = true;
    wake();
  });
  // A change during the first run is not to be missed.
  await new Promise<void>((resolve) => void watcher.once("ready", () => resolve()));
  while (!stopped) {
    try {
      await run((file) => void watcher.add(file));
    } catch (error) {
      failed(error, terminal);
    }
    terminal.note(`watching ${listed(files)}; Ctrl-C ends it\n`);
    if (changed.size === 0 && !stopped)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    if (changed.size > 0) terminal.note(`\n--- ${listed([...changed])} changed\n`);
    changed.clear();
  }
  await watcher.close();
  return exitCodes.interrupted;
}

const listed = (files: readonly string[]): string =>
  files.length > 3 ? `${files.length} files` : files.map((file) => normalize(file)).join(", ");
