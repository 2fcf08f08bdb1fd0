import { parentPort } from "node:worker_threads";
import { type Examination, examined } from "./examiner.ts";

/** The other end of `workerExaminer`. */
parentPort?.on("message", (examination: Examination) => {
  parentPort?.postMessage(examined(examination));
});
