import type { Running } from "./control/program.ts";
import type { PlanView } from "./control/progress.ts";
import type { Stop, TaskPhase } from "./news.ts";
import type { Looked } from "./task/stage.ts";
import type { Position } from "./transport.ts";

/** A worker that runs, as the rest of the process sees it. */
export interface Worker {
  /** Its tasks in the current generation, by number. */
  tasks(): readonly TaskView[];
  /** Which address owns each task; of a generation that is over, the last that was known. */
  owners(): ReadonlyMap<number, string>;
  /** Whether it is a member of its group and none of its tasks is still restoring. */
  ready(): boolean;
  /** What is announced, and how far all tasks are, those of other processes too. */
  plan(): Promise<PlanView>;
  /** Finishes the chunks at hand, leaves the group. Resolves when all is closed. */
  stop(): Promise<void>;
  /** Resolves when nothing runs any more: `stop` was called, or it cannot go on. */
  readonly ended: Promise<WorkerEnd>;
}

export type WorkerEnd =
  | { readonly kind: "asked" }
  /** The whole worker cannot go on. */
  | { readonly kind: "stopped"; readonly stop: Stop };

export interface TaskView {
  readonly task: number;
  readonly phase: TaskPhase | "stopped";
  readonly stop: Stop | null;
  /** Of what is committed. */
  readonly positions: readonly Position[];
  readonly watermarkMs: number;
  readonly sessions: number;
  /** null: it is not known yet. */
  readonly running: Running | null;
  /** What is committed of a key; null: the task has nothing. Waits for the chunk at hand. */
  look(key: string): Promise<Looked | null>;
}
