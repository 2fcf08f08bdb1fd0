/** A thread of the page; `start-worker.inline.ts` stands in its place where the page is one file. */
export const startWorker = (name: "engine" | "language"): Worker =>
  new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name });
