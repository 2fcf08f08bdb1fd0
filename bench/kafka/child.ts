import { type Filling, fill } from "./fill.ts";
import { type WorkerChild, workerChild } from "./worker.ts";

/** What is measured, or loads the broker, in a process of its own: `child.mjs WHAT JSON`. */
const PARTS: Readonly<Record<string, (said: string) => Promise<void>>> = {
  fill: (said) => fill(JSON.parse(said) as Filling),
  worker: (said) => workerChild(JSON.parse(said) as WorkerChild),
};

const [what = "", said = ""] = process.argv.slice(2);
await PARTS[what]!(said);
