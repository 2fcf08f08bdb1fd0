import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "../root.ts";

/** What is made for the measuring, and may be thrown away. */
export const made = join(root, ".cache/bench-kafka");
export const bundle = join(made, "child.mjs");

/** One file, put together as the package's command is: what runs TypeScript directly is slower. */
export async function buildChildren(): Promise<void> {
  await build({
    entryPoints: [join(root, "bench/kafka/child.ts")],
    ...{ outfile: bundle, bundle: true, platform: "node", format: "esm", target: "node20" },
    ...{ packages: "external", logLevel: "warning" },
  });
}

export interface Child {
  readonly pid: number;
  /** All that it wrote, once it ended well. */
  readonly ended: Promise<string>;
  ask(signal: NodeJS.Signals): void;
}

/** Whatever was started and has not ended. */
const running = new Set<ChildProcess>();

export function start(
  program: string,
  args: readonly string[],
  flags: { cwd?: string } = {},
): Child {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], ...flags });
  running.add(child);
  let out = "";
  let err = "";
  child.stdout.on("data", (bytes: Buffer) => {
    out += bytes.toString();
  });
  child.stderr.on("data", (bytes: Buffer) => {
    err = (err + bytes.toString()).slice(-10_000);
  });
  const ended = new Promise<string>((done, failed) => {
    child.on("error", failed);
    child.on("close", (code, signal) => {
      running.delete(child);
      if (code === 0) done(out);
      else
        failed(new Error(`${program} ended with ${signal ?? code}:\n${err}${out.slice(-2_000)}`));
    });
  });
  ended.catch(() => {}); // told to who waits for it
  return { pid: child.pid ?? 0, ended, ask: (signal) => void child.kill(signal) };
}

export const startNode = (what: string, said: object, flags: readonly string[] = []): Child =>
  start(process.execPath, ["--no-warnings", ...flags, bundle, what, JSON.stringify(said)]);

export function killAll(): void {
  for (const child of running) child.kill("SIGKILL");
}
