import type { ChunkCommitted, News, TaskPhase, WorkerNews } from "../news.ts";
import type { Clock } from "../transport.ts";
import { metrics } from "./metrics.ts";
import type { Registry } from "./registry.ts";

export interface Metered {
  readonly inputs: readonly string[];
  /** Names of the patterns, in the worker's order. */
  readonly patterns: readonly string[];
}

const STATE: Readonly<Record<"assigned" | "restoring" | "running" | "stopped", number>> = {
  assigned: 0,
  restoring: 1,
  running: 2,
  stopped: 3,
};

const WAITING: ReadonlySet<TaskPhase> = new Set(["opening", "resting"]);

/** What is open between these is a transaction. */
const SENDING: ReadonlySet<TaskPhase> = new Set(["sending", "sent", "positions", "committing"]);

export interface Meter extends WorkerNews {
  /** Before the figures are read: some of them move on with the clock. */
  refresh(): void;
}

/** Turns what a worker tells into figures. */
export function meter(registry: Registry, metered: Metered, clock: Clock): Meter {
  const topic = metered.inputs.join("+");
  const states = new Map<number, number>();
  const setState = (task: number, state: number): void => {
    if (states.get(task) === state) return;
    states.set(task, state);
    registry.set(metrics.taskState, { partition: `${task}` }, state);
  };
  const watermarks = new Map<number, number>();

  // All series of a kind are there from the start: a rate that begins at its first event is missed.
  for (const pattern of metered.patterns) registry.add(metrics.matches, { pattern }, 0);
  for (const stage of ["record", "ahead", "step"]) registry.add(metrics.deadLettered, { stage }, 0);
  for (const result of ["committed", "aborted", "fenced", "unknown", "unavailable", "other"]) {
    registry.add(metrics.transactions, { result }, 0);
  }
  for (const outcome of ["carried", "drained", "given_up"])
    registry.add(metrics.changedKeys, { outcome }, 0);
  for (const end of ["orderly", "lost"]) registry.add(metrics.rebalances, { end }, 0);

  function chunk(news: ChunkCommitted): void {
    const partition = `${news.task}`;
    registry.add(metrics.consumed, { topic, partition }, news.records);
    registry.add(metrics.produced, { kind: "output" }, news.outputs);
    registry.add(metrics.produced, { kind: "dead_letter" }, news.deadLetters);
    registry.add(metrics.produced, { kind: "changelog" }, news.keysWritten);
    news.byPattern.forEach((count, at) => {
      registry.add(metrics.matches, { pattern: metered.patterns[at] ?? `${at}` }, count);
    });
    for (const stage of ["record", "ahead", "step"] as const) {
      registry.add(metrics.deadLettered, { stage }, news.dead[stage]);
    }
    registry.add(metrics.late, { partition }, news.late);
    registry.set(metrics.sessions, { partition }, news.sessions);
    registry.add(metrics.sessionsClosed, { partition }, news.keysDeleted);
    registry.observe(metrics.chunkSeconds, {}, (news.steppingMs + news.transactionMs) / 1_000);
    registry.observe(metrics.transactionSeconds, {}, news.transactionMs / 1_000);
    registry.add(metrics.transactions, { result: "committed" }, 1);
    registry.set(metrics.lag, { topic, partition }, news.lag);
    registry.add(metrics.changelogBytes, {}, news.changelogBytes);
    registry.set(metrics.lastProgress, { partition }, clock.nowMs() / 1_000);
    if (Number.isFinite(news.watermarkMs)) watermarks.set(news.task, news.watermarkMs);
  }

  /** Of a task that somebody else may have now. */
  function forget(task: number): void {
    const partition = `${task}`;
    states.delete(task);
    watermarks.delete(task);
    for (const gauge of [
      metrics.taskState,
      metrics.sessions,
      metrics.eventLag,
      metrics.lastProgress,
      metrics.changeWaiting,
    ]) {
      registry.forget(gauge, { partition });
    }
    registry.forget(metrics.lag, { topic, partition });
  }

  return {
    refresh() {
      for (const [task, ms] of watermarks) {
        registry.set(metrics.eventLag, { partition: `${task}` }, (clock.nowMs() - ms) / 1_000);
      }
    },
    tell(news: News) {
      switch (news.kind) {
        case "assigned":
          for (const task of news.tasks) setState(task, STATE.assigned);
          for (const task of [...states.keys()]) if (!news.tasks.includes(task)) forget(task);
          return;
        case "revoked":
          return registry.add(metrics.rebalances, { end: news.lost ? "lost" : "orderly" }, 1);
        case "phase":
          if (news.phase === "restoring") return setState(news.task, STATE.restoring);
          return setState(news.task, WAITING.has(news.phase) ? STATE.assigned : STATE.running);
        case "changed": {
          const partition = `${news.task}`;
          registry.add(metrics.changesMade, { partition }, 1);
          registry.set(metrics.changeWaiting, { partition }, 0);
          registry.add(metrics.changedKeys, { outcome: "carried" }, news.carried);
          registry.add(metrics.changedKeys, { outcome: "drained" }, news.drained);
          return registry.add(metrics.changedKeys, { outcome: "given_up" }, news.givenUp);
        }
        case "change waits":
          return registry.set(metrics.changeWaiting, { partition: `${news.task}` }, 1);
        case "restored":
          registry.add(metrics.restoredRecords, {}, news.records);
          registry.set(metrics.sessions, { partition: `${news.task}` }, news.sessions);
          return registry.observe(metrics.restoreSeconds, {}, news.ms / 1_000);
        case "chunk":
          return chunk(news);
        case "failed": {
          if (!SENDING.has(news.during)) return;
          const known = ["aborted", "fenced", "unknown", "unavailable"].includes(news.failure);
          const result = known ? news.failure : "other";
          return registry.add(metrics.transactions, { result }, 1);
        }
        case "rekeyed": {
          const { task, records, dead, lag } = news;
          registry.add(metrics.rekeyed, { partition: `${task}` }, records);
          if (lag === null) registry.forget(metrics.rekeyLag, { partition: `${task}` });
          else registry.set(metrics.rekeyLag, { partition: `${task}` }, lag);
          for (const stage of ["record", "ahead"] as const) {
            registry.add(metrics.deadLettered, { stage }, dead[stage]);
          }
          return;
        }
        case "canary": {
          const { pattern, scenario, result, ms } = news;
          registry.add(metrics.canaryRuns, { pattern, scenario, result }, 1);
          registry.observe(metrics.canarySeconds, {}, ms / 1_000);
          if (result !== "passed") return;
          return registry.set(metrics.canaryPassed, { pattern, scenario }, clock.nowMs() / 1_000);
        }
        case "canary unsent":
          return registry.add(metrics.canaryUnsent, {}, 1);
        case "stopped":
          return setState(news.task, STATE.stopped);
        case "closed":
          return forget(news.task);
      }
    },
  };
}
