/**
 * `npm run test:million`: a million pairs in all ways, one process for each processor, in shards. Progress and
 * coverage are printed, and of every disagreement the seed and the smallest program and log that show it.
 * `PAIRS=100000`, `SEED=17` and `JOBS=1` say otherwise.
 */
import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { Coverage } from "./coverage.ts";
import { compareWays, SHARD, shardsFor } from "./three-ways.ts";

/** What one process says of one shard. */
interface Word {
  readonly seed: number;
  readonly coverage: ReturnType<Coverage["counted"]>;
  /** The disagreement; null: none. */
  readonly found: string | null;
}

const first = Number(process.env.SEED ?? 1);
const wanted = Number(process.env.PAIRS ?? 1_000_000);
const jobs = Number(process.env.JOBS ?? availableParallelism());
const shards = shardsFor(wanted);

function run(job: number): void {
  for (let shard = job; shard < shards; shard += jobs) {
    const coverage = new Coverage();
    const seed = first + shard;
    let found: string | null = null;
    try {
      compareWays({ ...SHARD, seed, coverage });
    } catch (error) {
      found = error instanceof Error ? error.message : String(error);
    }
    process.send!({ seed, coverage: coverage.counted(), found } satisfies Word);
  }
  process.disconnect!();
}

function conduct(): void {
  const coverage = new Coverage();
  const failed: number[] = [];
  const begun = performance.now();
  let done = 0;
  let running = jobs;
  const hear = ({ seed, coverage: more, found }: Word): void => {
    coverage.add(more);
    done++;
    const seconds = (performance.now() - begun) / 1000;
    const left = Math.round((seconds / done) * (shards - done));
    const rate = Math.round(coverage.pairs / seconds);
    console.log(
      `${coverage.pairs} pairs, ${done} of ${shards} shards, ${rate} pairs/s, ${left} s left (seed ${seed})`,
    );
    if (found === null) return;
    failed.push(seed);
    console.log(found);
  };
  const finish = (): void => {
    console.log(coverage.table());
    const missing = coverage.shortcomings();
    for (const line of missing) console.log(`too seldom: ${line}`);
    for (const seed of failed)
      console.log(`SEED=${seed} PAIRS=1 npx vitest run test/property/three-ways-1 shows it again`);
    const complete = done === shards;
    if (!complete) console.log(`${shards - done} shards were not run`);
    process.exitCode = failed.length === 0 && missing.length === 0 && complete ? 0 : 1;
  };
  for (let job = 0; job < jobs; job++) {
    const child = fork(import.meta.filename, [String(job)]);
    child.on("message", (word) => hear(word as Word));
    child.on("exit", () => {
      if (--running === 0) finish();
    });
  }
}

const job = process.argv[2];
if (job === undefined) conduct();
else run(Number(job));
