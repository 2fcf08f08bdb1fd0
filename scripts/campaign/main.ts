import { fork } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { build } from "esbuild";
import { POINTS, type Point } from "../../test/worker/campaign/points.ts";
import type { Slice } from "../../test/worker/campaign/slice.ts";

const command = new Command("npm run test:campaign --")
  .description("Plays random schedules of faults on the model of Kafka, on all cores.")
  .argument("[count]", "how many schedules", "100000")
  .option("--from <seed>", "the first seed", "1")
  .parse(process.argv);
const count = Number(command.args[0] ?? 100_000);
const from = Number(command.opts<{ from: string }>().from);
const root = resolve(import.meta.dirname, "../..");

/** One file, so that no core spends its time on loading. */
async function bundled(folder: string): Promise<string> {
  const entry = join(folder, "entry.ts");
  const slice = join(root, "test/worker/campaign/slice.ts");
  await writeFile(
    entry,
    `import { playSlice } from ${JSON.stringify(slice)};
const [seed, end, stride] = process.argv.slice(2).map(Number);
process.send(await playSlice(seed, end, stride));
process.disconnect();
`,
  );
  const outfile = join(folder, "slice.mjs");
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
    external: ["avsc"],
    banner: {
      js: `import { createRequire as requireFrom } from "node:module"; const require = requireFrom(${JSON.stringify(`${root}/x.js`)});`,
    },
  });
  return outfile;
}

const slice = (file: string, seed: number, stride: number): Promise<Slice> =>
  new Promise((done, failed) => {
    const args = [seed, from + count, stride].map(String);
    const child = fork(file, args, { execArgv: [] });
    child.on("message", (told) => done(told as Slice));
    child.on("error", failed);
    child.on("exit", (code) => code !== 0 && failed(new Error(`a process ended with ${code}`)));
  });

async function main(): Promise<number> {
  // Inside the project, where the packages are found.
  const folder = await mkdtemp(join(root, "node_modules", ".campaign-"));
  try {
    const file = await bundled(folder);
    const cores = Math.min(availableParallelism(), count);
    const begunMs = performance.now();
    const slices = await Promise.all(
      Array.from({ length: cores }, (_, core) => slice(file, from + core, cores)),
    );
    return report(slices, performance.now() - begunMs);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function report(slices: readonly Slice[], ms: number): number {
  const played = slices.reduce((sum, one) => sum + one.played, 0);
  const least = Math.min(...slices.map((one) => one.least));
  const failed = slices.flatMap((one) => one.failed).sort((a, b) => a.seed - b.seed);
  console.log(
    `${played} schedules, seeds ${from} to ${from + count - 1}, in ${(ms / 1000).toFixed(1)} s`,
  );
  console.log(`at least ${least} faults in each; ${failed.length} schedules went wrong\n`);
  for (const point of Object.keys(POINTS) as Point[]) {
    const hits = slices.reduce((sum, one) => sum + (one.hits[point] ?? 0), 0);
    console.log(`${point.padEnd(4)}${String(hits).padStart(8)}  ${POINTS[point]}`);
  }
  for (const { seed, wrong, shrunk } of failed.slice(0, 10)) {
    console.log(`\nseed ${seed}\n  ${wrong.join("\n  ")}\n${JSON.stringify(shrunk, null, 1)}`);
  }
  return failed.length === 0 ? 0 : 1;
}

process.exitCode = await main();
