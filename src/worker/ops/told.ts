import type { ChunkCommitted, News, WorkerNews } from "../news.ts";
import type { Clock } from "../transport.ts";
import type { Log } from "./log.ts";

/** Committed work is told once in so long, not chunk by chunk. */
const SUMMARY_MS = 60_000;

const FULL =
  "the broker cannot write to its disk: make room there; nothing is lost, the task goes on trying";

/** What a worker tells, as lines of the log. */
export function told(log: Log, clock: Clock): WorkerNews {
  let since = clock.nowMs();
  let sum = { chunks: 0, records: 0, outputs: 0, deadLetters: 0 };

  function summed(chunk: ChunkCommitted): void {
    sum.chunks++;
    sum.records += chunk.records;
    sum.outputs += chunk.outputs;
    sum.deadLetters += chunk.deadLetters;
    if (clock.nowMs() - since < SUMMARY_MS) return;
    log("info", "committed", sum);
    sum = { chunks: 0, records: 0, outputs: 0, deadLetters: 0 };
    since = clock.nowMs();
  }

  return {
    tell(news: News) {
      switch (news.kind) {
        case "assigned":
          return log("info", "tasks assigned", list(news.tasks, news.generation));
        case "revoked":
          return news.lost
            ? log("warn", "the group gave our tasks away without waiting for us", {
                generation: news.generation,
              })
            : log("info", "the group shares tasks out anew", { generation: news.generation });
        case "phase":
          return log("debug", news.phase, { task: news.task });
        case "opened":
          return log("debug", "transactional id taken over", {
            task: news.task,
            epoch: news.epoch,
          });
        case "restoring":
          return log("debug", "restoring", {
            task: news.task,
            offset: news.offset,
            end: news.end,
          });
        case "restored": {
          const { task, sessions, records, bytes, ms } = news;
          const at = news.positions.map((one) => `${one.topic}-${one.partition}@${one.offset}`);
          return log("info", "restored", { task, sessions, records, bytes, ms, at });
        }
        case "chunk": {
          const { task, number, records, outputs, deadLetters, lag, transactionMs } = news;
          if (deadLetters > 0) log("warn", "dead letters", { task, deadLetters, ...news.dead });
          log("debug", "chunk committed", { task, number, records, outputs, lag, transactionMs });
          return summed(news);
        }
        case "failed": {
          const { task, failure, during, message } = news;
          const usual = failure === "fenced" || failure === "unavailable";
          return log(usual ? "info" : "warn", "chunk thrown away, reading back", {
            ...{ task, failure, during, reason: message },
            ...(message.includes("KAFKA_STORAGE_ERROR") ? { remedy: FULL } : {}),
          });
        }
        case "changed": {
          const { task, number, positions, carried, drained, givenUp, ms } = news;
          const at = positions.map((one) => `${one.topic}-${one.partition}@${one.offset}`);
          return log("info", "pattern changed", {
            ...{ task, change: number, at, carried, drained, givenUp, ms },
          });
        }
        case "change waits":
          return log("warn", "an announced change waits for a worker that can make it", {
            ...{ task: news.task, change: news.number, reason: news.why },
          });
        case "control unread":
          return log("warn", "what is announced cannot be read, trying on", {
            reason: news.message,
          });
        case "outside the group":
          return log("warn", "the group cannot be joined, trying on", { reason: news.message });
        case "rekeyed": {
          const { task, dead } = news;
          const letters = dead.record + dead.ahead;
          if (letters > 0) log("warn", "dead letters", { task, deadLetters: letters, ...dead });
          return;
        }
        case "canary": {
          const { task, pattern, scenario, result, message, ms } = news;
          const what = message === null ? {} : { what: message };
          const level = result === "failed" ? "error" : "debug";
          return log(level, `canary ${result}`, { task, pattern, scenario, ms, ...what });
        }
        case "canary unsent":
          return log("warn", "canaries not sent", { task: news.task, reason: news.message });
        case "stopped": {
          const { reason, message, remedy } = news.stop;
          return log("error", "stopped", { task: news.task, reason, what: message, remedy });
        }
        case "store anew":
          return log("warn", "the store is made anew from the changelog", {
            task: news.task,
            place: news.place,
            why: news.why,
          });
        case "closed":
          return log("debug", "closed", { task: news.task });
      }
    },
  };
}

const list = (tasks: readonly number[], generation: number) => ({
  generation,
  count: tasks.length,
  tasks: tasks.join(","),
});
