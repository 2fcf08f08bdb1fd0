import { Worker } from "node:worker_threads";
import type { Experiment } from "../simulator/experiment/experiment.ts";
import { type Laboratory, mergeFindings } from "../simulator/experiment/laboratory.ts";
import type { FromWorker, ToWorker } from "./simulate-worker.ts";

/** Null where the sources run as they are: a thread would not know how to read them. */
const WORKER = import.meta.url.endsWith(".ts")
  ? null
  : new URL("./simulate-worker.js", import.meta.url);

export interface SeedsRun {
  readonly seeds: readonly number[];
  readonly threads: number;
  /** Told of each seed that is done. */
  readonly done: () => void;
  /** Waited for between seeds where there is one thread only. */
  readonly rest: () => Promise<void>;
}

/**
 * Runs every seed of an experiment, here or in threads, and adds up what was found. Only counts are added, so that
 * which thread ran which seed changes nothing.
 */
export async function runSeeds(
  laboratory: Laboratory,
  experiment: Experiment,
  { seeds, threads, done, rest }: SeedsRun,
): Promise<void> {
  if (threads < 2 || WORKER === null) {
    for (const seed of seeds) {
      laboratory.run(seed);
      done();
      await rest();
    }
    return;
  }
  const left = [...seeds];
  const workers: Worker[] = [];
  try {
    await Promise.all(
      Array.from(
        { length: threads },
        () =>
          new Promise<void>((resolve, reject) => {
            const worker = new Worker(WORKER, { workerData: experiment });
            workers.push(worker);
            const say = (message: ToWorker): void => worker.postMessage(message);
            const next = (): void => {
              const seed = left.shift();
              say(seed === undefined ? { end: true } : { seed });
            };
            worker.on("message", (message: FromWorker) => {
              if ("findings" in message) {
                mergeFindings(laboratory.findings, message.findings);
                resolve();
                return;
              }
              if (message.ready !== true) done();
              next();
            });
            worker.on("error", reject);
          }),
      ),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
