import { Worker } from "node:worker_threads";
import type { Source } from "../../diagnostic/diagnostic.ts";
import { examine, type Findings } from "../../service/findings.ts";
import { loadBeside } from "../files.ts";

/** A text to be checked, and the other texts that are open, which are newer than those on disk. */
export interface Examination {
  readonly main: Source;
  readonly open: readonly Source[];
}

export type Examiner = (examination: Examination) => Promise<Findings>;

export function examined({ main, open }: Examination): Findings {
  const texts = new Map(open.map((source) => [source.name, source]));
  const load = (path: string, from: string) => {
    const source = loadBeside(path, from);
    return source === null ? null : (texts.get(source.name) ?? source);
  };
  return examine({ main, load });
}

/** Where there are no threads, or none that can read what they are to run. */
export const examineHere: Examiner = async (examination) => examined(examination);

/**
 * Compiling takes longer than an answer may: it runs in a thread of its own, one text after the other.
 * Where threads cannot be had, it is done here.
 */
export function workerExaminer(script: URL): Examiner {
  let worker: Worker | null = null;
  let last: Promise<unknown> = Promise.resolve();
  const start = (): Worker => {
    const made = new Worker(script);
    // Not waited for when the editor goes away.
    made.unref();
    return made;
  };
  const run = (examination: Examination): Promise<Findings> =>
    new Promise((resolve) => {
      const current = worker ?? start();
      worker = current;
      const finish = (findings: Findings) => {
        current.off("message", finish);
        current.off("error", fail);
        resolve(findings);
      };
      const fail = () => {
        worker = null;
        finish(examined(examination));
      };
      current.on("message", finish);
      current.on("error", fail);
      current.postMessage(examination);
    });
  return (examination) => {
    const next = last.then(() => run(examination));
    last = next.catch(() => {});
    return next;
  };
}
