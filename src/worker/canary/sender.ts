import { fromText } from "../bytes.ts";
import type { WorkerNews } from "../news.ts";
import type { Clock, Message, TaskProducer, Transport } from "../transport.ts";
import type { Worker } from "../view.ts";
import { canaryHeader, canaryKey } from "./reserved.ts";
import type { CanaryPlan } from "./runs.ts";

export interface Sending extends CanaryPlan {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly worker: Pick<Worker, "tasks">;
  readonly news: WorkerNews;
  /** Where the worker reads. */
  readonly input: string;
  readonly everyMs: number;
}

const TRANSACTION_MS = 15_000;

/**
 * Sends every scenario to the partition of every task that runs here, again and again. A scenario's
 * records are one transaction, so that no task ever sees a part of it.
 */
export function startCanaries(sending: Sending): { stop(): Promise<void> } {
  const { clock, worker, everyMs } = sending;
  const over = new AbortController();
  const run = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(everyMs, over.signal);
      if (over.signal.aborted) return;
      const running = worker.tasks().filter(({ stop }) => stop === null);
      await Promise.all(running.map(({ task }) => send(task, sending)));
    }
  };
  const ended = run();
  return {
    stop() {
      over.abort();
      return ended;
    },
  };
}

async function send(task: number, sending: Sending): Promise<void> {
  const { transport, app, input, news } = sending;
  let producer: TaskProducer | null = null;
  try {
    producer = await transport.openTask({
      transactionalId: `${app}-canary-${task}`,
      transactionTimeoutMs: TRANSACTION_MS,
    });
    producer.begin();
    await producer.send({ topic: input, partition: task }, messagesOf(task, sending));
    await producer.commit();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    news.tell({ kind: "canary unsent", task, message });
    await producer?.abort().catch(() => {}); // the next opening of the id calls it off as well
  } finally {
    await producer?.close();
  }
}

function messagesOf(task: number, { app, scenarios, clock }: Sending): readonly Message[] {
  const timestampMs = clock.nowMs();
  return scenarios.flatMap(({ machine, scenario, records }, number) => {
    const run = `${app}:${task}:${timestampMs}:${number}`;
    const key = canaryKey(run);
    const { pattern, title } = scenario;
    const rest = { app, run, pattern, version: machine.version, scenario: title };
    return records.map((write, line) => ({
      key,
      value: fromText(write(`pda.canary:${run}`)),
      headers: [canaryHeader({ ...rest, line, lines: records.length })],
      timestampMs,
    }));
  });
}
