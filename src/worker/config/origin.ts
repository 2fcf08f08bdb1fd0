import type { Key } from "./settings.ts";

/** One thing that somebody said, before it is known to be right. */
export interface Said {
  /** As written there: may be no key of ours. */
  readonly key: string;
  readonly written: unknown;
  /** `worker.yaml:7`, `PDA_BROKERS`, `--brokers`. */
  readonly place: string;
  /** The value is the path of a file that holds the secret. */
  readonly inFile?: true;
}

/** What is wrong with what was said, told with its place. */
export interface Problem {
  readonly place: string;
  readonly message: string;
}

export type Places = ReadonlyMap<Key, string>;
