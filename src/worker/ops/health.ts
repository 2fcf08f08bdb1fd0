import type { TaskPhase, WorkerNews } from "../news.ts";
import type { Clock } from "../transport.ts";

export interface Health extends WorkerNews {
  /** What does not get on; empty: the process is alive. Brokers that are away are no reason to die. */
  stuck(): readonly string[];
}

/** In these a task waits for something that may never come. */
const PATIENT: ReadonlySet<TaskPhase> = new Set(["reading", "resting", "restoring", "opening"]);

/**
 * Whether tasks get on. A task that neither waits nor has said anything for so long hangs in its own
 * work: an endless step, a promise that nobody keeps.
 *
 * @param patienceMs longer than any call to a broker takes, its repetitions included
 */
export function health(patienceMs: number, clock: Clock): Health {
  const tasks = new Map<number, { phase: TaskPhase; sinceMs: number }>();

  return {
    tell(news) {
      if (news.kind === "phase") {
        tasks.set(news.task, { phase: news.phase, sinceMs: clock.nowMs() });
      } else if (news.kind === "stopped" || news.kind === "closed") tasks.delete(news.task);
      else if (news.kind === "assigned") {
        for (const task of [...tasks.keys()]) if (!news.tasks.includes(task)) tasks.delete(task);
      }
    },
    stuck() {
      const now = clock.nowMs();
      return [...tasks]
        .filter(([, { phase, sinceMs }]) => !PATIENT.has(phase) && now - sinceMs > patienceMs)
        .map(
          ([task, { phase, sinceMs }]) =>
            `task ${task} is ${phase} for ${Math.round((now - sinceMs) / 1_000)} s`,
        );
    },
  };
}
