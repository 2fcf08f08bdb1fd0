import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Socket } from "node:net";
import { join } from "node:path";
import { READY } from "./properties.ts";

export interface Java {
  readonly classPath: string;
  readonly options: readonly string[];
}

/** One Kafka process on one data folder; it may be killed and started again on the same data. */
export interface Node {
  readonly address: string;
  readonly logFile: string;
  /** Of the process that was started last. */
  readonly pid: number | undefined;
  start(): Promise<void>;
  /** Controlled shutdown, as by SIGTERM; kills what has not ended after `patienceMs`. */
  stop(patienceMs?: number): Promise<void>;
  /** kill -9: as when the power goes, but for the page cache. */
  kill(): Promise<void>;
  pause(): void;
  resume(): void;
}

/**
 * Ends the process and removes its data when we die without having done so: it holds one end of a
 * pipe of ours, and reads the end of it then.
 */
function guard(pid: number, folder: string): ChildProcess {
  const script = 'read _; kill -9 "$1" 2>/dev/null; sleep 1; rm -rf "$2"';
  const child = spawn("sh", ["-c", script, "guard", String(pid), folder], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  child.unref();
  child.stdin?.on("error", () => {});
  (child.stdin as Socket).unref();
  return child;
}

export function nodeAt(address: string, folder: string, home: string, java: Java): Node {
  const logFile = join(home, "server.log");
  let child: ChildProcess | undefined;
  let ended: Promise<void> = Promise.resolve();
  let paused = false;

  const signal = (name: NodeJS.Signals): void => {
    if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      process.kill(child.pid, name);
    }
  };

  async function start(): Promise<void> {
    const log = createWriteStream(logFile, { flags: "a" });
    // In a process group of its own, so that Ctrl-C reaches us, and we stop it in order.
    const started = spawn(
      "java",
      [...java.options, "-cp", java.classPath, "kafka.Kafka", join(home, "server.properties")],
      { stdio: ["ignore", "pipe", "pipe"], detached: true, cwd: home },
    );
    child = started;
    paused = false;
    const keeper = started.pid === undefined ? undefined : guard(started.pid, folder);
    ended = new Promise((done) => {
      started.once("error", () => done());
      started.once("exit", () => {
        keeper?.kill("SIGKILL");
        done();
      });
    });
    started.stdout?.pipe(log, { end: false });
    started.stderr?.pipe(log, { end: false });
    await new Promise<void>((ready, failed) => {
      started.stdout?.on("data", (chunk: Buffer) => {
        if (chunk.includes(READY)) ready();
      });
      started.once("error", failed);
      started.once("exit", async (code, killed) => {
        const said = await readFile(logFile, "utf8").catch(() => "");
        const last = said.trim().split("\n").slice(-15).join("\n");
        failed(new Error(`Kafka at ${address} ended (${killed ?? code}) while starting:\n${last}`));
      });
    });
  }

  async function stop(patienceMs = 10_000): Promise<void> {
    if (paused) signal("SIGCONT");
    signal("SIGTERM");
    const impatient = setTimeout(() => signal("SIGKILL"), patienceMs);
    await ended;
    clearTimeout(impatient);
  }

  return {
    address,
    logFile,
    get pid() {
      return child?.pid;
    },
    start,
    stop,
    async kill() {
      signal("SIGKILL");
      await ended;
    },
    pause() {
      paused = true;
      signal("SIGSTOP");
    },
    resume() {
      paused = false;
      signal("SIGCONT");
    },
  };
}
