import { type Drive, drive } from "./drive.ts";
import { type Filling, fill } from "./fill.ts";
import { type Listen, listen } from "./listen.ts";
import { type WorkerChild, workerChild } from "./worker.ts";

/** What is measured, or loads the broker, in a process of its own: `child.mjs WHAT JSON`. */
const PARTS: Readonly<Record<string, (said: string) => Promise<void>>> = {
  fill: (said) => fill(JSON.parse(said) as Filling),
  drive: (said) => drive(JSON.parse(said) as Drive),
  listen: (said) => listen(JSON.parse(said) as Listen),
  worker: (said) => workerChild(JSON.parse(said) as WorkerChild),
};

const [what = "", said = ""] = process.argv.slice(2);
await PARTS[what]!(said);
