import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import type { Plan } from "../../test/worker/campaign/plan.ts";
import type { Range, Slice } from "../../test/worker/campaign/slice.ts";
import { goOn, joined, progress, report } from "./report.ts";
import { bundled, type Player, player } from "./slices.ts";

const whole = (text: string): number => {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new InvalidArgumentError("A whole number from 1 on is expected.");
  return number;
};

const command = new Command("npm run test:campaign --")
  .description("Plays random schedules of faults on the model of Kafka.")
  .argument("[count]", "how many schedules", whole, 100_000)
  .option("--from <seed>", "the first seed; an interrupted campaign says where to go on", whole, 1)
  .option("--processes <n>", "on how many cores at once", whole, availableParallelism())
  .parse(process.argv);
const [count] = command.processedArgs as [number];
const { from, processes } = command.opts<{ from: number; processes: number }>();
const asked: Range = { from, end: from + count };

/** Seeds that a process is given at once: few, so that all end together and little is lost. */
const SEEDS = 10;
const EVERY_MS = 10_000;
/** Failures that are made smaller; each takes some dozen plays. */
const SHRUNK = 3;

const root = resolve(import.meta.dirname, "../..");

async function main(): Promise<number> {
  // Inside the project, where the packages are found.
  const folder = await mkdtemp(join(root, "node_modules", ".campaign-"));
  const players: Player[] = [];
  try {
    const file = await bundled(root, folder);
    for (let i = 0; i < Math.min(processes, Math.ceil(count / SEEDS)); i++)
      players.push(player(file));
    const done = await playAll(players);
    const smallest = new Map<number, Plan>();
    for (const { seed } of done.failed.slice(0, SHRUNK)) {
      const answered = await players[0]!.ask({ shrink: seed });
      if ("smallest" in answered) smallest.set(seed, answered.smallest);
    }
    console.log(report(done, smallest));
    if (done.end < asked.end) {
      console.error(`Interrupted; the rest is: npm run test:campaign ${goOn(done, asked)}`);
      return 130;
    }
    return done.failed.length === 0 ? 0 : 1;
  } finally {
    for (const each of players) each.end();
    await rm(folder, { recursive: true });
  }
}

async function playAll(players: readonly Player[]): Promise<Slice> {
  const slices: Slice[] = [];
  const begunMs = performance.now();
  let next = asked.from;
  let stopped = false;
  const stop = (): void => {
    stopped = true;
  };
  process.once("SIGINT", stop);
  const telling = setInterval(() => {
    if (slices.length === 0) return;
    const played = slices.reduce((sum, { from, end }) => sum + end - from, 0);
    const seconds = (performance.now() - begunMs) / 1000;
    console.error(progress(joined(slices, asked.from), asked, played, seconds));
  }, EVERY_MS);
  await Promise.all(
    players.map(async ({ ask }) => {
      while (next < asked.end && !stopped) {
        const range = { from: next, end: Math.min(next + SEEDS, asked.end) };
        next = range.end;
        const answered = await ask({ play: range });
        if ("slice" in answered) slices.push(answered.slice);
      }
    }),
  );
  clearInterval(telling);
  process.off("SIGINT", stop);
  const done = joined(slices, asked.from);
  const ms = performance.now() - begunMs;
  console.error(`${(ms / 1000).toFixed(1)} s, ${(ms / (done.end - done.from)).toFixed(1)} ms each`);
  return done;
}

process.exitCode = await main();
