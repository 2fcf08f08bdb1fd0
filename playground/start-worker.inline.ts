import Inline from "./worker.ts?worker&inline";

/** Where the page is one file: the threads' script lies inside it. */
export const startWorker = (name: "engine" | "language"): Worker => new Inline({ name });
