import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./root.ts";

const built = join(root, ".cache/bench");

/** Compiles what is measured as the package is built: what runs TypeScript directly wraps functions, which costs. */
export function buildBench(): void {
  const run = (...command: string[]) =>
    execFileSync("npx", command, { cwd: root, stdio: ["ignore", 2, 2] });
  run("tsc", "-p", "bench/tsconfig.json");
  run("tsx", "scripts/one-file.ts", ".cache/bench");
}

/** A figure of child.ts, of a process of its own, so that no garbage of one is another's. */
export function inChild<T>(...args: readonly string[]): T {
  const flags = ["--expose-gc", "--max-old-space-size=4096"];
  const program = join(built, "bench/child.js");
  return JSON.parse(
    execFileSync(process.execPath, [...flags, program, ...args], { encoding: "utf8" }),
  );
}
