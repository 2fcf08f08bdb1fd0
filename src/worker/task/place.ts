import type { Programs } from "../control/program.ts";
import type { ControlWatch } from "../control/watch.ts";
import type { TaskPhase } from "../news.ts";
import type { WorkerOptions, WorkerParts } from "../options.ts";
import type { Partition } from "../transport.ts";

/** What a task is about, for as long as it runs. */
export interface TaskPlace {
  readonly task: number;
  readonly inputs: readonly Partition[];
  readonly changelog: Partition;
  /** Of the inputs. */
  readonly partitions: number;
  /** Partition counts of the topics that are written. */
  readonly counts: ReadonlyMap<string, number>;
  /** Records are only sent on, to this topic, under their patterns' keys. */
  readonly rekeyTo: string | null;
}

export interface TenureParts extends WorkerParts {
  readonly options: WorkerOptions;
  /** null: changes are not looked for. */
  readonly control: ControlWatch | null;
  readonly programs: Programs;
  readonly place: TaskPlace;
  tell(phase: TaskPhase): void;
  /** Throws `GivenUp` once the task is not ours any more. */
  check(): void;
  /** The chunk at hand is to be finished. */
  hurried(): boolean;
  /** Keys open in the whole process. */
  openSessions(): number;
}
