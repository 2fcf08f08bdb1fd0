import { parentPort, workerData } from "node:worker_threads";
import type { Experiment } from "../simulator/experiment/experiment.ts";
import { Laboratory, type PlainFindings } from "../simulator/experiment/laboratory.ts";

/** What a thread of `pda simulate` is told: the next seed, or that there is none. */
export type ToWorker = { readonly seed: number } | { readonly end: true };
export type FromWorker = { readonly ready: boolean } | { readonly findings: PlainFindings };

const port = parentPort!;
const say = (message: FromWorker): void => port.postMessage(message);
const laboratory = new Laboratory(workerData as Experiment);
port.on("message", (message: ToWorker) => {
  if ("seed" in message) {
    laboratory.run(message.seed);
    say({ ready: false });
  } else say({ findings: laboratory.findings });
});
say({ ready: true });
